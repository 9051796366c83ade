"""``betweenus check`` says OK or what to type, line by line, and changes nothing."""

import base64
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.test_main import run

KEY = base64.b64encode(b"only for tests, 32 bytes long...").decode()
COMPLETE = {
    "BETWEENUS_SECRET_KEY": "only for tests, 0123456789 0123456789 0123456789",
    "BETWEENUS_KEYS": f"2026a:{KEY}",
    "BETWEENUS_ADDRESS": "https://therapy.example.org",
}


def test_each_missing_setting_is_told_with_what_to_type(tmp_path):
    given: dict[str, str] = {"BETWEENUS_HOME": str(tmp_path)}
    for name, value in COMPLETE.items():
        told = run("check", **given)
        assert told.returncode == 1
        assert f"settings      {name} is not set" in told.stdout
        assert "Type: " in told.stdout
        given[name] = value


def test_what_is_not_there_yet_is_told_and_then_it_is_ok(tmp_path):
    here = COMPLETE | {"BETWEENUS_HOME": str(tmp_path)}
    told = run("check", **here)
    assert told.returncode == 1
    assert "Type: betweenus manage collectstatic --noinput" in told.stdout
    assert "Type: betweenus manage migrate" in told.stdout
    assert not list(tmp_path.iterdir()), "looking makes nothing"

    assert run("manage", "collectstatic", "--noinput", **here).returncode == 0
    assert run("manage", "migrate", **here).returncode == 0
    told = run("check", **here)
    assert told.returncode == 0, told.stdout
    assert [line.split("OK")[0].strip() for line in told.stdout.splitlines()] == [
        "settings",
        "keys",
        "second factor",
        "static files",
        "wording",
        "codes",
        "language",
        "database",
        "tables",
        "marks",
        "keys needed",
        "by itself",
    ]
    assert run("check", "--only-problems", **here).stdout == ""


def test_a_password_alone_for_staff_is_told_and_a_slip_in_the_setting_refused(tmp_path):
    here = COMPLETE | {"BETWEENUS_HOME": str(tmp_path)}
    told = run("check", **here, BETWEENUS_SECOND_FACTOR="nobody")
    assert "a password or an email is enough to read the records" in told.stdout
    assert "Type: export BETWEENUS_SECOND_FACTOR=staff" in told.stdout
    slip = run("check", **here, BETWEENUS_SECOND_FACTOR="stuff")
    assert slip.returncode == 1
    assert "BETWEENUS_SECOND_FACTOR is stuff" in slip.stdout


def test_a_database_that_does_not_mark_changes_is_told_and_put_right(tmp_path):
    here = COMPLETE | {"BETWEENUS_HOME": str(tmp_path)}
    assert run("manage", "migrate", **here).returncode == 0
    with closing(sqlite3.connect(tmp_path / "betweenus.sqlite3")) as database:
        ((name,), *_) = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        database.execute(f'DROP TRIGGER "{name}"')

    told = run("check", "--only-problems", **here)
    assert "the database does not mark changes" in told.stdout
    assert run("manage", "migrate", **here).returncode == 0
    assert "does not mark" not in run("check", **here).stdout


def test_what_is_wrong_in_the_codes_of_a_service_is_told_by_line_and_field(tmp_path):
    (tmp_path / "codes.toml").write_text(
        'version = "1"\nsource = "Us"\n[[codes]]\npart = "wishes"\nid = "rest"\n'
    )
    here = COMPLETE | {"BETWEENUS_HOME": str(tmp_path)}
    told = run("check", **here).stdout
    assert "codes         Line 4, codes.part: 'wishes' is not among" in told
    assert "codes         Line 3, codes.name: is missing" in told
    assert f"Type: edit {tmp_path / 'codes.toml'}" in told


def test_a_key_that_is_too_short_is_told(tmp_path):
    short = base64.b64encode(b"short").decode()
    told = run("check", BETWEENUS_HOME=str(tmp_path), **COMPLETE | {"BETWEENUS_KEYS": f"a:{short}"})
    assert told.returncode == 1
    assert "5 bytes instead of 32" in told.stdout


def test_a_database_that_does_not_answer_is_told(tmp_path):
    nobody = "postgres://nobody:nothing@127.0.0.1:9/nowhere"
    told = run("check", BETWEENUS_HOME=str(tmp_path), DATABASE_URL=nobody, **COMPLETE)
    assert told.returncode == 1
    assert "database      OperationalError" in told.stdout
    assert "Type: export DATABASE_URL=" in told.stdout
    assert "tables" not in told.stdout


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    told = run("check", "--demo", BETWEENUS_HOME=str(tmp_path / "file"))
    assert told.returncode == 1
    assert "Type: Choose another folder: export BETWEENUS_HOME=" in told.stdout
    assert "Traceback" not in told.stderr


def test_serving_what_is_not_complete_is_refused(tmp_path):
    told = run("serve", BETWEENUS_HOME=str(tmp_path), **COMPLETE)
    assert told.returncode == 1
    assert "Type: betweenus manage migrate" in told.stdout
    assert "Not started" in told.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BETWEENUS_ADDRESS", "http://therapy.example.org", "without https"),
        ("BETWEENUS_SECRET_KEY", "short", "shorter than 32"),
        ("BETWEENUS_HOSTS", "*", "by a pattern"),
        ("BETWEENUS_HOSTS", "elsewhere.example", "has to name therapy.example.org"),
        ("BETWEENUS_SSL_REDIRECT", "false", "their password readable"),
    ],
)
def test_an_unsafe_setting_is_refused_with_what_to_type(tmp_path, name, value, said):
    told = run("check", **COMPLETE | {"BETWEENUS_HOME": str(tmp_path), name: value})
    assert told.returncode == 1
    assert said in told.stdout
    assert f"Type: export {name}=" in told.stdout


def test_a_service_in_use_sends_its_cookies_and_pages_by_https_only(tmp_path):
    asked = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    asked += ["SESSION_COOKIE_HTTPONLY"]
    shown = "; ".join(f"print(settings.{one})" for one in asked)
    code = f"from betweenus.settings import live as settings; {shown}; "
    code += "print(settings.SECURE_HSTS_SECONDS >= 31536000, settings.SESSION_COOKIE_SAMESITE)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": "src", "BETWEENUS_HOME": str(tmp_path), **COMPLETE},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True"] * (len(asked) + 1) + ["Lax"]
