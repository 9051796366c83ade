"""Cover: on which days nobody is on duty."""

from collections.abc import Iterable
from datetime import date, timedelta

Stretch = tuple[date, date]

_DAY = timedelta(days=1)


def uncovered(turns: Iterable[Stretch], first: date, last: date) -> tuple[Stretch, ...]:
    """The stretches of days from ``first`` to ``last`` that lie in none of ``turns``.

    Turns are (first day, last day), both included; they may overlap and come in any order.
    """
    gaps = []
    day = first
    for begin, end in sorted(turns):
        if begin > last:
            break
        if begin > day:
            gaps.append((day, begin - _DAY))
        day = max(day, end + _DAY)
    if day <= last:
        gaps.append((day, last))
    return tuple(gaps)
