"""``betweenus demo`` from nothing to a page in the browser, and a quick second time."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

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


def test_the_demo_is_made_served_found_again_and_ended(tmp_path):
    with serving(tmp_path) as (told, port):
        assert "invented people" in told
        status, page = get(port, "/account/login/")
        assert status == 200
        style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
        assert get(port, style)[0] == 200
        with serving(tmp_path) as (_, other):
            assert other != port
    with pytest.raises(ConnectionRefusedError):
        get(port, "/account/login/")

    known = json.loads((tmp_path / "demo" / "demo.json").read_text())
    database = tmp_path / "demo" / "betweenus.sqlite3"
    written = database.stat().st_ino
    with serving(tmp_path) as (told, _):
        assert "invented people" in told
    assert database.stat().st_ino == written
    assert json.loads((tmp_path / "demo" / "demo.json").read_text()) == known


def test_the_demo_never_touches_the_database_in_use(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody:nothing@127.0.0.1:9/in_use")
    with serving(tmp_path) as (_, port):
        assert get(port, "/account/login/")[0] == 200
    assert not (tmp_path / "betweenus.sqlite3").exists()
    assert (tmp_path / "demo" / "betweenus.sqlite3").exists()


def test_a_demo_left_half_made_is_made_new(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "betweenus.sqlite3").write_text("not a database")
    with serving(tmp_path) as (_, port):
        assert get(port, "/account/login/")[0] == 200


def test_a_demo_made_long_ago_says_so(tmp_path):
    with serving(tmp_path):
        pass
    note = tmp_path / "demo" / "demo.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"made_on": "2026-01-05"}))
    with serving(tmp_path) as (told, _):
        assert "It was made on 2026-01-05" in told
        assert "betweenus demo --afresh" in told
