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

from django.db import connection, transaction

from betweenus.domain.trail import Content, Row, canonical, digest, plain
from betweenus.domain.trail.chain import FORM
from betweenus.records.events import Event

# The turn everybody who tells an event takes on PostgreSQL: any number nothing else here uses.
_TURN = 20_260_717
_DO_NOT_WAIT = "SET LOCAL synchronous_commit TO off; "
_TAKE_TURN = f"SELECT pg_advisory_xact_lock({_TURN}); "

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
    own = _is_own_commit()
    try:
        with _undone_when_failing(told), transaction.atomic():
            yield
            _write(told, own=own)
    except BaseException:
        if told:  # refused tries
            _write_by_itself(told)
        raise
    finally:
        _under_way.reset(token)
    if own:
        _wait_for_the_disk()


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
    _write_by_itself([said])


def _write_by_itself(told: list[Told]) -> None:
    own = _is_own_commit()
    with transaction.atomic():
        _write(told, own=own)
    if own:
        _wait_for_the_disk()


def _is_own_commit() -> bool:
    """Whether a transaction begun now is committed by us, and how is ours to say: PostgreSQL only.

    The turn ends with the commit. A commit that waits for the disk would let one writer after the
    other wait for it. So ours do not, and afterwards everybody waits together until the disk has
    what was written so far. Nobody is answered before it has.
    """
    return connection.vendor == "postgresql" and not connection.in_atomic_block


def _wait_for_the_disk() -> None:
    """A commit of next to nothing that waits: what was committed before it is on the disk, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'betweenus', '')")


def _write(told: list[Told], *, own: bool) -> None:
    with connection.cursor() as cursor:
        for place, said in enumerate(told):
            params = [field.get_db_prep_save(said[field.attname], connection) for field in _FIELDS]
            text = _insertion(connection.vendor, first=place == 0, own=own)
            cursor.execute(text, [*params, digest(content_of(said))])


@lru_cache(maxsize=8)
def _insertion(vendor: str, *, first: bool, own: bool) -> str:
    """The next number, the columns, and the hash, which covers that of the row before.

    On PostgreSQL the first takes the turn in the same breath, by a statement before: the insert
    then sees what whoever had the turn has written.
    """
    names = ", ".join(f'"{field.column}"' for field in _FIELDS)
    before = f'SELECT "hash" FROM "{_TABLE}" ORDER BY "id" DESC LIMIT 1'  # noqa: S608
    chained = _HASHED[vendor].format(f"COALESCE(({before}), '') || %s")
    turn = _TAKE_TURN if vendor == "postgresql" and first else ""
    turn = f"{_DO_NOT_WAIT}{turn}" if own and first else turn
    return (
        f'{turn}INSERT INTO "{_TABLE}" ("id", {names}, "hash") VALUES '  # noqa: S608 - our own names
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
        canonical(plain(said["detail"])),
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
    at, account_id, *words, person_id, about, done, detail = values
    if not all(isinstance(one, str) for one in (*words, about)):
        return None
    try:
        return Content(
            _moment(at), _hex(account_id), *words, _hex(person_id), about, bool(done), _as(detail)
        )
    except (AttributeError, TypeError, ValueError):
        return None


def _moment(at: Any) -> datetime:
    """SQLite keeps a text in UTC."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at


def _hex(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.hex


@lru_cache(maxsize=4_096)
def _as(detail: str) -> str:
    """A detail from the database as it is covered; most say what many others say."""
    return canonical(json.loads(detail))


def newest() -> tuple[int, str]:
    """The number and hash of the newest event; (0, "") when there is none."""
    found = Event.objects.order_by("-id").values_list("id", "hash").first()
    return found or (0, "")
