"""The server is killed (SIGKILL) again and again while people save: nothing acknowledged is lost.

    python -m tests.faults.killed --times 1000
    python -m tests.faults.killed --times 1000 --postgres

Clients write in their diary and a therapist's note saves itself, all at once, from several threads.
Mostly a worker process is killed in the midst of it, now and then the whole server. In the end:

- what was answered "saved" is there, once;
- every entry has its event and every event its entry: no act by half;
- the last saved state of the note, or a later one, is there;
- the chain of events is whole.
"""

import argparse
import random
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass

from tests.faults import saving
from tests.faults.served import AT_MOST, Server
from tests.faults.telling import tell

WHOLE_EVERY = 25  # of so many kills one is of the whole server


@dataclass(frozen=True)
class Report:
    """What came of it; ``problems`` is empty when every promise held."""

    kills: int
    whole: int
    entries: int
    drafts: int
    unanswered: int
    problems: tuple[str, ...]


def killed(times: int, *, told=lambda done, of: None, seed: int = 1) -> Report:
    """Kill the server so many times while people save; what was found afterwards."""
    people, server = saving.People(), Server()
    lot = random.Random(seed)
    server.start()
    whole = 0
    try:
        with saving.writing(server.port, people) as written:
            for kill in range(1, times + 1):
                saving.until_saved(written, saving.WRITERS, AT_MOST)
                time.sleep(lot.uniform(0, 0.1))
                if kill % WHOLE_EVERY == 0 or kill == times:
                    server.kill_whole()
                    whole += 1
                    server.start()
                else:
                    server.kill_worker()
                told(kill, times)
            time.sleep(0.5)
    finally:
        server.kill_whole()
    return Report(
        times,
        whole,
        len(written.entries),
        written.note,
        written.unanswered,
        tuple(saving.problems(people, written)),
    )


def main() -> int:
    """Kill, look, and say what was found; 1 when a promise did not hold."""
    from betweenus.cli import progress
    from tests import postgres

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the figure for docs/promises.md")
    typed = parser.parse_args()
    with ExitStack() as stack:
        address = stack.enter_context(postgres.server()) if typed.postgres else ""
        stack.enter_context(saving.empty_service(address))
        bar = stack.enter_context(progress.shown("Killing"))
        report = killed(typed.times, told=bar or (lambda done, of: None))
    database = "PostgreSQL" if typed.postgres else "SQLite"
    says = (
        f"{report.kills} kills ({report.whole} of the whole server) on {database}: "
        f"{report.entries} entries answered as saved, {len(report.problems)} promises broken."
    )
    print(f"{report.unanswered} not answered, note saved up to number {report.drafts}.")
    command = f"python -m tests.faults.killed --times {typed.times}"
    command += " --postgres" if typed.postgres else ""
    return tell(f"killed-{database.lower()}", says, report, command, keep=typed.keep)


if __name__ == "__main__":
    sys.exit(main())
