"""``betweenus demo``: a service of invented people on this machine, made at first, then served."""

import argparse
import fcntl
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from betweenus.cli import fingerprint, new_tables, occasion, serve, serving
from betweenus.cli.occasion import Commands

EXAMPLES = """\
examples:
  betweenus demo
  betweenus demo --afresh          forget what was typed into it and make it new, as of today
  betweenus demo --only-prepare    make it, but do not serve it

Everything lies in the folder demo below BETWEENUS_HOME; nothing leaves the machine: e-mails become
files in its folder mail. If port 8000 is taken, the next free one is used and printed.
"""
PORTS_TO_TRY = 50
SHOWN = ("role", "name", "email", "password")


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a demo that was made: read without loading the program."""

    made_on: str
    fingerprint: str
    logins: list[dict[str, str]]


# Browsers come themselves here, and hold connections open on which they ask nothing.
THREADS = 4


def add_to(commands: Commands) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "demo",
        help="look round in a service of invented people, on this machine",
        description="Makes a demo service at first use and serves it, with a login for each role.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.add_server_options(parser, threads=THREADS)
    parser.add_argument("--afresh", action="store_true", help="make the demo new")
    parser.add_argument("--only-prepare", action="store_true", help="do not serve it")
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Make the demo where it is missing or old, then serve it."""
    folder = occasion.choose(demo=True)
    with _alone(folder):
        made = _prepared(folder, afresh=typed.afresh)
    if typed.only_prepare:
        print(f"The demo is ready in {folder}.")
        return 0
    listening = serving.listen(typed.host, typed.port, attempts=PORTS_TO_TRY)
    where = serving.address(listening)
    os.environ["BETWEENUS_ADDRESS"] = where
    if typed.host not in {"127.0.0.1", "localhost"}:
        os.environ.setdefault("BETWEENUS_HOSTS", "*")
    return serving.serve(
        listening,
        workers=typed.workers,
        threads=typed.threads,
        tasks=False,
        rounds=True,
        when_ready=lambda: print(_welcome(where, made), flush=True),
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two demos begun at once must not both make the same database."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepared(folder: Path, *, afresh: bool) -> Made:
    """The demo, made or brought up to date where needed."""
    note = folder / "demo.json"
    if afresh:
        note.unlink(missing_ok=True)
    made = Made(**json.loads(note.read_text())) if note.exists() else None
    now = fingerprint.of_program()
    if made and made.fingerprint == now:
        return made
    made = _updated(made, now) if made else _made_new(folder, now)
    note.write_text(json.dumps(asdict(made), indent=1))
    return made


def _updated(made: Made, now: str) -> Made:
    _say("Bringing the demo up to this version ...")
    _lay_tables_and_files()
    return Made(made.made_on, now, made.logins)


def _made_new(folder: Path, now: str) -> Made:
    """A new demo; one that was left half made goes first."""
    for file in folder.glob("betweenus.sqlite3*"):
        file.unlink()
    for name in ("mail", "anchors"):
        shutil.rmtree(folder / name, ignore_errors=True)
    _say("Making the demo ...")
    _lay_tables_and_files(new=True)
    return Made(_today(), now, _people())


def _lay_tables_and_files(*, new: bool = False) -> None:
    occasion.load_settings()
    from django.core.management import call_command

    if new:
        new_tables.lay()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def _people() -> list[dict[str, str]]:
    """The invented people come in through the services; a login per role."""
    if importlib.util.find_spec("betweenus.services.demo.loading") is None:
        _say("This version has no demo people yet: the service is empty.")
        return []
    from django.db import connections

    from betweenus.services import demo
    from betweenus.services.demo.loading import load

    _say("Filling it with invented people (a few seconds) ...")
    load()
    logins = [{part: str(getattr(login, part)) for part in SHOWN} for login in demo.logins()]
    connections.close_all()
    return logins


def _welcome(where: str, made: Made) -> str:
    widths = {part: max((len(one[part]) for one in made.logins), default=0) for part in SHOWN}
    logins = ("  ".join(one[part].ljust(widths[part]) for part in SHOWN) for one in made.logins)
    lines = ["", f"Between Us, a demo with invented people: {where}", ""]
    lines += [f"  {login}".rstrip() for login in logins]
    if made.made_on != _today():
        lines += ["", f"It was made on {made.made_on}; betweenus demo --afresh makes it new."]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def _today() -> str:
    return datetime.now(ZoneInfo("Europe/London")).date().isoformat()


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
