"""``betweenus demo`` from nothing to a page in the browser, and a quick second time."""

import http.client
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest

from betweenus.cli import demo

pytestmark = pytest.mark.slow


@contextmanager
def serving(home, *more):
    """The demo, served from ``home`` until the block ends: its lines and its port."""
    environment = os.environ | {"BETWEENUS_HOME": str(home), "PYTHONPATH": "src"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "betweenus", "demo", "--port", "8300", *more],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        told = "".join(lines)
        found = re.search(r"http://127\.0\.0\.1:(\d+)", told)
        assert found, told + process.stderr.read()
        yield told, int(found[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0


def get(port: int, path: str) -> tuple[int, str]:
    """A page of the served demo."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", path)
    answer = asked.getresponse()
    text = answer.read().decode()
    asked.close()
    return answer.status, text


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A demo made once, through the services, for all tests of this module."""
    home = tmp_path_factory.mktemp("made")
    environment = os.environ | {"BETWEENUS_HOME": str(home), "PYTHONPATH": "src"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "betweenus", "demo", "--only-prepare"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stdout == f"The demo is ready in {home / 'demo'}.\n"
    return home


@pytest.fixture
def home(made, tmp_path):
    """A copy of that demo to do as one likes with."""
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def test_the_demo_is_served_beside_another_and_ended(home):
    with serving(home) as (told, port):
        for role in ("Therapist", "Supervisor", "Service lead", "Client"):
            assert re.search(rf"^  {role} .*@.*\S$", told, re.MULTILINE), told
        status, page = get(port, "/account/login/")
        assert status == 200
        style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
        assert get(port, style)[0] == 200
        with serving(home) as (_, other):
            assert other != port
    with pytest.raises(ConnectionRefusedError):
        get(port, "/account/login/")


def test_a_second_start_makes_nothing_anew(home):
    note = (home / "demo" / "demo.json").read_text()
    database = (home / "demo" / "betweenus.sqlite3").stat().st_ino
    with serving(home):
        pass
    assert (home / "demo" / "demo.json").read_text() == note
    assert (home / "demo" / "betweenus.sqlite3").stat().st_ino == database


def tables(database):
    """What a database is able to hold: its tables with columns, keys and indexes."""
    with closing(sqlite3.connect(database)) as opened:
        names = [
            row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {
            name: {
                about: sorted(
                    map(str, opened.execute(f"SELECT {parts} FROM pragma_{about}('{name}')"))
                )
                for about, parts in PRAGMAS.items()
            }
            for name in names
        }


PRAGMAS = {
    "table_info": 'name, type, "notnull", dflt_value, pk',
    "foreign_key_list": '"table", "from", "to"',
    "index_list": '"unique", partial',
}


def test_a_new_demo_has_the_tables_that_migrations_make(home, tmp_path, monkeypatch):
    monkeypatch.setenv("BETWEENUS_HOME", str(tmp_path / "other"))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    command = [sys.executable, "-m", "betweenus", "manage", "--demo", "migrate"]
    subprocess.run(command, check=True, capture_output=True)
    made = tables(home / "demo" / "betweenus.sqlite3")
    assert made == tables(tmp_path / "other" / "demo" / "betweenus.sqlite3")
    assert "records_course" in made


def test_the_demo_never_touches_the_database_in_use(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody:nothing@127.0.0.1:9/in_use")
    with serving(home) as (_, port):
        assert get(port, "/account/login/")[0] == 200
    assert not (home / "betweenus.sqlite3").exists()


def test_a_demo_made_long_ago_says_so(home):
    note = home / "demo" / "demo.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"made_on": "2026-01-05"}))
    with serving(home) as (told, _):
        assert "It was made on 2026-01-05" in told
        assert "betweenus demo --afresh" in told


@pytest.fixture
def makings(monkeypatch):
    """What the making of a demo does, noted instead of done."""
    noted = []
    monkeypatch.setattr(demo, "_lay_tables_and_files", lambda **_: noted.append("tables"))
    monkeypatch.setattr(demo, "_people", lambda: noted.append("people") or [])
    return noted


def test_a_demo_left_half_made_is_made_new(tmp_path, makings):
    (tmp_path / "betweenus.sqlite3").write_text("half made")
    (tmp_path / "betweenus.sqlite3-wal").write_text("half made")
    demo._prepared(tmp_path, afresh=False)
    assert makings == ["tables", "people"]
    assert [file.name for file in tmp_path.iterdir()] == ["demo.json"]


def test_a_demo_is_brought_up_to_a_new_version_and_keeps_what_was_typed(
    tmp_path, makings, monkeypatch
):
    demo._prepared(tmp_path, afresh=False)
    (tmp_path / "betweenus.sqlite3").write_text("with what was typed")
    monkeypatch.setattr(demo.fingerprint, "of_program", lambda: "a newer one")
    demo._prepared(tmp_path, afresh=False)
    assert makings == ["tables", "people", "tables"]
    assert (tmp_path / "betweenus.sqlite3").exists()


def test_a_demo_can_be_made_new(tmp_path, makings):
    demo._prepared(tmp_path, afresh=False)
    (tmp_path / "betweenus.sqlite3").write_text("with what was typed")
    demo._prepared(tmp_path, afresh=True)
    assert makings == ["tables", "people", "tables", "people"]
    assert not (tmp_path / "betweenus.sqlite3").exists()
