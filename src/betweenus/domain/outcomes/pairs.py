"""The first and the last score of a course: which ones they are, and whether both are there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from betweenus.domain.outcomes.thresholds import Row
from betweenus.domain.refusals import Refusal


class ScoreRefused(Refusal):
    """A first or last score that cannot be one: not a number, or outside the measure's range."""


class Moment(StrEnum):
    """What kind of contact a score was taken at. Stored, so never renamed."""

    ASSESSMENT = "assessment"
    TREATMENT = "treatment"
    FOLLOW_UP = "follow-up"
    OTHER = "other"  # e.g. employment support


# Follow-up and employment support do not feed the outcome: NHS metadata M076, M198, M201, M212.
COUNTED = frozenset({Moment.ASSESSMENT, Moment.TREATMENT})


@dataclass(frozen=True, slots=True)
class DatedTotal:
    """One total on a day; None when the form gave none."""

    on: date
    total: float | None
    moment: Moment = Moment.TREATMENT


@dataclass(frozen=True, slots=True)
class Pair:
    """The first and last total of one measure in one course; None is no valid score."""

    first: float | None
    last: float | None

    @property
    def both(self) -> bool:
        """Whether there are two scores to compare."""
        return self.first is not None and self.last is not None

    @property
    def rise(self) -> float | None:
        """Last minus first. Rounded far below any figure: 72/7 - 30/7 is 6, not 5.999..."""
        if self.first is None or self.last is None:
            return None
        return round(self.last - self.first, 9)


def first_and_last(totals: Sequence[DatedTotal], discharged_on: date | None = None) -> Pair:
    """The first valid total of assessment and treatment contacts and the last up to discharge.

    One score alone is a first without a last. Totals of one day keep the order they come in.
    """
    valid = [
        dated.total
        for dated in sorted(totals, key=lambda dated: dated.on)
        if dated.total is not None
        and dated.moment in COUNTED
        and (discharged_on is None or dated.on <= discharged_on)
    ]
    return Pair(valid[0] if valid else None, valid[-1] if len(valid) > 1 else None)


def check_pair(pair: Pair, row: Row) -> None:
    """Refuse a pair that cannot be of this measure; raises ``ScoreRefused``."""
    for which, score in (("first", pair.first), ("last", pair.last)):
        if score is not None:
            _check_score(score, which, row)


def _check_score(score: float, which: str, row: Row) -> None:
    name = f"{row.name}, {which} score"
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if not number or math.isnan(score):
        raise ScoreRefused(f"{name}: {score!r} is not a number.", "Correct it or leave it blank.")
    if row.lowest is None or row.highest is None:
        return
    if not row.lowest <= score <= row.highest:
        raise ScoreRefused(
            f"{name}: {score!r} is outside {row.lowest} to {row.highest}.",
            "Correct it or leave it blank.",
        )
