"""Copying the database whole while people write, putting a copy back, and what a copy holds.

A copy shows one moment: SQLite writes it in one read transaction (``VACUUM INTO``), PostgreSQL's
own program from a snapshot that the rows are counted in, too.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

Told = Callable[[int, int], None]

# The rows of a table in the order of its key, as the database writes them: the same in a copy.
_AS_WRITTEN = "SET timezone TO 'UTC'; SET datestyle TO ISO; SET extra_float_digits TO 3"


class CannotCopy(Exception):
    """The database cannot be copied or put back; the message says why, and the way out."""


@dataclass(frozen=True, slots=True)
class Table:
    """How many rows a table has, and the SHA-256 of all of them in the order of their keys."""

    rows: int
    digest: str


Contents = Mapping[str, Table]


def copy(into: Path, told: Told | None = None) -> Contents:
    """Write a copy to the file ``into``; what it holds. Nobody who writes has to wait."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(into, told)
    return _copy_postgres(into, told)


def put_back(file: Path, expected: Contents, told: Told | None = None) -> Contents:
    """Make the database what the copy ``file`` is; what it then holds.

    Raises CannotCopy where there are tables already, and when what came back is not ``expected``.
    """
    if not is_empty():
        raise CannotCopy(
            "There are records in this database already. A copy goes into an empty one."
        )
    if connection.vendor == "sqlite":
        return _put_back_sqlite(file, expected, told)
    return _put_back_postgres(file, expected, told)


def is_empty() -> bool:
    """Whether the database has no tables, or is not there yet."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        if not file.exists():
            return True
        with closing(sqlite3.connect(file)) as opened:
            return not opened.execute("SELECT 1 FROM sqlite_master").fetchone()
    return not connection.introspection.table_names()


def differences(before: Contents, after: Contents) -> tuple[str, ...]:
    """The tables that are not the same in both, each with how."""
    return tuple(
        _difference(name, before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )


def _difference(name: str, before: Table | None, after: Table | None) -> str:
    rows = [str(table.rows) if table else "no table" for table in (before, after)]
    if rows[0] == rows[1]:
        return f"{name}: {rows[0]} rows in both, but not the same"
    return f"{name}: {rows[0]} rows in the backup, {rows[1]} now"


# -- SQLite -----------------------------------------------------------------------------------


def _copy_sqlite(into: Path, told: Told | None) -> Contents:
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as opened:
        try:
            opened.execute("VACUUM INTO ?", [str(into)])
        except sqlite3.Error as problem:
            raise CannotCopy(
                f"SQLite says: {problem}. Is there room in {into.parent}?"
            ) from problem
    into.chmod(0o600)
    return _contents_of_sqlite(into, told)


def _put_back_sqlite(file: Path, expected: Contents, told: Told | None) -> Contents:
    """Looked through beside its place first, so that nothing stands there by half."""
    place = Path(connection.settings_dict["NAME"])
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f"{place.name}-coming-back")
    try:
        shutil.copyfile(file, beside)
        beside.chmod(0o600)
        found = _contents_of_sqlite(beside, told)
        _must_match(expected, found)
        connection.close()
        for ending in ("-wal", "-shm"):  # of an empty file that was opened before
            place.with_name(f"{place.name}{ending}").unlink(missing_ok=True)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    return found


def _contents_of_sqlite(file: Path, told: Told | None) -> Contents:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
        opened.text_factory = bytes
        found = opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "ORDER BY name"
        )
        names = [name.decode() for (name,) in found]
        made = {}
        for number, name in enumerate(names, start=1):
            rows = opened.execute(f'SELECT * FROM "{name}" ORDER BY {_sqlite_key(opened, name)}')  # noqa: S608
            made[name] = _summed(repr(row).encode() + b"\n" for row in rows)
            if told:
                told(number, len(names))
        return made


def _sqlite_key(opened: sqlite3.Connection, table: str) -> str:
    columns = opened.execute(f'PRAGMA table_info("{table}")').fetchall()
    key = sorted((place, name.decode()) for _, name, *_, place in columns if place)
    return ", ".join(f'"{name}"' for _, name in key) or "1"


def _summed(rows: Iterator[bytes]) -> Table:
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(row)
        count += 1
    return Table(count, digest.hexdigest())


# -- PostgreSQL -------------------------------------------------------------------------------


def _copy_postgres(into: Path, told: Told | None) -> Contents:
    with _postgres() as opened, opened.transaction():
        opened.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = opened.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        _program(
            "pg_dump", "--format=custom", "--no-owner", "--no-acl",
            f"--snapshot={snapshot}", f"--file={into}",
        )  # fmt: skip
        into.chmod(0o600)
        return _contents_of_postgres(opened, told)


def _put_back_postgres(file: Path, expected: Contents, told: Told | None) -> Contents:
    database = str(connection.get_connection_params()["dbname"])
    _program(
        "pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction",
        f"--dbname={database}", str(file),
    )  # fmt: skip
    with _postgres() as opened:
        found = _contents_of_postgres(opened, told)
    _must_match(expected, found)
    return found


def _contents_of_postgres(opened: psycopg.Connection, told: Told | None) -> Contents:
    opened.execute(_AS_WRITTEN)
    names = sorted(
        name
        for (name,) in opened.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
    )
    made = {}
    for number, name in enumerate(names, start=1):
        made[name] = _summed(_rows_of_postgres(opened, name))
        if told:
            told(number, len(names))
    return made


def _rows_of_postgres(opened: psycopg.Connection, table: str) -> Iterator[bytes]:
    key = [
        name
        for (name,) in opened.execute(
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
            "AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisprimary "
            "ORDER BY a.attnum",
            [f'"{table}"'],
        )
    ]
    order = sql.SQL(", ").join(sql.Identifier(name) for name in key) if key else sql.SQL("1")
    statement = sql.SQL("COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT").format(
        sql.Identifier(table), order
    )
    with opened.cursor().copy(statement) as rows:
        # The client library gives one row at a time.
        yield from (bytes(row) for row in rows)


@contextmanager
def _postgres() -> Iterator[psycopg.Connection]:
    """A connection of its own: Django's may be in a transaction."""
    given = _login()
    with psycopg.connect(**given, autocommit=True) as opened:
        yield opened


def _login() -> dict[str, str]:
    names = ("host", "port", "user", "password", "dbname")
    given = connection.get_connection_params()
    return {name: str(given[name]) for name in names if given.get(name)}


def _program(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's; raises CannotCopy with what it said."""
    folder = os.environ.get("BETWEENUS_POSTGRES_PROGRAMS")
    found = shutil.which(name, path=folder)
    if found is None:
        raise CannotCopy(
            f"The program {name} was not found. Type: apt-get install postgresql-client (of the "
            "server's version), or set BETWEENUS_POSTGRES_PROGRAMS to the folder it is in."
        )
    login = _login()
    variables = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    environment = os.environ | {
        variable: login[given] for given, variable in variables.items() if given in login
    }
    environment["PGDATABASE"] = login["dbname"]
    done = subprocess.run(  # noqa: S603 - a program of this machine, with our own arguments
        [found, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotCopy(f"{name} says: {done.stderr.strip()}")


def _must_match(expected: Contents, found: Contents) -> None:
    if unlike := differences(expected, found):
        raise CannotCopy(f"What came back is not what was backed up: {'; '.join(unlike)}.")
