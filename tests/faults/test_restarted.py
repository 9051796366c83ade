"""The short form of ``tests.faults.restarted``: one stop of each kind while people save."""

import re

import pytest

from tests.faults import short

pytestmark = pytest.mark.slow


def test_a_database_that_goes_and_comes_back_costs_nobody_a_word():
    said = short.run("tests.faults.restarted", "--times", "2")
    told = re.search(r"2 restarts of PostgreSQL: (\d+) entries .* (\d+) times told", said)
    assert told, said
    assert int(told[1]) >= 10, "people saved between the stops and after them"
    assert int(told[2]) >= 1, "people met the database while it was away"
