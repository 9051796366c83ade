"""A Monday morning: 200 clinicians and 1,000 clients on two processors (`make monday`).

PostgreSQL is started and filled with 25 clients for each clinician, the service is started as
`betweenus serve` starts it with the settings of a service in use, background work included, and
everybody does what people do on a Monday morning (bench/monday_people.py says what, and how long a
page is looked at). Database, service and Locust share one machine, and PostgreSQL waits until what
was written is on the disk. No answer may be an error.

    make monday
    make monday ARGS="--minutes 1 --clinicians 40 --clients 200"      a look
    make monday ARGS=--keep                                           ... for docs/promises.md
"""

import argparse
import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from bench.effort import parent, used
from bench.pages import ROOT
from betweenus.cli import serve, serving
from tests import postgres
from tools import measured

LOCUST = ROOT / ".venv-load" / "bin" / "locust"
ADDRESS = "https://monday.example"
ARRIVE = 60  # seconds within which everybody comes, before the minutes that are asked for
COLUMNS = ("page", "asked", "errors", "p50 ms", "p95 ms", "p99 ms", "slowest ms")

Environment = Mapping[str, str]


def main() -> int:
    """Fill, serve, ask, and say what came of it; 1 when an answer was an error."""
    typed = _typed()
    if not LOCUST.exists():
        print("Locust is not installed. Type: make monday", file=sys.stderr)
        return 2
    load = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory(prefix="betweenus-monday-") as home,
        postgres.careful_server() as address,
    ):
        environment = _environment(home, address)
        people = Path(home) / "people.json"
        print(f"Making {typed.clinicians * 25:,} clients ...", file=sys.stderr)
        _filled(environment, typed, people)
        with _served(environment, typed, Path(home) / "server.log") as (server, where):
            print("Everybody comes ...", file=sys.stderr)
            both = (server, _process_of(address))
            before = sum(map(used, both))
            found = _visited(where, people, Path(home) / "report.json", typed)
            effort = sum(map(used, both)) - before
    return _said(found, typed, load=load, effort=effort)


def _typed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="once all have come")
    parser.add_argument("--clinicians", type=int, default=200)
    parser.add_argument("--clients", type=int, default=1000, help="of those who are in treatment")
    parser.add_argument(
        "--workers", type=int, default=serve.WORKERS, help="processes of the server"
    )
    parser.add_argument("--threads", type=int, default=serve.THREADS, help="threads of each")
    parser.add_argument("--keep", action="store_true", help="leave the figures for the promises")
    return parser.parse_args()


# -- the service -----------------------------------------------------------------------------------


def _process_of(database: str) -> int:
    """The first process of the database server."""
    with psycopg.connect(database) as connection:
        return parent(connection.info.backend_pid)


def _environment(home: str, database: str) -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(os.urandom(32)).decode()

    return dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "betweenus.settings.live",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        "BETWEENUS_HOME": home,
        "BETWEENUS_ADDRESS": ADDRESS,
        "BETWEENUS_SECRET_KEY": key(),
        "BETWEENUS_KEYS": f"a:{key()}",
        # Messages go nowhere: a mail server is not what is measured.
        "BETWEENUS_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "BETWEENUS_SECOND_FACTOR": "nobody",  # people are signed in beforehand, past both factors
        "DATABASE_URL": database,
    }


def _filled(environment: Environment, typed: argparse.Namespace, people: Path) -> None:
    asked = [str(typed.clinicians), str(typed.clients), str(people)]
    subprocess.run(
        [sys.executable, "-m", "bench.monday_filling", *asked],
        env=environment,
        cwd=ROOT,
        check=True,
    )


@contextmanager
def _served(
    environment: Environment, typed: argparse.Namespace, log: Path
) -> Iterator[tuple[int, str]]:
    """The service while it runs: its process and its address."""
    with serving.listen("127.0.0.1", 8400, attempts=200) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "betweenus", "serve", "--port", str(port)]
    command += ["--workers", str(typed.workers), "--threads", str(typed.threads)]
    with log.open("w") as lines:
        server = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=lines, text=True
        )
        try:
            assert server.stdout
            said = iter(server.stdout.readline, "")  # `betweenus check` may have words before
            heard = list(takewhile(lambda line: "serves on" not in line, said))
            assert server.poll() is None, "".join(heard) + log.read_text()
            yield server.pid, f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


# -- the people ------------------------------------------------------------------------------------


def _visited(where: str, people: Path, report: Path, typed: argparse.Namespace) -> dict[str, Any]:
    """Let everybody come; what Locust measured once all were there."""
    everybody = typed.clinicians + typed.clients
    seconds = ARRIVE + round(typed.minutes * 60)
    done = subprocess.run(
        [str(LOCUST), "-f", str(ROOT / "bench" / "monday_people.py"), "--host", where,
         "--headless", "--only-summary", "--users", str(everybody),
         "--spawn-rate", str(max(1, everybody / ARRIVE)), "--run-time", f"{seconds}s",
         "--stop-timeout", "5", "--loglevel", "WARNING"],
        env=dict(os.environ)
        | {
            "MONDAY_PEOPLE": str(people),
            "MONDAY_ADDRESS": ADDRESS,
            "MONDAY_REPORT": str(report),
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert report.exists(), done.stderr
    return dict(json.loads(report.read_text()))


# -- what came of it -------------------------------------------------------------------------------


def _said(found: dict[str, Any], typed: argparse.Namespace, *, load: float, effort: float) -> int:
    """Print the table, leave the figures when asked to; 1 when there were errors."""
    *pages, total = found["pages"]
    rows = [_row(page) for page in sorted(pages, key=lambda one: -one["asked"])]
    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)
    says = (
        f"{typed.clinicians} clinicians and {typed.clients:,} clients for {typed.minutes:g} minutes"
        f" on PostgreSQL: {total['asked']:,} requests, {total['asked'] / found['seconds']:.0f} a"
        f" second, {total['errors']} errors; 95 of 100 within {total['p95']:,.0f} ms."
    )
    print(says)
    each, share = effort / total["asked"] * 1000, effort / found["seconds"] / (os.cpu_count() or 1)
    print(f"Service and database used {each:.0f} ms of a processor a request, {share:.0%} of all.")
    for error in found["errors"]:
        print(f"ERROR: {error}")
    if typed.keep:
        command = "make monday ARGS=--keep"
        measured.keep("monday", says, total, command, load=load, table=(COLUMNS, rows))
    return 1 if found["errors"] else 0


def _row(page: dict[str, Any]) -> tuple[str, ...]:
    counts = (page["asked"], page["errors"])
    times = (page["p50"], page["p95"], page["p99"], page["slowest"])
    return (page["page"], *(f"{number:,.0f}" for number in (*counts, *times)))


if __name__ == "__main__":
    sys.exit(main())
