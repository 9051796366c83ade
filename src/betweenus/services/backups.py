"""Backups: the whole database in one encrypted file while people write, and back where nothing is.

A backup says of itself how many rows each table has and what they come to; putting it back is
done when the same is there again, and the trail of events in it has been followed from its first.
The sealing keys are never in it.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from betweenus import __version__
from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.domain.trail import Verdict
from betweenus.exchange import backup_file
from betweenus.records import copying
from betweenus.records.copying import CannotCopy, Told
from betweenus.services import audit, clock, keys
from betweenus.services.acting import acting, may


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: when it was taken, by which version, of which kind of database."""

    taken_at: datetime
    version: str
    vendor: str
    tables: copying.Contents
    sealing_keys: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class PutBack:
    """A backup that is back, every table the same as then; and what following its trail found.

    A trail with a fault was not whole when the backup was made: not a reason to be without records.
    """

    backup: Backup
    trail: Verdict


def take(*, by: Identity, file: Path, to: str, told: Told | None = None) -> Backup:
    """Back up into ``file``, encrypted to the public key ``to``.

    Raises NotAllowed for anybody but the system, and Refusal when the file is there already or the
    database cannot be copied.
    """
    _needs(by, Act.BACK_UP)
    if file.exists():
        raise Refusal(f"{file} is there already.", "Choose another name; nothing is overwritten.")
    backup_file.check_public_key(to)
    with _room(file.parent) as folder:
        database = Path(folder) / "database"
        tables = _copied(database, told)
        made = Backup(clock.now(), __version__, connection.vendor, tables, tuple(keys.in_use()))
        backup_file.pack(file, _as_written(made), database, to)
    with acting(by=by, act=Act.BACK_UP, about="backup") as deed:
        deed.detail |= {"rows": made.rows, "tables": len(tables)}
    return made


def _copied(database: Path, told: Told | None) -> copying.Contents:
    try:
        return copying.copy(database, told)
    except CannotCopy as problem:
        raise Refusal(str(problem), "Nothing was written.") from problem


def put_back(*, by: Identity, file: Path, secret: str, told: Told | None = None) -> PutBack:
    """Make an empty place what the backup is; done when every table holds the same as then.

    Raises NotAllowed for anybody but the system, and Refusal when there are records already, the
    key is another, the file is damaged, or what came back differs.
    """
    _needs(by, Act.RESTORE)
    # Asked before anything is opened: a long wait for a "no" helps nobody.
    if not copying.is_empty():
        raise Refusal(
            "There are records in this database already.",
            "A backup goes into an empty place: set BETWEENUS_HOME to a new folder, or "
            "DATABASE_URL to a new database.",
        )
    if not file.is_file():
        raise Refusal(f"There is no file {file}.", "Check its name and folder.")
    with _room(settings.HOME) as folder:
        about, database = backup_file.unpack(file, Path(folder), secret)
        backup = _as_read(about)
        if backup.vendor != connection.vendor:
            raise Refusal(
                f"This is a backup of {backup.vendor}, and the database here is "
                f"{connection.vendor}.",
                "Set DATABASE_URL to a database of that kind, or leave it out for SQLite.",
            )
        try:
            copying.put_back(database, backup.tables, told)
        except CannotCopy as problem:
            raise Refusal(str(problem), "Do not use this database.") from problem
    trail = audit.follow_what_is_here()
    with acting(by=by, act=Act.RESTORE, about="backup") as deed:
        deed.detail |= {"taken at": backup.taken_at.isoformat(), "rows": backup.rows}
        deed.detail |= {"followed": trail.number}
        if fault := trail.fault:
            deed.detail |= {"fault": fault.kind, "event": fault.number}
    return PutBack(backup, trail)


def _needs(by: Identity, act: Act) -> None:
    if not (decision := may(by, act)):
        raise NotAllowed(decision.reason)


def _room(folder: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder only we can look into, on the disk that has to hold the result anyway."""
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix=".backup-", dir=folder)


def _as_written(backup: Backup) -> Mapping[str, Any]:
    return asdict(backup) | {"taken_at": backup.taken_at.isoformat()}


def _as_read(about: Mapping[str, Any]) -> Backup:
    return Backup(
        taken_at=datetime.fromisoformat(about["taken_at"]),
        version=about["version"],
        vendor=about["vendor"],
        tables={name: copying.Table(**table) for name, table in about["tables"].items()},
        sealing_keys=tuple(about["sealing_keys"]),
    )
