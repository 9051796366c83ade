"""PostgreSQL is stopped and started again while people save: told politely, and nothing is lost.

    python -m tests.faults.restarted --times 20

Every other stop is an immediate one, as when the machine fails; the rest end what goes on. The web
server goes on all the time and nobody touches it. In the end:

- every answer was what was asked for, or a page that says that nothing can be saved just now and
  still has what was typed; people send that again from it;
- each time saving went on by itself once the database was back;
- what was answered "saved" is there, every entry has its event, and the chain of events is whole.
"""

import argparse
import random
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass

from tests import postgres
from tests.faults import saving
from tests.faults.outages import outages
from tests.faults.served import AT_MOST
from tests.faults.telling import tell


@dataclass(frozen=True)
class Report:
    """What came of it; ``problems`` is empty when every promise held."""

    stops: int
    entries: int
    drafts: int
    later: int  # polite answers while it was away
    twice: int  # sent again, though it had been saved
    slowest: float  # seconds from the database's return until somebody had saved
    problems: tuple[str, ...]


def restarted(
    times: int, database: postgres.Running, *, told=lambda done, of: None, seed: int = 1
) -> Report:
    """Stop and start the database so many times while people save; what was found afterwards."""
    from django.db import connections

    lot = random.Random(seed)

    def stop_and_start(number: int, _: saving.Written) -> None:
        connections.close_all()  # or the stop ends ours, too
        time.sleep(lot.uniform(0, 0.1))
        database.stop("immediate" if number % 2 else "fast")
        time.sleep(lot.uniform(0.2, 1))
        database.start()

    found = outages(times, stop_and_start, told=told)
    written = found.written
    return Report(
        times,
        len(written.entries),
        written.note,
        written.later,
        _twice(written),
        found.slowest,
        (*saving.problems(found.people, written), *_not_back(found.stuck), *_no_answer(written)),
    )


def _twice(written: saving.Written) -> int:
    from betweenus.records.diary import DiaryEntry

    found = [row.parts["what_happened"] for row in DiaryEntry.objects.all()]
    return len(found) - len(set(found))


def _not_back(stuck: int) -> list[str]:
    return [f"{stuck} times nobody could save within {AT_MOST} s of its return"] if stuck else []


def _no_answer(written: saving.Written) -> list[str]:
    return [f"{written.unanswered} requests had no answer"] if written.unanswered else []


def main() -> int:
    """Stop, start, look, and say what was found; 1 when a promise did not hold."""
    from betweenus.cli import progress

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--keep", action="store_true", help="leave the figure for docs/promises.md")
    typed = parser.parse_args()
    with ExitStack() as stack:
        database = stack.enter_context(postgres.restartable())
        stack.enter_context(saving.empty_service(database.address))
        bar = stack.enter_context(progress.shown("Restarting"))
        report = restarted(typed.times, database, told=bar or (lambda done, of: None))
    says = (
        f"{report.stops} restarts of PostgreSQL: {report.entries} entries answered as saved, "
        f"{report.later} times told to send it again, {report.twice} entries there twice for it, "
        f"at most {report.slowest} s until saving went on; {len(report.problems)} promises broken."
    )
    command = f"python -m tests.faults.restarted --times {typed.times}"
    return tell("restarted", says, report, command, keep=typed.keep)


if __name__ == "__main__":
    sys.exit(main())
