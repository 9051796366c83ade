"""The scores of many forms at once, by the same rules from the same file as those of one.

Worked through in chunks, a column at a time: a million PHQ-9 take a fraction of a second. NumPy
is imported here and in the ``bulk_`` modules only, so that who scores one form never loads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.measures.bulk_answers import (
    Array,
    Bools,
    Codes,
    as_forms,
    asked_in,
    chunks,
    impossible,
)
from betweenus.domain.measures.bulk_rules import BULK_RULES
from betweenus.domain.measures.figures import Band, Category, Cut
from betweenus.domain.measures.parts import Item, Scale

Floats = NDArray[np.float64]
MaskedBools = Any  # np.ma.MaskedArray of bool; its type has no stable name across NumPy's versions


@dataclass(frozen=True, slots=True, eq=False)
class BulkScores:
    """A column for each thing a score says, a row for each form, in the order they came.

    - ``total`` and each of ``subscales``: floats, nan where there is no score.
    - ``band``, ``category``: the label, or None.
    - ``case``, ``risk``: true or false, masked where it cannot be said. ``risk`` is whether any
      answer flags risk; ``risk_flags`` has a column of its own for each such question, by number.
    - ``complete``, ``prorated``: true or false.
    - ``missing``: a column for each question that counts, true where it has no number.
    - ``refused``: true where a number is no answer to its question. Such a form keeps its place
      and has no score, no band and no missing answers; ``Measure.score`` says why in a sentence.
    """

    total: Floats
    subscales: Mapping[str, Floats]
    band: NDArray[np.object_]
    case: MaskedBools
    category: NDArray[np.object_]
    complete: Bools
    prorated: Bools
    risk: MaskedBools
    risk_flags: Mapping[int, MaskedBools]
    missing: Bools
    refused: Bools

    def __len__(self) -> int:
        return len(self.refused)


def score_many(
    measure: str,
    items: Sequence[Item],
    scales: Sequence[Scale],
    answers: object,
    *,
    bands: Sequence[Band],
    caseness: Cut | None,
    categories: Sequence[Category] = (),
) -> BulkScores:
    """The scores of an array of whole numbers, a row a form; raises ``Refusal`` if it is no such.

    ``measure`` is the name to say in a refusal.
    """
    forms = as_forms(measure, items, answers)
    asked = asked_in(measure, items, forms.shape[1])
    made = _Columns.empty(len(forms), items, scales)
    for rows, by_item, blank in chunks(forms, asked):
        _score_chunk(made, rows, asked, scales, by_item=by_item, blank=blank)
    total = made.values.get("total", np.full(len(forms), np.nan))
    refused = made.refused
    return BulkScores(
        total=total,
        subscales={name: value for name, value in made.values.items() if name != "total"},
        band=_bands(bands, total),
        case=_cases(caseness, total),
        category=_categories(categories, made.values, len(forms)),
        complete=made.complete,
        prorated=made.prorated,
        risk=np.ma.MaskedArray(made.any_risk(), refused),
        risk_flags={n: np.ma.MaskedArray(flags, refused) for n, flags in made.risk.items()},
        missing=made.missing,
        refused=refused,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """What is filled in chunk by chunk."""

    values: dict[str, Floats]
    complete: Bools
    prorated: Bools
    refused: Bools
    missing: Bools
    risk: dict[int, Bools]

    @classmethod
    def empty(cls, rows: int, items: Sequence[Item], scales: Sequence[Scale]) -> "_Columns":
        scored = sum(item.scored for item in items)
        return cls(
            values={scale.id: np.empty(rows) for scale in scales},
            complete=np.empty(rows, np.bool_),
            prorated=np.zeros(rows, np.bool_),
            refused=np.empty(rows, np.bool_),
            missing=np.empty((rows, scored), np.bool_, order="F"),
            risk={item.number: np.zeros(rows, np.bool_) for item in items if item.risk},
        )

    def any_risk(self) -> Bools:
        found = np.zeros(len(self.refused), np.bool_)
        for flags in self.risk.values():
            found |= flags
        return found


def _score_chunk(
    made: _Columns,
    rows: slice,
    asked: Sequence[Item],
    scales: Sequence[Scale],
    *,
    by_item: Codes,
    blank: Bools,
) -> None:
    refused = impossible(by_item, blank, asked)
    missing = blank[[place for place, item in enumerate(asked) if item.scored]] & ~refused
    made.refused[rows] = refused
    made.missing[rows] = missing.T
    made.complete[rows] = ~missing.any(axis=0) & ~refused
    for item, values, without in zip(asked, by_item, blank, strict=True):
        if item.risk:
            made.risk[item.number][rows] = (values >= item.risk.at_least) & ~without & ~refused
    # A form of nothing but blanks divides by none; what comes of it is put right at once.
    with np.errstate(divide="ignore", invalid="ignore"):
        for scale in scales:
            value, prorated = _score_scale(scale, asked, by_item, blank, refused)
            made.values[scale.id][rows] = value
            made.prorated[rows] |= prorated


def _score_scale(
    scale: Scale, asked: Sequence[Item], by_item: Codes, blank: Bools, refused: Bools
) -> tuple[Array, Bools]:
    """One scale's values, and which of them were prorated."""
    of = len(scale.items)
    points = np.zeros(len(refused), np.int32)
    without = np.zeros(len(refused), np.int16)
    needed = np.zeros(len(refused), np.bool_)
    for item, values, empty in zip(asked, by_item, blank, strict=True):
        if item.number in scale.items:
            points += _keyed(scale, item, values) * ~empty
            without += empty
            if scale.missing.only and item.number not in scale.missing.only:
                needed |= empty
    answered = of - without
    value = BULK_RULES[scale.rule](points, answered, of if scale.missing.prorates else answered)
    unscored = (without > scale.missing.up_to) | needed | (without == of) | refused
    value[unscored] = np.nan
    return value, (without > 0) & ~unscored & scale.missing.prorates


def _keyed(scale: Scale, item: Item, values: Codes) -> Codes:
    if item.number in scale.recoded:
        # A number that is no answer counts as any: its form is refused, or it is blank.
        places = np.searchsorted(item.values, values).clip(0, len(item.values) - 1)
        points: Codes = np.array(scale.recoded[item.number], np.int16)[places]
        return points
    if item.number in scale.reversed:
        return np.int16(min(item.values) + max(item.values)) - values
    return values


def _bands(bands: Sequence[Band], total: Floats) -> NDArray[np.object_]:
    """The label of the last band reached; nan reaches none."""
    reached = np.zeros(len(total), np.intp)
    for band in bands:
        reached += total >= band.at_least
    return np.array([None, *(band.label for band in bands)], dtype=np.object_)[reached]


def _categories(
    categories: Sequence[Category], values: Mapping[str, Floats], rows: int
) -> NDArray[np.object_]:
    """The first category whose scales are all reached; none where one of them has no value."""
    found: NDArray[np.object_] = np.full(rows, None, np.object_)
    open_ = np.ones(rows, np.bool_)
    for category in categories:
        for scale in category.at_least:
            open_ &= ~np.isnan(values[scale])
    for category in categories:
        reached = open_.copy()
        for scale, least in category.at_least.items():
            reached &= values[scale] >= least
        found[reached] = category.label
        open_ &= ~reached
    return found


def _cases(caseness: Cut | None, total: Floats) -> MaskedBools:
    if caseness is None:
        return np.ma.MaskedArray(np.zeros(len(total), np.bool_), np.ones(len(total), np.bool_))
    cut = caseness.at_least
    return np.ma.MaskedArray(total > cut if caseness.above else total >= cut, np.isnan(total))
