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
_MICROSECOND = timedelta(microseconds=1)  # the finest moment both databases keep
_quoted = json.encoder.encode_basestring
_as_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


class Content(NamedTuple):
    """Everything an event says.

    ``at`` is an aware datetime, ids are 32 hexadecimal digits, ``detail`` is as canonical() has it.
    """

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
    detail: str


class Row(NamedTuple):
    """An event as it stands in the table; ``content`` is None when it cannot be read at all."""

    number: int
    content: Content | None
    hash: str


def digest(content: Content) -> str:
    """SHA-256 of an event's content, the same whichever database it was read from.

    What is covered is a JSON array of the parts in their order, put together by hand: a trail of a
    million events is followed in half the time.
    """
    at, *words, done, detail = content
    parts = ",".join("null" if one is None else _quoted(one) for one in words)
    moment = (at - _EPOCH) // _MICROSECOND
    written = f"[{moment},{parts},{'true' if done else 'false'},{detail}]"
    return hashlib.sha256(written.encode()).hexdigest()


def follow(previous: str, digest: str) -> str:
    """The hash of an event with this digest, standing behind one with the hash ``previous``."""
    return f"{FORM}:{hashlib.sha256((previous + digest).encode()).hexdigest()}"


def follows(previous: str, row: Row) -> bool:
    """Whether ``row`` is what was written behind an event with the hash ``previous``."""
    return row.content is not None and follow(previous, digest(row.content)) == row.hash


def canonical(detail: object) -> str:
    """A detail as JSON in the one way it is covered: sorted, and a whole number without a point.

    ``detail`` is plain JSON. PostgreSQL and Python write a fraction alike, but 1.0 not always.
    """
    return _as_json(_whole(detail)) if detail else "{}"


def plain(detail: object) -> object:
    """A detail as JSON gives it back: keys are text, and what was a tuple is a list."""
    return json.loads(json.dumps(detail, allow_nan=False)) if detail else {}


def _whole(value: object) -> object:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else value
