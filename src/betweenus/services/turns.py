"""Turns: who waits to write is let in soon and in order, and who reads keeps nobody waiting.

SQLite lets one transaction write at a time. Whoever comes second asks, sleeps and asks again, each
time a little longer, while the first has long been done. Here they stand in line: first the
threads of a process, then the processes. Only where the waiting is done is different; SQLite's own
lock still keeps everybody apart, also from programs that know nothing of this line. Nobody stands
in it for ever: after a while they ask SQLite itself, which says what is wrong.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BufferedWriter
from pathlib import Path
from typing import Any

from django.db import connection, transaction

# Whoever still stands in line then is behind something that hangs.
SECONDS = 10

# How often the first thread of a process looks whether the other processes are done.
A_MOMENT = 0.0005

_threads = threading.Lock()


@contextmanager
def my_turn() -> Iterator[None]:
    """Wait until this thread may begin a transaction, and let the next one after it has ended.

    On PostgreSQL, and inside a transaction that is under way, there is nothing to wait for.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or not Path(name).is_absolute():
        yield
        return
    until = time.monotonic() + SECONDS
    if not _threads.acquire(timeout=SECONDS):
        yield
        return
    try:
        turn = _after_other_processes(name, until)
        try:
            yield
        finally:
            if turn:
                fcntl.flock(turn, fcntl.LOCK_UN)
    finally:
        _threads.release()


@contextmanager
def reading() -> Iterator[None]:
    """Read what is inside as it stood at one moment, while others write; writing is refused.

    On SQLite a transaction of ours begins by taking the one lock of whoever writes; this one does
    not. On PostgreSQL nobody waits for a reader anyway.
    """
    with _begun_without_the_lock(), connection.execute_wrapper(_only_asks):
        yield


@contextmanager
def _begun_without_the_lock() -> Iterator[None]:
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    connection.ensure_connection()  # connecting is what sets the mode
    mode = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            connection.transaction_mode = mode
            yield
    finally:
        connection.transaction_mode = mode


def _only_asks(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert sql.lstrip("( ").startswith("SELECT"), f"said to only read, and writes: {sql[:80]}"
    return execute(sql, params, many, context)


def _after_other_processes(name: str, until: float) -> BufferedWriter | None:
    """The turn, to be given back; None when the time is up.

    A process must be next before it can have its turn, so that none goes twice while one waits.
    The system gives locks back when a process ends, however it ends.
    """
    following, turn = _line(name, os.getpid())
    if not _locked(following, until):
        return None
    try:
        return turn if _locked(turn, until) else None
    finally:
        fcntl.flock(following, fcntl.LOCK_UN)


def _locked(file: BufferedWriter, until: float) -> bool:
    # The system can wait for a lock, but not for so long and no longer.
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(A_MOMENT)
        else:
            return True


@lru_cache(maxsize=4)
def _line(name: str, process: int) -> tuple[BufferedWriter, BufferedWriter]:
    """The files that processes stand in line at; each process opens them for itself."""
    return Path(f"{name}-next").open("wb"), Path(f"{name}-turn").open("wb")
