"""``betweenus serve``: the service in use, served until told to stop."""

import argparse
import subprocess
import sys

from betweenus.cli import occasion, serving
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

DESCRIPTION = """\
Serves the service in use: pages, static files, and the background work beside them: e-mails,
reminders, and risk signs that nobody has acknowledged in time.
Put a web server that speaks https in front of it; it must pass on X-Forwarded-Proto.
"""
# As is quickest, and fairest when many ask at once: decision 22.
WORKERS, THREADS = 2, 1

EXAMPLES = """\
examples:
  betweenus serve
  betweenus serve --port 8080 --workers 4

It wants these in the environment, and says so when one is missing:
  BETWEENUS_ADDRESS      the address people type, e.g. https://therapy.example.org
  BETWEENUS_HOSTS        the host name in it, e.g. therapy.example.org
  BETWEENUS_SECRET_KEY   signs sessions and links
  BETWEENUS_KEYS         seals what is told in confidence; without it nobody can read it again
  DATABASE_URL           a PostgreSQL database; without it an SQLite file in BETWEENUS_HOME
"""


def add_to(commands: Commands) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "serve",
        help="run the service",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_server_options(parser, threads=THREADS)
    parser.add_argument(
        "--no-tasks",
        dest="tasks",
        action="store_false",
        help="leave background work to another machine (there: betweenus manage db_worker, and"
        " betweenus manage hourly every few minutes)",
    )
    parser.set_defaults(run=run)


def add_server_options(parser: argparse.ArgumentParser, *, threads: int) -> None:
    """What the web server can be told."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (8000)")
    parser.add_argument(
        "--workers",
        type=_some,
        default=WORKERS,
        help=f"processes; about one per processor ({WORKERS})",
    )
    parser.add_argument(
        "--threads",
        type=_some,
        default=threads,
        help=f"threads per process ({threads}); without a proxy before it take several",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number, e.g. 8000")
    return int(text)


def _some(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


def run(typed: argparse.Namespace) -> int:
    """Serve, unless something is missing."""
    occasion.choose(demo=False)
    _must_be_complete()
    listening = serving.listen(typed.host, typed.port)
    where = serving.address(listening)
    return serving.serve(
        listening,
        workers=typed.workers,
        threads=typed.threads,
        tasks=typed.tasks,
        rounds=typed.tasks,
        when_ready=lambda: print(f"Between Us serves on {where} (Ctrl-C stops it)", flush=True),
    )


def _must_be_complete() -> None:
    # In a process of its own: this one stays small and outlives nothing it has not started.
    command = [sys.executable, "-m", "betweenus", "check", "--only-problems"]
    if subprocess.run(command, check=False).returncode:
        raise Refusal("Not started, because of what is said above.")
