"""The short form of ``tests.faults.killed``: a few kills, so that the script itself stays right."""

import re

import pytest

from tests.faults import short

pytestmark = pytest.mark.slow


def test_nothing_acknowledged_is_lost_when_the_server_is_killed():
    said = short.run("tests.faults.killed", "--times", "4")
    saved = re.search(r"4 kills \(1 of the whole server\) on SQLite: (\d+) entries", said)
    assert saved, said
    assert int(saved[1]) >= 16, "people saved between the kills"
