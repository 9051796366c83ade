"""The scoring rules over whole columns: the same names as in ``rules``, many forms at a time.

A test holds both lists of names equal, and their results equal to the last digit.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
BulkRule = Callable[[Numbers, Numbers, int | Numbers], Numbers]


def summed(points: Numbers, answered: Numbers, of: int | Numbers) -> Numbers:
    """The sum; with some of the ``of`` items unanswered, each stands for the mean of the others.

    Multiplied before it is divided, as for one form: with nothing missing it is the sum itself.
    """
    value: Numbers = np.divide(points * of, answered)
    return value


def averaged(points: Numbers, answered: Numbers, of: int | Numbers) -> Numbers:
    """The mean of what was answered."""
    value: Numbers = np.divide(points, answered)
    return value


def tenfold(points: Numbers, answered: Numbers, of: int | Numbers) -> Numbers:
    """Ten times the mean of what was answered."""
    value: Numbers = np.divide(points * 10, answered)
    return value


def tenths(points: Numbers, answered: Numbers, of: int | Numbers) -> Numbers:
    """The sum in tenths."""
    value: Numbers = summed(points, answered, of) / 10
    return value


BULK_RULES: dict[str, BulkRule] = {
    "sum": summed,
    "mean": averaged,
    "mean x 10": tenfold,
    "sum / 10": tenths,
}
