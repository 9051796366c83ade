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


SCORING_RULES: dict[str, ScoringRule] = {"sum": summed, "mean": averaged}

# "none": nothing may be missing. "prorate": up to so many may, and the score says so.
MISSING_RULES = ("none", "prorate")


def extremes(rule: str, ranges: Sequence[tuple[int, int]]) -> tuple[Number, Number]:
    """The lowest and highest score a rule can give for items with these lowest and highest values.

    Holds for rules that never fall when an answer rises, which all of ours are.
    """
    score = SCORING_RULES[rule]
    lows = [low for low, _ in ranges]
    highs = [high for _, high in ranges]
    return score(lows, len(lows)), score(highs, len(highs))
