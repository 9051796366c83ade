"""``betweenus keys``: make one, see what is needed, change to it, and hear what is lacking."""

import re

import pytest

from tests.cli.test_check import COMPLETE
from tests.cli.test_main import run

pytestmark = pytest.mark.slow


@pytest.fixture
def here(tmp_path):
    """A service with tables and one sealed value."""
    given = COMPLETE | {"BETWEENUS_HOME": str(tmp_path)}
    assert run("manage", "migrate", **given).returncode == 0
    plant = (
        "from betweenus.records.people import Person; from betweenus.services import clock; "
        "Person.objects.create(name='P', access_needs='a quiet room', created_at=clock.now())"
    )
    assert run("manage", "shell", "-c", plant, **given).returncode == 0
    return given


def test_a_key_is_changed_from_making_it_to_taking_the_old_one_out(here):
    # given a new key behind the old one
    made = run("keys", "make", "2027a")
    assert re.fullmatch(r"2027a:[A-Za-z0-9+/]{43}=\n", made.stdout)
    here["BETWEENUS_KEYS"] += f",{made.stdout.strip()}"
    listed = run("keys", "list", **here)
    assert (
        "2026a         1 value; still needed. To change them: betweenus keys rotate"
        in listed.stdout
    )
    assert "2027a         0 values; new text is sealed with it" in listed.stdout

    # when the records are sealed with it
    done = run("keys", "rotate", **here)
    assert done.returncode == 0, done.stderr
    assert "Sealed with the key 2027a now: 1 more." in done.stdout

    # then the old one is needed for backups alone
    listed = run("keys", "list", **here)
    assert "2026a         nothing in the database uses it; keep it for backups" in listed.stdout
    here["BETWEENUS_KEYS"] = made.stdout.strip()
    read = "from betweenus.records.people import Person; print(Person.objects.get().access_needs)"
    assert "a quiet room" in run("manage", "shell", "-c", read, **here).stdout


def test_a_key_that_was_lost_is_named_by_list_rotate_and_check(here):
    other = run("keys", "make", "2027a").stdout.strip()
    here["BETWEENUS_KEYS"] = other

    listed = run("keys", "list", **here)
    assert listed.returncode == 1
    assert (
        "2026a         1 value cannot be read: add this key to BETWEENUS_KEYS again"
        in listed.stdout
    )
    rotated = run("keys", "rotate", **here)
    assert rotated.returncode == 1
    assert "lacks a key the database needs: 2026a" in rotated.stderr
    assert "sealed with 2026a, which the ring lacks" in run("check", **here).stdout


def test_an_id_that_would_break_the_setting_is_refused():
    told = run("keys", "make", "a:b")
    assert told.returncode == 1
    assert "letters and digits" in told.stderr
