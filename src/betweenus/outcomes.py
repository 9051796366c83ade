"""Outcomes as a library: the NHS Talking Therapies outcome of one course, or of many at once.

::

    from betweenus import outcomes

    made = outcomes.outcome(outcomes.Pair(15, 9), outcomes.Pair(12, 7))
    made.recovery, made.reliable_improvement      # True, True

    many = outcomes.classify(phq9_first, phq9_last, gad7_first, gad7_last)   # four arrays
    many.recovery.sum(), many.paired.mean()

No service, database or setting is needed. The rules, with their sources and what we read into
them, are told in ``betweenus.domain.outcomes.nhs``.
"""

from typing import TYPE_CHECKING

from betweenus.domain.outcomes import (
    Change,
    Counts,
    DatedTotal,
    Moment,
    Outcome,
    Pair,
    Rates,
    ScoreRefused,
    anxiety_pair,
    first_and_last,
    outcome,
    rates,
    since_best,
    since_first,
    tally,
)
from betweenus.domain.outcomes.expected import Expected, expected
from betweenus.domain.outcomes.significance import LineCrossing, crossed, lines_of
from betweenus.domain.outcomes.thresholds import ThresholdTable

if TYPE_CHECKING:
    from betweenus.domain.outcomes.bulk import BulkOutcomes

__all__ = [
    "Change",
    "Counts",
    "DatedTotal",
    "Expected",
    "LineCrossing",
    "Moment",
    "Outcome",
    "Pair",
    "Rates",
    "ScoreRefused",
    "anxiety_pair",
    "classify",
    "crossed",
    "expected",
    "first_and_last",
    "lines_of",
    "outcome",
    "rates",
    "since_best",
    "since_first",
    "tally",
]


def classify(
    phq9_first: object,
    phq9_last: object,
    anxiety_first: object,
    anxiety_last: object,
    *,
    anxiety_measure: str = "gad-7",
    table: ThresholdTable | None = None,
) -> "BulkOutcomes":
    """The outcomes of many courses from four arrays of totals, a place for each course.

    nan, or the mask of a masked array, is no valid score. A course with a score out of range keeps
    its place and is ``refused``. Raises ``Refusal`` for arrays of different lengths or not of
    numbers, and for an anxiety measure whose figures are not known.
    """
    # Late: NumPy takes longer to load than a course to classify.
    from betweenus.domain.outcomes import bulk

    return bulk.classify(
        phq9_first,
        phq9_last,
        anxiety_first,
        anxiety_last,
        anxiety_measure=anxiety_measure,
        table=table,
    )
