"""The chain of events: writing them one behind the other, and following them to see they are whole.

Every event covers the one before, so events have to be written one at a time. On SQLite whoever
writes is alone anyway. On PostgreSQL whoever tells an event waits for whoever is telling one; so
that nobody waits for a whole act, an act tells all its events as the last thing before it commits,
nested acts theirs together with the outermost. What takes the turn last never waits for anything
else while it has it, so nobody waits in a ring. Numbers and hashes are put together by the database
in the statement that inserts, which costs no question more (decision 17).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from betweenus.domain.trail import Content, Row, digest
from betweenus.domain.trail.chain import FORM
from betweenus.records.events import Event

# The turn everybody who tells an event takes on PostgreSQL: any number nothing else here uses.
TURN = 20_260_717

ROWS_AT_A_TIME = 5_000

_COLUMNS = Content._fields
_TABLE = Event._meta.db_table
_FIELDS = tuple(Event._meta.get_field(name) for name in _COLUMNS)
_HASHED = {
    "sqlite": f"'{FORM}:' || SHA256({{}})",
    "postgresql": f"'{FORM}:' || ENCODE(SHA256(CONVERT_TO({{}}, 'UTF8')), 'hex')",
}

Told = dict[str, Any]
_under_way: ContextVar[list[Told] | None] = ContextVar("events of the act under way", default=None)


@contextmanager
def told_at_the_end() -> Iterator[None]:
    """A transaction that writes the events told inside as its last thing.

    When it fails, the events go with the rest; refused tries stay, as they did happen.
    """
    if (outer := _under_way.get()) is not None:
        with _undone_when_failing(outer), transaction.atomic():
            yield
        return
    told: list[Told] = []
    token = _under_way.set(told)
    try:
        with _undone_when_failing(told), transaction.atomic():
            yield
            _write(told)
    except BaseException:
        if told:  # refused tries
            with transaction.atomic():
                _write(told)
        raise
    finally:
        _under_way.reset(token)


@contextmanager
def _undone_when_failing(told: list[Told]) -> Iterator[None]:
    before = len(told)
    try:
        yield
    except BaseException:
        told[before:] = [one for one in told[before:] if not one["done"]]
        raise


def tell(**said: Any) -> None:
    """Write an event: at the end of the act under way, or at once where there is none."""
    if (under_way := _under_way.get()) is not None:
        under_way.append(said)
        return
    with transaction.atomic():
        _write([said])


def _write(told: list[Told]) -> None:
    if not told:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A statement of its own: the next one then sees what whoever had the turn has written.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        for said in told:
            row = Event(**said)
            params = [
                field.get_db_prep_save(getattr(row, field.attname), connection) for field in _FIELDS
            ]
            cursor.execute(_insertion(connection.vendor), [*params, digest(content_of(said))])


@lru_cache(maxsize=2)
def _insertion(vendor: str) -> str:
    """The next number, the columns, and the hash, which covers that of the row before."""
    names = ", ".join(f'"{field.column}"' for field in _FIELDS)
    before = f'SELECT "hash" FROM "{_TABLE}" ORDER BY "id" DESC LIMIT 1'  # noqa: S608
    chained = _HASHED[vendor].format(f"COALESCE(({before}), '') || %s")
    return (
        f'INSERT INTO "{_TABLE}" ("id", {names}, "hash") VALUES '  # noqa: S608 - our own names
        f'(COALESCE((SELECT MAX("id") FROM "{_TABLE}"), 0) + 1, '
        f"{', '.join(['%s'] * len(_FIELDS))}, {chained})"
    )


def content_of(said: Mapping[str, Any]) -> Content:
    """What an event covers, from the values told."""
    account, person = said["account_id"], said["person_id"]
    return Content(
        said["at"],
        account.hex if account else None,
        said["account_name"],
        said["role"],
        said["relation"],
        said["purpose"],
        said["act"],
        person.hex if person else None,
        said["about"],
        said["done"],
        said["detail"],
    )


def rows(after: int = 0) -> Iterator[Row]:
    """The events behind a number as they stand in the table, a few thousand at a time.

    Read without the models, so that a row which was made unreadable is still found.
    """
    names = ", ".join(f'"{field.column}"' for field in _FIELDS)
    # The first may have been given a number below one by somebody who puts something in.
    last = after if after > 0 else -(2**62)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f'SELECT "id", "hash", {names} FROM "{_TABLE}" '  # noqa: S608 - our own names
                f'WHERE "id" > %s ORDER BY "id" LIMIT {ROWS_AT_A_TIME}',
                [last],
            )
            found = cursor.fetchall()
            for number, hash_, *values in found:
                yield Row(number, _content(values), hash_)
            if len(found) < ROWS_AT_A_TIME:
                return
            last = found[-1][0]


def _content(values: Sequence[Any]) -> Content | None:
    try:
        said = dict(zip(_COLUMNS, values, strict=True))
        return Content(**said)._replace(
            at=_moment(said["at"]),
            account_id=_hex(said["account_id"]),
            person_id=_hex(said["person_id"]),
            done=bool(said["done"]),
            detail=json.loads(said["detail"]),
        )
    except (AttributeError, TypeError, ValueError):
        return None


def _moment(at: Any) -> datetime:
    """SQLite keeps a text in UTC."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at


def _hex(value: Any) -> str | None:
    return value.hex if isinstance(value, UUID) else value


def newest() -> tuple[int, str]:
    """The number and hash of the newest event; (0, "") when there is none."""
    found = Event.objects.order_by("-id").values_list("id", "hash").first()
    return found or (0, "")
