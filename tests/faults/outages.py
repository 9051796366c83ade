"""Something is taken away and given back again and again while people save."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import saving
from tests.faults.served import AT_MOST, Server


@dataclass(frozen=True)
class Outages:
    """Who saved and what they were answered; ``slowest``: seconds until saving went on."""

    people: saving.People
    written: saving.Written
    stuck: int  # times nobody could save in the end
    slowest: float


def outages(
    times: int, fault: Callable[[int, saving.Written], None], *, told=lambda done, of: None
) -> Outages:
    """Let ``fault``, told which time it is, take something away and give it back."""
    people, server = saving.People(), Server(quiet=True)
    server.start()
    stuck, slowest = 0, 0.0
    try:
        with saving.writing(server.port, people) as written:
            for number in range(times):
                saving.until_saved(written, saving.WRITERS, AT_MOST)
                fault(number, written)
                back = time.monotonic()
                stuck += not saving.until_saved(written, 1, AT_MOST)
                slowest = max(slowest, time.monotonic() - back)
                told(number + 1, times)
    finally:
        server.kill_whole()
    return Outages(people, written, stuck, round(slowest, 1))
