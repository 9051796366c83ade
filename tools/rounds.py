"""The whole suite, twice: everything on SQLite, then what touches the database on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Journeys differ much in length, so a process that is done takes work from the other.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
ON_POSTGRES = ("tests/records", "tests/services", "tests/web")


def run(title: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one round with its output shown; whether it passed."""
    print(f"\n== {title} ==", flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


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

    print("\n" + ", ".join(f"{name}: {'ok' if ok else 'FAILED'}" for name, ok in rounds.items()))
    return 0 if all(rounds.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
