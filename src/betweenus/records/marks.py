"""Marks: the database itself notes that something of a person's record has changed.

What is worked out from a record may be kept only while the record stays as it was. Nobody can
forget to say that it changed: every row added, changed or removed in a table below gives the
person it is about a new mark, in the same transaction, whatever program wrote it. A mark is drawn
by chance, so none comes twice, not even after a change was undone.

Triggers are kept out of migrations: changing a table would drop or trip over them. They are taken
away before tables change and put back after, by the same command (`migrate`).
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from betweenus.records import keeping as keep
from betweenus.records.course import Appointment, Break, Consent, Course, MidReview, PhaseChoice
from betweenus.records.diary import DiaryEntry
from betweenus.records.formulation import FocusMove, FocusVersion, Goal, GoalRating, MapVersion
from betweenus.records.letters import Letter, LetterMove, LetterVersion
from betweenus.records.measures import MeasureAnswers
from betweenus.records.notes import SignedNote
from betweenus.records.safety import RiskTask


class ChangeMark(models.Model):
    """What a person's record was marked with when it last changed; written by triggers only."""

    person_id = keep.link(models.UUIDField(primary_key=True))
    mark = keep.trail(models.UUIDField())


# Every table that where a course stands is worked out from, and how its rows lead to a person.
WATCHED: Mapping[type[models.Model], tuple[str, ...]] = {
    Course: ("person",),
    Appointment: ("course__person",),
    Break: ("course__person",),
    Consent: ("course__person",),
    PhaseChoice: ("course__person",),
    MidReview: ("course__person",),
    MapVersion: ("course__person",),
    FocusVersion: ("course__person",),
    FocusMove: ("version__course__person",),
    Goal: ("course__person",),
    GoalRating: ("goal__course__person",),
    Letter: ("course__person",),
    LetterVersion: ("letter__course__person",),
    LetterMove: ("version__letter__course__person",),
    MeasureAnswers: ("person", "course__person"),
    RiskTask: ("person",),
    DiaryEntry: ("course__person",),
    SignedNote: ("appointment__course__person",),
}

_BEGINS = "marks_"


def put_back(using: str = "default", **_signal: object) -> None:
    """Put every trigger in place; nothing is done where they are there already."""
    connection = connections[using]
    wanted = _wanted(connection)
    there = _there(connection)
    if there == wanted.keys() or not _has_tables(connection):
        return
    _take_away(connection, there)
    with connection.cursor() as cursor:
        for text in wanted.values():
            cursor.execute(text)


def take_away(using: str = "default", **_signal: object) -> None:
    """Take the triggers away while tables change."""
    connection = connections[using]
    _take_away(connection, _there(connection))


def are_there(using: str = "default") -> bool:
    """Whether every trigger is in place as this version needs it."""
    connection = connections[using]
    return _there(connection) == _wanted(connection).keys()


def _take_away(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for name in sorted(names):
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            else:
                cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"() CASCADE')


def _has_tables(connection: BaseDatabaseWrapper) -> bool:
    needed = {model._meta.db_table for model in (*WATCHED, ChangeMark)}
    return needed <= set(connection.introspection.table_names())


def _there(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of our triggers; each says what its text was."""
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {name for (name,) in cursor.fetchall() if name.startswith(_BEGINS)}


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Every trigger's text by its name."""
    made = {}
    write = _for_sqlite if connection.vendor == "sqlite" else _for_postgresql
    for model, paths in WATCHED.items():
        table = model._meta.db_table
        for happening, rows in _HAPPENINGS.items():
            people = " UNION ".join(
                f"SELECT {_person(model, path, row)} AS person_id" for path in paths for row in rows
            )
            digest = sha256(f"{people}{write('', '', '', people)}".encode()).hexdigest()[:8]
            name = f"{_BEGINS}{table}_{happening.lower()}_{digest}"
            made[name] = write(name, happening, table, people)
    return made


_HAPPENINGS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _person(model: type[models.Model], path: str, row: str) -> str:
    """The person a row belongs to, in SQL: its own column, or looked up along a path of keys."""
    first, *rest = path.split("__")
    key = model._meta.get_field(first)
    found = f'{row}."{key.column}"'
    for name in rest:
        model = key.related_model
        key = model._meta.get_field(name)
        table = model._meta.db_table
        found = f'(SELECT "{key.column}" FROM "{table}" WHERE id = {found})'  # noqa: S608 - ours
    return found


def _upsert(people: str, chance: str) -> str:
    return (
        f'INSERT INTO "{ChangeMark._meta.db_table}" (person_id, mark) '  # noqa: S608 - our names
        f"SELECT person_id, {chance} FROM ({people}) AS p WHERE person_id IS NOT NULL "
        "ON CONFLICT (person_id) DO UPDATE SET mark = excluded.mark;"
    )


def _for_sqlite(name: str, happening: str, table: str, people: str) -> str:
    return (
        f'CREATE TRIGGER "{name}" AFTER {happening} ON "{table}" '
        f"BEGIN {_upsert(people, 'lower(hex(randomblob(16)))')} END"
    )


def _for_postgresql(name: str, happening: str, table: str, people: str) -> str:
    return (
        f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
        f"BEGIN {_upsert(people, 'gen_random_uuid()')} RETURN NULL; END $$; "
        f'CREATE TRIGGER "{name}" AFTER {happening} ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    )
