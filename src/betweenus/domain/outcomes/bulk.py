"""The NHS outcome of many courses at once: the rules of ``nhs``, over whole columns.

Those rules, their sources and our two readings of them are told there; a test holds both equal.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.outcomes.nhs import anxiety_row
from betweenus.domain.outcomes.thresholds import Row, Threshold, ThresholdTable, shipped
from betweenus.domain.refusals import Refusal

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
MaskedBools = Any  # np.ma.MaskedArray of bool; its type has no stable name across NumPy's versions


@dataclass(frozen=True, slots=True, eq=False)
class BulkOutcomes:
    """A column for each thing an outcome says, a row for each course, in the order they came.

    True or false, masked where it does not apply or is not known. ``refused`` is true where a
    score cannot be one: such a course keeps its place, everything of it is masked, and
    ``outcome`` says why in a sentence. ``notes`` are the marks of unverified figures.
    """

    caseness: MaskedBools
    recovery: MaskedBools
    reliable_improvement: MaskedBools
    reliable_deterioration: MaskedBools
    no_reliable_change: MaskedBools
    reliable_recovery: MaskedBools
    paired: MaskedBools
    refused: Bools
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.refused)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """The first and last totals of one measure; nan is no valid score."""

    first: Floats
    last: Floats
    row: Row

    @property
    def rise(self) -> Floats:
        """Rounded far below any figure, as that of one pair."""
        rise: Floats = np.round(self.last - self.first, 9)
        return rise


def classify(
    phq9_first: object,
    phq9_last: object,
    anxiety_first: object,
    anxiety_last: object,
    *,
    anxiety_measure: str = "gad-7",
    table: ThresholdTable | None = None,
) -> BulkOutcomes:
    """The outcomes of many courses from four columns of totals, a place for each course.

    nan, or the mask of a masked array, is no valid score. Raises ``Refusal`` for columns of
    different lengths or not of numbers, and for an anxiety measure whose figures are not known.
    """
    table = table or shipped()
    columns = _columns((phq9_first, phq9_last, anxiety_first, anxiety_last))
    phq9 = _Pairs(columns[0], columns[1], table.of("phq-9"))
    anxiety = _Pairs(columns[2], columns[3], anxiety_row(anxiety_measure, table))
    refused = _impossible(phq9) | _impossible(anxiety)
    return _classified(phq9, anxiety, refused)


def _classified(phq9: _Pairs, anxiety: _Pairs, refused: Bools) -> BulkOutcomes:
    pairs = (phq9, anxiety)
    case = _any_case(phq9.first, anxiety.first, pairs)
    case_known = case | ~(np.isnan(phq9.first) | np.isnan(anxiety.first))
    paired = ~np.isnan(phq9.first + phq9.last + anxiety.first + anxiety.last)
    recovered = paired & ~_any_case(phq9.last, anxiety.last, pairs)
    up = _reached(phq9.rise, phq9.row.reliable_change)
    up |= _reached(anxiety.rise, anxiety.row.reliable_change)
    down = _reached(-phq9.rise, phq9.row.reliable_change)
    down |= _reached(-anxiety.rise, anxiety.row.reliable_change)
    improved, worse = down & ~up, up & ~down

    def where(known: Bools, value: Bools) -> MaskedBools:
        return np.ma.MaskedArray(value, ~known | refused)

    return BulkOutcomes(
        caseness=where(case_known, case),
        recovery=where(case, recovered),
        reliable_improvement=where(paired, improved),
        reliable_deterioration=where(paired, worse),
        no_reliable_change=where(paired, ~improved & ~worse),
        reliable_recovery=where(case, recovered & improved),
        paired=where(~refused, paired),
        refused=refused,
        notes=tuple(mark for one in pairs for mark in one.row.marks),
    )


def _any_case(phq9: Floats, anxiety: Floats, pairs: tuple[_Pairs, _Pairs]) -> Bools:
    return _reached(phq9, pairs[0].row.caseness) | _reached(anxiety, pairs[1].row.caseness)


def _reached(scores: Floats, figure: Threshold | None) -> Bools:
    """Where scores, or amounts of change, reach a figure; nan reaches none."""
    assert figure is not None
    reached: Bools = scores > figure.value if figure.above else scores >= figure.value
    return reached


def _impossible(pairs: _Pairs) -> Bools:
    found = np.zeros(len(pairs.first), np.bool_)
    if pairs.row.lowest is not None and pairs.row.highest is not None:
        for scores in (pairs.first, pairs.last):
            found |= (scores < pairs.row.lowest) | (scores > pairs.row.highest)
    return found


def _columns(given: tuple[object, ...]) -> list[Floats]:
    columns = [_column(one) for one in given]
    lengths = {len(one) for one in columns}
    if len(lengths) > 1:
        raise Refusal(
            f"The columns of scores have different lengths: {sorted(lengths)}.",
            "Give each course a place in every column, with nan where there is no score.",
        )
    return columns


def _column(given: object) -> Floats:
    column = np.asanyarray(given)
    if column.ndim != 1 or column.dtype.kind not in "iuf":
        raise Refusal(
            f"A column of scores has {column.ndim} dimensions and holds {column.dtype}.",
            "Give one row of numbers, with nan where there is no score.",
        )
    return np.ma.filled(column.astype(np.float64), np.nan)
