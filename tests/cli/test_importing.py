"""`betweenus import caseload`, as an operator types it, against a demo service of its own."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from betweenus.cli import importing
from betweenus.services.importing import Report

pytestmark = pytest.mark.slow

HEADER = "local_reference,name,referred_on,therapist,contact_on,attendance"
HELEN = "helen.tovey@demo.betweenus.example"
WHERE = "in the web pages, Waiting list, Possible duplicates"
ANN = f"LR-1,Ann Fell,2025-11-03,{HELEN},2025-12-01,5"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A demo service without its people's stories, only somebody who is a therapist."""
    home = tmp_path_factory.mktemp("home")
    typed(home, "manage", "--demo", "migrate", "--verbosity", "0")
    typed(
        home,
        "manage",
        "--demo",
        "shell",
        "-c",
        "from betweenus.services import people\n"
        "from betweenus.domain.access.identity import system\n"
        f"people.add_account(by=system('a test'), email='{HELEN}', name='Helen Tovey',"
        " roles=['therapist'])",
    )
    return home


@pytest.fixture
def home(made, tmp_path):
    """That service again, as it was made."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def environment(home):
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(Path("src").resolve()), "BETWEENUS_HOME": str(home)}


def typed(home, *line):
    return subprocess.run(
        [sys.executable, "-m", "betweenus", *line],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )


def written(home, *rows, header=HEADER):
    file = home / "caseload.csv"
    file.write_text("\n".join((header, *rows)))
    return str(file)


def imported(home, file, *more):
    return typed(home, "import", "caseload", file, "--demo", *more)


def test_a_dry_run_then_the_import_then_nothing_more_to_do(home):
    file = written(home, ANN)
    tried = imported(home, file, "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "1 row of 1 would go in: 1 person, 1 referral, 1 course, 1 contact." in tried.stdout
    assert "Nothing was changed." in tried.stdout

    done = imported(home, file)
    assert done.returncode == 0
    assert "1 row of 1 went in: 1 person" in done.stdout

    again = imported(home, file)
    assert again.returncode == 0
    assert "1 row came in before and stays as it is." in again.stdout


def test_wrong_rows_are_told_by_line_and_the_code_is_1(home):
    file = written(
        home, ANN, "LR-2,Bo Grey,3/13/2025,nobody@clinic.example,,", f"LR-3,,2025-11-03,{HELEN},,"
    )
    done = imported(home, file)
    assert done.returncode == 1
    assert "line 3, referred_on: “3/13/2025” is not a day of the calendar." in done.stdout
    assert "line 4, name: is missing." in done.stdout
    assert "1 row of 3 went in" in done.stdout
    assert "2 rows stay out." in done.stdout
    assert "Traceback" not in done.stderr


def test_a_file_that_is_none_is_refused_in_words(home):
    workbook = home / "caseload.xlsx"
    workbook.write_bytes(b"PK\x03\x04 and what follows")
    refused = imported(home, str(workbook))
    assert refused.returncode == 1
    assert "caseload.xlsx is an Excel workbook" in refused.stderr
    assert "Save as" in refused.stderr


def test_a_therapist_nobody_has_is_refused_with_who_is_meant(home):
    refused = imported(
        home, written(home, ANN), "--therapist-default", "helen.tove@demo.betweenus.example"
    )
    assert refused.returncode == 1
    assert f"Is {HELEN} meant?" in refused.stderr


def on_a_terminal(home, file, answer):
    """The command with somebody sitting before it, who types this."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "betweenus", "import", "caseload", file, "--demo"],
        env=environment(home) | {"TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    shown = b""
    while True:
        try:
            shown += (read := os.read(ours, 4096))
        except OSError:  # they are gone, and have taken the terminal with them
            break
        if not read:
            break
    os.close(ours)
    running.communicate()
    return running.returncode, shown.decode()


def test_somebody_at_a_terminal_is_asked_first(home):
    file = written(home, ANN)
    code, shown = on_a_terminal(home, file, "no")
    assert code == 0
    assert "1 row of 1 would go in" in shown
    assert "Nothing was changed." in shown

    code, shown = on_a_terminal(home, file, "yes")
    assert code == 0
    assert "would go in" in shown
    assert "1 row of 1 went in" in shown


def test_the_report_names_what_needs_somebody():
    report = Report(
        rows=3,
        new=2,
        known=1,
        made={"people": 2, "referrals": 2, "possible duplicates": 1, "risk signs": 2},
        ignored=("ward", "bed"),
        problems=(),
    )
    told = list(importing.lines(report, dry_run=False))
    assert told == [
        "Columns left out, because nothing here holds them: ward, bed.",
        "2 rows of 3 went in: 2 people, 2 referrals.",
        "1 row came in before and stays as it is.",
        f"1 possible duplicate to be looked at: {WHERE}.",
        "2 risk signs to be acknowledged by the therapists.",
    ]
