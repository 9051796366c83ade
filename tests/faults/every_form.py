"""Any address, anybody, forms and query strings as they come: an answer, and never a fault of ours.

    python -m tests.faults.every_form --requests 100000
    python -m tests.faults.every_form --requests 2000 --seed 7      the same ones again
    python -m tests.postgres python -m tests.faults.every_form      on PostgreSQL

The world is that of tests/attack, and what a request did is taken back, so that each meets the
same one. Ends with 1 and says how to repeat it when an answer was a 5xx.
"""

import argparse
import logging
import os
import random
import secrets
import sys
import time
from collections import Counter
from dataclasses import dataclass

SHOWN = 20  # faults; more of them say no more


@dataclass(frozen=True)
class Report:
    """How many requests were answered in which way, and what fell over."""

    answers: Counter[int]
    faults: tuple[str, ...]


def send(count: int, seed: int, *, minutes: float = 0, show: bool = True) -> Report:
    """Send so many requests to a world of their own; needs a database that is set up.

    With ``minutes`` it stops after so many, however far it came.
    """
    until = time.monotonic() + 60 * minutes
    from django.db import transaction
    from rich.progress import track

    from betweenus.services import clock
    from tests import worlds
    from tests.attack import fuzz, world

    answers: Counter[int] = Counter()
    faults: list[str] = []
    with clock.as_of(worlds.NOW), transaction.atomic():
        attack = fuzz.Fuzz(world.build())
        steps = range(seed, seed + count)
        for step in track(steps, description="requests") if show else steps:
            request = attack.draw(random.Random(step))
            status = attack.send(request).status_code
            answers[status] += 1
            if status >= 500:
                faults.append(f"--requests 1 --seed {step}: {request}")
            if minutes and time.monotonic() > until:
                break
        transaction.set_rollback(True)
    return Report(answers, tuple(faults))


def main(words: list[str]) -> int:
    """Set up a database, send, say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    typed = parser.parse_args(words)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betweenus.settings.test")
    import django
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    django.setup()
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        report = send(typed.requests, typed.seed, minutes=typed.minutes)
    finally:
        teardown_databases(made, verbosity=0)
    told = ", ".join(f"{count} × {status}" for status, count in sorted(report.answers.items()))
    print(f"{report.answers.total()} requests from seed {typed.seed}: {told}")
    for fault in report.faults[:SHOWN]:
        print(fault)
    if report.faults:
        print(f"{len(report.faults)} faults")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
