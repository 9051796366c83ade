"""The short form of ``tests.faults.full``: the disk is full once, on either database."""

import os
import re
import subprocess

import pytest

from tests.faults import full, short

pytestmark = pytest.mark.slow


def _has_a_room() -> bool:
    """Whether this machine lets us have a disk of our own; some containers do not."""
    try:
        tried = subprocess.run([*full.ROOM, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return tried.returncode == 0


@pytest.mark.skipif(not _has_a_room(), reason="this machine lets nobody mount a disk in memory")
@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_a_full_disk_is_told_and_costs_nobody_a_word(database):
    if database == "PostgreSQL" and os.geteuid():
        pytest.skip("only as root does the database's server get a disk of its own")
    options = ["--postgres"] if database == "PostgreSQL" else []
    said = short.run("tests.faults.full", "--times", "1", *options)
    told = re.search(rf"full 1 times on {database}: (\d+) entries .* (\d+) times told", said)
    assert told, said
    assert int(told[1]) >= 5, "people saved before and after"
    assert int(told[2]) >= 8, "people met the full disk"
