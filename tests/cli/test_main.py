"""The command line answers quickly, explains itself, and ends with the right code."""

import os
import re
import subprocess
import sys

import pytest

from betweenus.cli import main
from betweenus.cli.main import parser

COMMANDS = (
    "demo",
    "serve",
    "import",
    "measures",
    "outcomes",
    "patterns",
    "language",
    "check",
    "account",
    "keys",
    "audit",
    "backup",
    "restore",
    "record-copy",
    "manage",
)


def run(*typed: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator types it, with nothing in the environment that could help."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "betweenus", *typed],
        env=kept | {"PYTHONPATH": "src"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command():
    told = run("--help")
    assert told.returncode == 0
    assert all(re.search(rf"\n    {command}\s", told.stdout) for command in COMMANDS)


@pytest.mark.parametrize(
    "command",
    [
        *COMMANDS,
        "import caseload",
        "measures score",
        "outcomes classify",
        "patterns rank",
        "language check",
        "account add",
    ],
)
def test_every_command_explains_itself_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*command.split(), "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert "examples:" in told
    assert f"  betweenus {command}" in told


def test_help_does_not_wait_for_the_framework():
    """What takes long to load is loaded by the command that needs it."""
    asked = "import sys, betweenus.cli.main; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"django", "rich", "gunicorn", "environs", "cryptography", "numpy"} & set(loaded)


@pytest.mark.parametrize(
    "typed",
    [
        [],
        ["begin"],
        ["serve", "--port", "http"],
        ["serve", "--workers", "0"],
        ["import", "letters"],
    ],
)
def test_a_line_typed_wrongly_ends_with_2_and_says_what_is_wrong(typed, capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(typed)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_a_missing_setting_is_one_line_and_what_to_type():
    told = run("manage", "migrate")
    assert told.returncode == 1
    assert "BETWEENUS_SECRET_KEY is not set" in told.stderr
    assert "betweenus check" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_database_that_does_not_answer_is_one_line():
    told = run(
        "manage",
        "migrate",
        BETWEENUS_SECRET_KEY="only for tests, 0123456789 0123456789 0123456789",
        BETWEENUS_KEYS="a:bmV3IGtleSBvbmx5IGZvciB0ZXN0cyAwMTIzNDU2Nzg=",
        BETWEENUS_ADDRESS="https://therapy.example.org",
        DATABASE_URL="postgres://nobody:nothing@127.0.0.1:9/nowhere",
    )
    assert told.returncode == 1
    assert "The database does not answer" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_missing_file_is_named():
    told = run("import", "caseload", "nowhere.csv")
    assert told.returncode == 1
    assert "nowhere.csv" in told.stderr


def test_manage_passes_on_what_follows(tmp_path):
    told = run("manage", "--demo", "help", "migrate", BETWEENUS_HOME=str(tmp_path))
    assert told.returncode == 0
    assert told.stdout.startswith("usage: betweenus manage migrate")


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit):
        main.main(["--version"])
    assert capsys.readouterr().out.startswith("betweenus 0.")


def test_whoever_reads_only_the_beginning_is_told_nothing_more():
    """`betweenus measures show core-om | head -1`"""
    command = [sys.executable, "-m", "betweenus", "patterns", "vocabulary", "--json"]
    with subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": "src"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        text=False,
    ) as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0
