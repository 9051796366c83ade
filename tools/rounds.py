"""The whole suite, twice: everything on SQLite, then what touches the database on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Journeys differ much in length, so a process that is done takes work from the other.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
NOTHING_CHOSEN = 5  # pytest's exit code
# None of these opens a browser: its event loop makes Django open a second connection, which stays.
ON_POSTGRES = ("tests/records", "tests/services", "tests/web", "tests/attack")


def run(title: str, command: list[str], environment: dict[str, str]) -> int:
    """Run one round with its output shown; its exit code."""
    print(f"\n== {title} ==", flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main(more: list[str]) -> int:
    """Both rounds, whatever the first says; 1 when either failed."""
    given = os.environ.get("DATABASE_URL", "")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    rounds = {"SQLite": run("everything, on SQLite", [*PYTEST, *more], environment)}

    present = [folder for folder in ON_POSTGRES if (ROOT / folder).exists()]
    command = [*PYTEST, *present, *more]
    if given:
        environment["DATABASE_URL"] = given
    else:
        command = [sys.executable, "-m", "tests.postgres", *command]
    rounds["PostgreSQL"] = run("services and pages, on PostgreSQL", command, environment)

    # A choice of tests may leave a round without any.
    fine = {0, NOTHING_CHOSEN} if more else {0}
    failed = [name for name, code in rounds.items() if code not in fine]
    print(f"\nFailed on {' and '.join(failed)}." if failed else "\nAll passed on both databases.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
