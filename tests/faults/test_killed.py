"""The short form of ``tests.faults.killed``: a few kills, so that the script itself stays right."""

import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def test_nothing_acknowledged_is_lost_when_the_server_is_killed():
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", "--times", "4"],
        env=kept | {"PYTHONPATH": "src:."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    saved = re.search(r"4 kills \(1 of the whole server\) on SQLite: (\d+) entries", done.stdout)
    assert saved, done.stdout
    assert int(saved[1]) >= 16, "people saved between the kills"
