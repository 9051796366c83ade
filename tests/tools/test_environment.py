"""The first minute on a new machine: what is missing is said in one line, what is there is kept."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent.parent / "tools"
NEEDED = (
    "bash",
    "cat",
    "chmod",
    "cut",
    "dirname",
    "env",
    "grep",
    "id",
    "rm",
    "sha256sum",
    "timeout",
)


@pytest.fixture
def machine(tmp_path):
    """A copy of the scripts, and a PATH on which nothing is installed but the bare necessities."""
    shutil.copytree(TOOLS, tmp_path / "tools")
    (tmp_path / "requirements.txt").write_text("nothing==1.0 --hash=sha256:0\n")
    (tmp_path / "bin").mkdir()
    for name in NEEDED:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    return tmp_path


def program(file: Path, body: str) -> None:
    """An executable that does ``body``."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def run(machine: Path, script: str, *typed: str) -> subprocess.CompletedProcess[str]:
    """A script, run on that machine."""
    return subprocess.run(
        [machine / "tools" / script, *typed],
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_is_too_old_is_told_in_one_line(machine):
    program(machine / "bin" / "python3", "exit 1")
    told = run(machine, "environment.sh", "run")
    assert told.returncode == 1
    assert told.stderr == (
        "Between Us needs Python 3.11 or newer. Type: sudo apt-get install python3 python3-venv\n"
    )


def test_a_newer_python_beside_an_old_one_is_found(machine):
    program(machine / "bin" / "python3", "exit 1")
    program(machine / "bin" / "python3.12", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    assert "venv module is missing" in run(machine, "environment.sh", "run").stderr


def test_a_missing_venv_module_is_told_in_one_line(machine):
    program(machine / "bin" / "python3", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    told = run(machine, "environment.sh", "run")
    assert told.returncode == 1
    assert told.stderr == (
        "Python's venv module is missing. Type: sudo apt-get install python3-venv\n"
    )
    assert not (machine / ".venv").exists()


def test_what_is_installed_is_not_installed_again(machine):
    program(machine / ".venv" / "bin" / "python", "exit 1")
    lock = (machine / "requirements.txt").read_bytes()
    stamp = machine / ".venv" / f"installed-{hashlib.sha256(lock).hexdigest()[:16]}"
    stamp.write_text(f"{machine}\n")
    told = run(machine, "environment.sh", "run")
    assert (told.returncode, told.stderr) == (0, "")

    (machine / "requirements.txt").write_text("another==2.0 --hash=sha256:1\n")
    assert run(machine, "environment.sh", "run").returncode == 1


def test_an_environment_that_was_moved_is_made_again(machine):
    program(machine / ".venv" / "bin" / "python", "exit 0")
    lock = (machine / "requirements.txt").read_bytes()
    stamp = machine / ".venv" / f"installed-{hashlib.sha256(lock).hexdigest()[:16]}"
    stamp.write_text("/elsewhere\n")
    program(machine / "bin" / "python3", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    assert "venv module" in run(machine, "environment.sh", "run").stderr


def test_a_failed_installation_says_what_to_do_and_is_tried_again(machine):
    program(machine / ".venv" / "bin" / "python", 'case "$*" in *install*) exit 1 ;; esac')
    for _ in range(2):
        told = run(machine, "environment.sh", "run")
        assert told.returncode == 1
        assert told.stderr.splitlines()[-1].endswith("type the same command again.")


def test_a_machine_without_a_browser_is_told_in_one_line_what_to_install(machine):
    program(machine / ".venv" / "bin" / "python", "exit 1")
    told = run(machine, "chromium.sh")
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1] == (
        "No Chromium was found and none could be installed. Type: sudo apt-get install chromium"
    )


def test_a_browser_that_is_there_is_taken(machine):
    program(machine / "bin" / "google-chrome", "echo Google Chrome 140")
    told = run(machine, "chromium.sh")
    assert (told.returncode, told.stderr) == (0, "")


def test_a_browser_that_only_says_to_install_itself_is_none(machine):
    program(machine / "bin" / "chromium-browser", "echo install the snap; exit 1")
    program(machine / ".venv" / "bin" / "python", "exit 1")
    assert run(machine, "chromium.sh").returncode == 1


def test_what_sends_a_service_many_people_is_kept_apart(machine):
    (machine / "requirements-load.txt").write_text("nothing==1.0 --hash=sha256:2\n")
    program(machine / ".venv-load" / "bin" / "python", "exit 0")
    told = run(machine, "environment.sh", "load")
    assert told.returncode == 0, told.stderr
    assert list((machine / ".venv-load").glob("installed-*"))
    assert not (machine / ".venv").exists()
    assert run(machine, "environment.sh", "load").stderr == ""
