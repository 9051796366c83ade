"""Sealing keys: which the database needs, and sealing everything anew with the newest.

Rotating works on a live service: a few values at a time, each only if nobody changed it meanwhile.
Stopped half-way, the next run goes on where it was, since what is sealed with the newest key is
left alone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Field, Model

from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.records.sealed import CannotUnseal, SealedText, seal, unseal
from betweenus.services import second_factor_secrets
from betweenus.services.acting import acting, may
from betweenus.services.turns import my_turn

AT_A_TIME = (
    200  # values in one transaction: some milliseconds, so that nobody who writes waits long
)

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of sealed values."""

    table: str
    key: str
    name: str

    @property
    def place(self) -> str:
        """What its values are bound to."""
        return f"{self.table}.{self.name}"


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did. ``unreadable``: column and row of values that no key opens."""

    to: str
    values: int
    unreadable: tuple[str, ...]


def columns() -> tuple[Column, ...]:
    """Every sealed column of the program."""
    return tuple(_column(model, field) for model in apps.get_models() for field in _sealed(model))


def _sealed(model: type[Model]) -> Iterator[Field]:
    return (field for field in model._meta.concrete_fields if isinstance(field, SealedText))


def _column(model: type[Model], field: Field) -> Column:
    assert model._meta.pk, f"{model} has rows that can be told apart"
    return Column(model._meta.db_table, str(model._meta.pk.column), str(field.column))


def in_use() -> Mapping[str, int]:
    """How many values of the database each key has sealed, by the key's id; reads no record."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for column in columns():
            name = _quoted(column.name)
            cursor.execute(
                f"SELECT {_key_of(name)}, COUNT(*) FROM {_quoted(column.table)} "  # noqa: S608
                f"WHERE {name} <> '' GROUP BY 1"
            )
            for key, values in cursor.fetchall():
                found[key] = found.get(key, 0) + values
    for key, values in second_factor_secrets.in_use().items():
        found[key] = found.get(key, 0) + values
    return dict(sorted(found.items()))


def _key_of(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"substr({name}, 1, instr({name}, ':') - 1)"
    return f"split_part({name}, ':', 1)"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def missing() -> tuple[str, ...]:
    """Keys the database needs and the ring does not have: what they sealed cannot be read."""
    return tuple(key for key in in_use() if key not in settings.BETWEENUS_KEY_RING)


def rotate(*, by: Identity, told: Told | None = None) -> Rotated:
    """Seal with the newest key whatever another has sealed.

    ``told`` hears how many of how many values are done. Raises NotAllowed for anybody but the
    system, and Refusal before anything changes when a key is not in the ring.
    """
    if not (decision := may(by, Act.ROTATE_KEYS)):
        raise NotAllowed(decision.reason)
    to = settings.BETWEENUS_SEALING_KEY
    if lost := missing():
        raise Refusal(
            f"The ring lacks a key the database needs: {', '.join(lost)}.",
            "Add it to BETWEENUS_KEYS again; nothing was changed.",
        )
    total = sum(values for key, values in in_use().items() if key != to)
    done = 0
    unreadable: list[str] = []
    for column in columns():
        for changed, failed in _column_rotated(column, to):
            done += changed
            unreadable += failed
            if told:
                told(done, total)
    changed, failed = second_factor_secrets.seal_anew(to)
    done, unreadable = done + changed, unreadable + failed
    if told:
        told(done, total)
    with acting(by=by, act=Act.ROTATE_KEYS, about="keys") as deed:
        deed.detail |= {"to": to, "values": done, "unreadable": len(unreadable)}
    return Rotated(to, done, tuple(unreadable))


def _column_rotated(column: Column, to: str) -> Iterator[tuple[int, list[str]]]:
    """A few rows after another: how many were sealed anew, and which do not open."""
    last = None
    while True:
        with my_turn(), transaction.atomic(), connection.cursor() as cursor:
            rows = _next_rows(cursor, column, to, last)
            changed, failed = 0, []
            for key, sealed in rows:
                try:
                    anew = seal(unseal(sealed, column.place), column.place)
                except CannotUnseal:
                    failed.append(f"{column.place} of row {key}")
                    continue
                changed += _replaced(cursor, column, key, (sealed, anew))
        if rows:
            yield changed, failed
        if len(rows) < AT_A_TIME:
            return
        last = rows[-1][0]


def _next_rows(cursor, column: Column, to: str, last: object) -> list[tuple[object, str]]:
    key, name = _quoted(column.key), _quoted(column.name)
    after = "" if last is None else f" AND {key} > %s"
    cursor.execute(
        f"SELECT {key}, {name} FROM {_quoted(column.table)} "  # noqa: S608
        f"WHERE {name} <> '' AND {_key_of(name)} <> %s{after} ORDER BY {key} LIMIT {AT_A_TIME}",
        [to] if last is None else [to, last],
    )
    return cursor.fetchall()


def _replaced(cursor, column: Column, key: object, values: tuple[str, str]) -> int:
    """1 when the value was still the one that was opened, else 0: then somebody wrote it anew."""
    name = _quoted(column.name)
    cursor.execute(
        f"UPDATE {_quoted(column.table)} SET {name} = %s "  # noqa: S608
        f"WHERE {_quoted(column.key)} = %s AND {name} = %s",
        [values[1], key, values[0]],
    )
    return int(cursor.rowcount)
