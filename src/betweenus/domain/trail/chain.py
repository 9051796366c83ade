"""The chain of events: what of an event is covered, and how its hash covers the one before.

    digest  SHA-256 of everything the event says
    hash    "1:" and SHA-256 of (the hash of the event before, and this digest)

Nothing here is secret, so anybody can follow a chain. What keeps somebody who has the database
from making a new one are the anchors, which lie outside it (decision 17).
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

# The first event follows nothing.
BEGINNING = ""

# How contents are written down and chained; a new way gets a new number, old events keep theirs.
FORM = "1"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_canonical = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


class Content(NamedTuple):
    """Everything an event says. Ids are 32 hexadecimal digits; ``at`` is an aware datetime."""

    at: datetime
    account_id: str | None
    account_name: str
    role: str
    relation: str
    purpose: str
    act: str
    person_id: str | None
    about: str
    done: bool
    detail: object


class Row(NamedTuple):
    """An event as it stands in the table; ``content`` is None when it cannot be read at all."""

    number: int
    content: Content | None
    hash: str


def digest(content: Content) -> str:
    """SHA-256 of an event's content, the same whichever database it was read from."""
    at, *others, detail = content
    # The microsecond is the finest both databases keep; the detail comes back as plain JSON.
    written = _canonical([(at - _EPOCH) // _MICROSECOND, *others, _plain(detail)])
    return hashlib.sha256(written.encode()).hexdigest()


def follow(previous: str, digest: str) -> str:
    """The hash of an event with this digest, standing behind one with the hash ``previous``."""
    return f"{FORM}:{hashlib.sha256((previous + digest).encode()).hexdigest()}"


def follows(previous: str, row: Row) -> bool:
    """Whether ``row`` is what was written behind an event with the hash ``previous``."""
    return row.content is not None and follow(previous, digest(row.content)) == row.hash


def _plain(detail: object) -> object:
    """A detail as JSON gives it back: keys are text, and a whole number has no decimal point."""
    if not detail:
        return detail
    return _whole(json.loads(_loosely(detail)))


_loosely = json.JSONEncoder(allow_nan=False).encode


def _whole(value: object) -> object:
    if isinstance(value, float):
        # PostgreSQL and Python write the same fraction alike, but 1.0 not always.
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else value
