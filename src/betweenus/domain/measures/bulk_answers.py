"""Many forms' answers as one array of whole numbers: which are blank, and which cannot be."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.measures.parts import Item
from betweenus.domain.refusals import Refusal

MISSING = -1
CHUNK = 1 << 15  # rows at a time: the work on them then fits into a processor's own memory

Array = NDArray[Any]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int16]


def as_forms(measure: str, items: Sequence[Item], answers: object) -> Array:
    """The answers as given, seen as an array of forms; raises ``Refusal`` if they are no such."""
    array = np.asanyarray(answers)
    if array.ndim != 2:
        raise Refusal(
            f"{measure}: the answers have {array.ndim} dimensions, not 2.",
            "Give one row for each form and one column for each question.",
        )
    if array.dtype.kind not in "iu":
        raise Refusal(
            f"{measure}: the answers are {array.dtype}, not whole numbers.",
            f"Give an array of integers, with {MISSING} or a mask where there is no answer.",
        )
    asked_in(measure, items, array.shape[1])
    return array


def asked_in(measure: str, items: Sequence[Item], columns: int) -> tuple[Item, ...]:
    """The questions so many columns are about: those that count, or all; raises ``Refusal``."""
    scored = tuple(item for item in items if item.scored)
    for asked in (scored, tuple(items)):
        if len(asked) == columns:
            return asked
    raise Refusal(
        f"{measure} has {len(scored)} questions that count ({len(items)} in all),"
        f" but the answers have {columns} columns.",
        "Give one column for each question, in order.",
    )


def chunks(answers: Array, asked: Sequence[Item]) -> Iterator[tuple[slice, Codes, Bools]]:
    """Which rows, then their answers and whether each is blank, both with a row a question."""
    lowest = min(MISSING, *(min(item.values) for item in asked)) - 1
    highest = max(max(item.values) for item in asked) + 1
    for start in range(0, len(answers), CHUNK):
        rows = slice(start, start + CHUNK)
        some = answers[rows]
        # What lies outside is brought to just outside, so that small numbers can hold it.
        plain = np.ma.getdata(some)
        low = max(lowest, int(np.iinfo(plain.dtype).min))
        high = min(highest, int(np.iinfo(plain.dtype).max))
        by_item = np.clip(plain, low, high).T.astype(np.int16, order="C")
        yield rows, by_item, _blank(some, by_item)


def impossible(by_item: Codes, blank: Bools, asked: Sequence[Item]) -> Bools:
    """Which forms hold a number that is no answer to its question."""
    found = np.zeros(by_item.shape[1], dtype=np.bool_)
    for item, values, without in zip(asked, by_item, blank, strict=True):
        found |= ~(_possible(values, item.values) | without)
    return found


def _possible(values: Codes, answers: Sequence[int]) -> Bools:
    if len(answers) == answers[-1] - answers[0] + 1:
        return (values >= answers[0]) & (values <= answers[-1])
    return np.isin(values, answers)


def _blank(some: Array, by_item: Codes) -> Bools:
    mask = np.ma.getmask(some)
    minus_one: Bools = by_item == MISSING
    return minus_one if mask is np.ma.nomask else minus_one | mask.T
