"""How courses that began alike went in this service: said only when there are enough of them.

Enough is our own choice: 20 ended courses with a first score within 3 points. With fewer, one
course more or less would move the ends of the range visibly. The range holds the middle 8 of 10.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

ENOUGH = 20
ALIKE = 3
SHARE = 0.1  # left out at each end


@dataclass(frozen=True, slots=True)
class ExpectedScore:
    """What the scores of courses that began alike were at one session."""

    session: int
    low: float
    middle: float
    high: float
    courses: int


@dataclass(frozen=True, slots=True)
class Expected:
    """The range by session, or none and why; ``courses`` is how many began alike."""

    points: tuple[ExpectedScore, ...]
    courses: int
    reason: str


def expected(first: float | None, ended: Sequence[Mapping[int, float]]) -> Expected:
    """From ended courses (session -> total) those that began like ``first``."""
    if first is None:
        return Expected((), 0, "There is no first score yet to compare with.")
    alike = [one for one in ended if one and abs(one[min(one)] - first) <= ALIKE]
    if len(alike) < ENOUGH:
        return Expected((), len(alike), _too_few(len(alike)))
    sessions = sorted({session for one in alike for session in one})
    found = [
        _at(session, [one[session] for one in alike if session in one]) for session in sessions
    ]
    points = tuple(at for at in found if at.courses >= ENOUGH)
    return Expected(points, len(alike), _reason(len(alike)))


def _at(session: int, totals: list[float]) -> ExpectedScore:
    ordered = sorted(totals)
    last = len(ordered) - 1
    low, high = ordered[round(last * SHARE)], ordered[round(last * (1 - SHARE))]
    return ExpectedScore(session, low, median(ordered), high, len(ordered))


def _too_few(count: int) -> str:
    have = "none has" if count == 0 else "1 has" if count == 1 else f"only {count} have"
    return (
        f"No expected course is drawn: it takes {ENOUGH} ended courses of this service that began"
        f" within {ALIKE} points of this one, and {have}."
    )


def _reason(count: int) -> str:
    return (
        f"From {count} ended courses of this service that began within {ALIKE} points: the middle"
        f" 8 of 10 at each session that {ENOUGH} or more have a score for. Not adjusted for"
        " anything else."
    )
