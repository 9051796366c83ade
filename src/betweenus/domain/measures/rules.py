"""The scoring and missing-answer rules a measure's file may name: a few pure functions."""

from collections.abc import Callable, Sequence

Number = int | float
ScoringRule = Callable[[Sequence[int], int], Number]


def summed(values: Sequence[int], of: int) -> Number:
    """The sum; with some of the ``of`` items unanswered, each stands for the mean of the others.

    Multiplying before dividing keeps a whole result exactly whole: 70 / 7 is 10, never 9.999...
    """
    return sum(values) if len(values) == of else sum(values) * of / len(values)


def averaged(values: Sequence[int], of: int) -> Number:
    """The mean of what was answered."""
    return sum(values) / len(values)


def tenfold(values: Sequence[int], of: int) -> Number:
    """Ten times the mean of what was answered, as the CORE questionnaires are scored."""
    return sum(values) * 10 / len(values)


def tenths(values: Sequence[int], of: int) -> Number:
    """The sum in tenths: marks on lines of ten centimetres, read in millimetres."""
    return summed(values, of) / 10


SCORING_RULES: dict[str, ScoringRule] = {
    "sum": summed,
    "mean": averaged,
    "mean x 10": tenfold,
    "sum / 10": tenths,
}

# What may be missing. With "none" nothing. With "prorate" up to so many, each counted as the mean
# of the others, and the score says so. With "leave out" those named, which count as nothing.
MISSING_RULES = ("none", "prorate", "leave out")


def extremes(rule: str, ranges: Sequence[tuple[int, int]]) -> tuple[Number, Number]:
    """The lowest and highest score a rule can give for items with these lowest and highest values.

    The values are as the scale counts them, so that no rule falls when one of them rises.
    """
    score = SCORING_RULES[rule]
    lows = [low for low, _ in ranges]
    highs = [high for _, high in ranges]
    return score(lows, len(lows)), score(highs, len(highs))
