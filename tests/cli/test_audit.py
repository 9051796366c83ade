"""``betweenus audit``: whole, not whole, anchored; as an operator types it."""

import os
import pty
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.test_check import COMPLETE
from tests.cli.test_main import run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A service with tables and a dozen events."""
    home = tmp_path_factory.mktemp("made")
    given = COMPLETE | {"BETWEENUS_HOME": str(home)}
    tell = (
        "from django.core.management import call_command; from betweenus.services import people\n"
        "from betweenus.domain.access.identity import system\n"
        "call_command('migrate', verbosity=0)\n"
        "for n in range(12): people.add_account(by=system('a test'), email=f'{n}@x.example', "
        "name='N', roles=['therapist'])"
    )
    done = run("manage", "shell", "--no-imports", "-c", tell, **given)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def here(made, tmp_path):
    """That service again, as it was made."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return COMPLETE | {"BETWEENUS_HOME": str(tmp_path)}


def sql(here, text):
    with closing(sqlite3.connect(f"{here['BETWEENUS_HOME']}/betweenus.sqlite3")) as connection:
        connection.execute(text)
        connection.commit()


def test_a_whole_trail_is_verified_anchored_and_verified_again(here, tmp_path):
    told = run("audit", "verify", **here)
    assert told.returncode == 0, told.stderr
    assert "OK  12 events, each as it was written." in told.stdout
    assert "Type: betweenus audit anchor" in told.stdout

    anchored = run("audit", "anchor", **here)
    assert anchored.returncode == 0, anchored.stderr
    assert f"13 events anchored in {tmp_path}/anchors/events.txt." in anchored.stdout
    line = (tmp_path / "anchors" / "events.txt").read_text()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 13 1:[0-9a-f]{64}\n", line)

    told = run("audit", "verify", **here)
    assert told.returncode == 0
    assert "14 events, each as it was written. 1 anchor agrees; 1 event since" in told.stdout


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE records_event SET account_name = 'x' WHERE id = 5", "Event 5 is not as it was"),
        ("DELETE FROM records_event WHERE id = 5", "Event 5 is missing"),
        ("DELETE FROM records_event WHERE id > 5", "Events 6 to 12 are missing"),
        ("DELETE FROM records_event", "Events 1 to 12 are missing"),
    ],
)
def test_harm_is_named_and_the_code_is_1(here, harm, said):
    assert run("audit", "anchor", **here).returncode == 0
    sql(here, harm)
    told = run("audit", "verify", **here)
    assert told.returncode == 1
    assert "NOT AS WRITTEN" in told.stdout
    assert said in told.stdout
    assert "Traceback" not in told.stderr


def test_a_trail_that_is_not_whole_is_not_anchored(here):
    sql(here, "DELETE FROM records_event WHERE id = 5")
    told = run("audit", "anchor", **here)
    assert told.returncode == 1
    assert "Nothing was anchored: Event 5 is missing." in told.stderr
    assert "betweenus audit verify" in told.stderr


def test_anchors_lie_where_the_setting_says(here, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    anchored = run("audit", "anchor", BETWEENUS_ANCHORS=str(elsewhere), **here)
    assert anchored.returncode == 0
    assert (elsewhere / "events.txt").exists()
    assert not (tmp_path / "anchors").exists()


def test_a_place_that_cannot_be_written_is_named_with_what_to_type(here, tmp_path):
    (tmp_path / "file").touch()
    told = run("audit", "anchor", BETWEENUS_ANCHORS=str(tmp_path / "file"), **here)
    assert told.returncode == 1
    assert "cannot be written" in told.stderr
    assert "export BETWEENUS_ANCHORS=" in told.stderr


def test_an_empty_service_has_nothing_to_anchor(here):
    sql(here, "DELETE FROM records_event")
    told = run("audit", "anchor", **here)
    assert (told.returncode, told.stdout) == (
        0,
        "There is no event yet, so there is nothing to anchor.\n",
    )
    assert "OK  0 events" in run("audit", "verify", **here).stdout


def test_somebody_at_a_terminal_sees_how_far_it_is(here):
    ours, theirs = pty.openpty()
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    running = subprocess.Popen(
        [sys.executable, "-m", "betweenus", "audit", "verify"],
        env=environment | {"PYTHONPATH": "src", "TERM": "xterm"} | here,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            seen += os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
    os.close(ours)
    assert b"Following the trail" in seen
    assert running.wait() == 0
