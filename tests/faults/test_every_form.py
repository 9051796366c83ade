"""The short form of ``tests.faults.every_form``: the same requests, however many processes send."""

import pytest

from tests.faults import short

pytestmark = pytest.mark.slow


def test_requests_are_shared_among_processes_and_every_one_is_counted():
    said = short.run("tests.faults.every_form", "--requests", "25", "--processes", "2", "--seed=1")
    assert said.startswith("25 requests from seed 1: "), said
