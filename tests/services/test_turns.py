"""Turns: one after the other, nobody in their own way, and nothing to wait for elsewhere.

Who reads keeps nobody waiting, sees one moment, and writes nothing.
"""

import fcntl
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from betweenus.records.rounds import Round
from betweenus.services import turns
from betweenus.services.turns import my_turn, reading

SOON = 10  # seconds: a test that waits longer has hung

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL needs no line")


@pytest.mark.slow
@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_next_one_comes_when_the_first_is_done():
    seen, begun = [], threading.Event()

    def second():
        begun.set()
        with my_turn():
            seen.append("second")
        connection.close()

    waiting = threading.Thread(target=second)
    with my_turn():
        waiting.start()
        assert begun.wait(SOON)
        seen.append("first")
    waiting.join(SOON)
    assert seen == ["first", "second"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_themselves():
    with my_turn(), transaction.atomic(), my_turn(), transaction.atomic():
        assert connection.in_atomic_block


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_fault_lets_the_next_one_come():
    with pytest.raises(RuntimeError), my_turn():
        raise RuntimeError
    with my_turn():
        pass


@pytest.fixture
def hung():
    """Another process that has taken its turn and never gives it back."""
    hold = (
        "import fcntl, sys, time; turn = open(sys.argv[1], 'wb');"
        "fcntl.flock(turn, fcntl.LOCK_EX); print(flush=True); time.sleep(600)"
    )
    name = f"{connection.settings_dict['NAME']}-turn"
    with subprocess.Popen([sys.executable, "-c", hold, name], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        yield process
        process.kill()


@pytest.mark.slow
@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_ever_behind_a_process_that_hangs(hung, monkeypatch):
    monkeypatch.setattr(turns, "SECONDS", 0.05)
    with my_turn():
        assert hung.poll() is None


@pytest.mark.slow
@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_process_that_ended_in_its_turn_holds_up_nobody(hung, monkeypatch):
    hung.kill()
    hung.wait()
    monkeypatch.setattr(turns, "SECONDS", 0)
    with my_turn():
        assert is_taken()
    assert not is_taken()


def is_taken() -> bool:
    """Whether another process would have to wait."""
    with Path(f"{connection.settings_dict['NAME']}-turn").open("wb") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@pytest.mark.slow
@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_who_reads_keeps_nobody_waiting_and_sees_one_moment():
    written = []

    def write():
        with my_turn(), transaction.atomic():
            written.append(Round.objects.create(name="x", ran_at=timezone.now()))
        connection.close()

    with reading():
        assert not Round.objects.exists()
        other = threading.Thread(target=write)
        other.start()
        other.join(SOON)
        assert written
        assert not Round.objects.exists()
    assert Round.objects.exists()


@pytest.mark.django_db
def test_what_is_said_to_only_read_cannot_write():
    with pytest.raises(AssertionError, match="said to only read"), reading():
        Round.objects.create(name="x", ran_at=timezone.now())


@pytest.mark.slow
@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_after_reading_the_next_transaction_may_write_at_once():
    connection.close()
    with reading():
        pass
    with (
        transaction.atomic(),
        closing(another_program()) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


def another_program() -> sqlite3.Connection:
    """One that does not wait when it may not write."""
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
