"""Any address, anybody, forms and query strings as they come: an answer, and never a fault of ours.

    python -m tests.faults.every_form --requests 100000
    python -m tests.faults.every_form --requests 2000 --seed 7      the same ones again
    python -m tests.postgres python -m tests.faults.every_form      on PostgreSQL

The world is that of tests/attack, and what a request did is taken back, so that each meets the
same one. On SQLite several processes share the work, each with a world of its own. Ends with 1 and
says how to repeat it when an answer was a 5xx.
"""

import argparse
import gc
import json
import logging
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

SHOWN = 20  # faults; more of them say no more
AT_A_TIME = 100  # requests between two words of a process


@dataclass
class Report:
    """How many requests were answered in which way, and what fell over."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Count these, too."""
        self.answers += other.answers
        self.faults += other.faults


def send(count: int, seed: int, *, minutes: float = 0) -> Iterator[Report]:
    """Send so many requests to a world of their own, a part of the report at a time.

    Needs a database that is set up. With ``minutes`` it stops after so many, however far it came.
    """
    until = time.monotonic() + 60 * minutes
    from django.db import transaction

    from betweenus.services import clock
    from tests import worlds
    from tests.attack import fuzz, world

    part = Report()
    with clock.as_of(worlds.NOW), transaction.atomic():
        attack = fuzz.Fuzz(world.build())
        gc.freeze()  # what is there by now stays: not searched again and again
        for step in range(seed, seed + count):
            request = attack.draw(random.Random(step))
            status = attack.send(request).status_code
            part.answers[str(status)] += 1
            if status >= 500:
                part.faults.append(f"--requests 1 --seed {step}: {request}")
            if part.answers.total() == AT_A_TIME:
                yield part
                part = Report()
            if minutes and time.monotonic() > until:
                break
        transaction.set_rollback(True)
    yield part


def one_part(typed: argparse.Namespace) -> None:
    """Set up a database, send, say a line for every few requests: a process's share."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betweenus.settings.test")
    import django
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    django.setup()
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        for part in send(typed.requests, typed.seed, minutes=typed.minutes):
            print(json.dumps([part.answers, part.faults]), flush=True)
    finally:
        teardown_databases(made, verbosity=0)


def together(typed: argparse.Namespace, told: Callable[[int, int], None]) -> Report:
    """Let each process send its share; what came of all."""
    whole = Report()
    share, rest = divmod(typed.requests, typed.processes)
    first = typed.seed

    def heard(process: subprocess.Popen[str]) -> int:
        for line in process.stdout:
            answers, faults = json.loads(line)
            whole.add(Report(Counter(answers), faults))
            told(whole.answers.total(), typed.requests)
        return process.wait()

    with ExitStack() as stack:
        processes = []
        for number in range(typed.processes):
            count = share + (number < rest)
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="betweenus-forms-"))
            processes.append(_process(home, count, first, typed.minutes))
            first += count
        listening = stack.enter_context(ThreadPoolExecutor(len(processes)))
        ended = list(listening.map(heard, processes))
    whole.faults += [f"a process ended with {code}" for code in ended if code]
    return whole


def _process(home: str, count: int, seed: int, minutes: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.every_form", "--part", "--requests", str(count)]
    command += ["--seed", str(seed), "--minutes", str(minutes)]
    environment = os.environ | {"BETWEENUS_HOME": home}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def main(words: list[str]) -> int:
    """Send, say what came of it; 1 when an answer was a fault of ours."""
    from betweenus.cli import progress

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    alone = "DATABASE_URL" in os.environ
    most = 1 if alone else os.cpu_count() or 1
    parser.add_argument("--processes", type=int, default=most, help="on PostgreSQL one")
    parser.add_argument("--keep", action="store_true", help="leave the figure for docs/promises.md")
    parser.add_argument("--part", action="store_true", help=argparse.SUPPRESS)
    typed = parser.parse_args(words)
    if typed.part:
        one_part(typed)
        return 0
    if alone and typed.processes > 1:
        parser.error("one database cannot be shared: --processes 1")

    with progress.shown("Sending") as bar:
        report = together(typed, bar or (lambda done, of: None))
    told = ", ".join(f"{count} × {status}" for status, count in sorted(report.answers.items()))
    print(f"{report.answers.total()} requests from seed {typed.seed}: {told}")
    for fault in report.faults[:SHOWN]:
        print(fault)
    if report.faults:
        print(f"{len(report.faults)} faults")
    if typed.keep:
        _keep(report, typed, "PostgreSQL" if alone else "SQLite")
    return 1 if report.faults else 0


def _keep(report: Report, typed: argparse.Namespace, database: str) -> None:
    from tools import measured

    count = report.answers.total()
    says = f"{count} requests on {database}, {len(report.faults)} of them answered by a 5xx."
    figures = {"requests": count, "faults": len(report.faults), "answers": report.answers}
    command = f"python -m tests.faults.every_form --requests {typed.requests} --seed {typed.seed}"
    command += f" --processes {typed.processes} --minutes {typed.minutes:g} --keep"
    measured.keep("every-form", says, figures, command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
