"""``betweenus record-copy`` writes one person's record into a file, and says what it could not."""

import zipfile

import pytest

from tests.cli.test_check import COMPLETE
from tests.cli.test_main import run

pytestmark = pytest.mark.slow

PLANT = (
    "from betweenus.records.people import Person; from betweenus.services import clock; "
    "Person.objects.create(name='Ines Moreau', email='ines@home.example', "
    "access_needs='a quiet room', created_at=clock.now())"
)
BREAK = (
    "from django.db import connection; "
    "connection.cursor().execute(\"update records_person set access_needs='gone:AA'\")"
)


@pytest.fixture
def here(tmp_path):
    given = COMPLETE | {"BETWEENUS_HOME": str(tmp_path / "home")}
    assert run("manage", "migrate", **given).returncode == 0
    assert run("manage", "shell", "-c", PLANT, **given).returncode == 0
    return given


def test_a_copy_is_written_once_it_was_asked_for(here, tmp_path):
    out = str(tmp_path / "copy.zip")
    told = run("record-copy", "ines@home.example", "-o", out, **here)
    assert told.returncode == 1
    assert "Add --asked and the day they did." in told.stderr

    told = run("record-copy", "ines@home.example", "-o", out, "--asked", "2026-11-20", **here)
    assert told.returncode == 0, told.stderr
    assert "parts, 0 of them kept back." in told.stdout
    with zipfile.ZipFile(out) as archive:
        assert "a quiet room" in archive.read("your-record.html").decode()

    again = run("record-copy", "ines@home.example", "-o", out, **here)
    assert "is there already" in again.stderr


def test_what_does_not_open_is_named_and_the_rest_is_written(here, tmp_path):
    assert run("manage", "shell", "-c", BREAK, **here).returncode == 0
    out = str(tmp_path / "copy.zip")
    told = run("record-copy", "ines@home.example", "-o", out, "--asked", "2026-11-20", **here)
    assert told.returncode == 1
    assert "Could not be opened, and is listed: Person:" in told.stdout
    with zipfile.ZipFile(out) as archive:
        assert "1 part could not be opened" in " ".join(
            archive.read("your-record.html").decode().split()
        )


def test_a_day_that_is_none_is_told(tmp_path):
    told = run("record-copy", "x@y.example", "-o", str(tmp_path / "c.zip"), "--asked", "soon")
    assert told.returncode == 2
    assert "no day such as 2026-11-20" in told.stderr
