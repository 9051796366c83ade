"""Rows of answers as rows of scores: what ``betweenus measures score`` adds to a file.

The answers stand in the columns ``item1``, ``item2`` ...; every row is scored in bulk, and the
few that cannot be are then asked for their reason one by one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

import numpy as np

from betweenus.domain.measures import Measure, NoAnswer
from betweenus.domain.measures.bulk import BulkScores
from betweenus.domain.refusals import Refusal
from betweenus.exchange.row_file import Heading, Row, misfit

_WHOLE = re.compile(r"(-?[0-9]{1,9})(?:\.0+)?")
_BLANK, _IMPOSSIBLE = -1, -2
_LARGEST = 10_000


class Scorer:
    """Adds the scores of one measure to the rows of one file."""

    def __init__(self, measure: Measure, heading: Heading) -> None:
        """Find the columns; raises ``Refusal`` when one is not there."""
        places = {item.number: heading.place(f"item{item.number}") for item in measure.items}
        lacking = [item.number for item in measure.scored_items if places[item.number] is None]
        if lacking:
            raise _lacks(measure, lacking, heading)
        # Questions that do not count may be left out of the file.
        self._places = {number: place for number, place in places.items() if place is not None}
        self._pick = _picker(list(self._places.values()))
        self._measure = measure
        self._heading = heading
        self._codes = _Codes()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns added."""
        others = [scale.id for scale in self._measure.scales if scale.id != "total"]
        category = ["category"] if self._measure.categories else []
        flags = ("case", "complete", "prorated", "risk", "error")
        return ("total", *others, "band", *category, *flags)

    def __call__(self, rows: Sequence[Row]) -> Iterator[tuple[list[str], str]]:
        """For each row the cells to add, and what is wrong with it, or nothing."""
        scores = self._measure.score_many(self._answers(rows))
        cells_of = _as_cells(scores, categories=bool(self._measure.categories))
        for row, cells in zip(rows, cells_of, strict=True):
            error = misfit(row, self._heading) or (self._reason(row) if cells is None else "")
            if error or cells is None:
                yield [""] * (len(self.names) - 1) + [error], error
            else:
                yield [*cells, ""], ""

    def _answers(self, rows: Sequence[Row]) -> np.ndarray:
        """A column for every question, with a blank for one the file leaves out."""
        codes, pick, width = self._codes, self._pick, len(self._heading.names)
        blanks = [""] * width
        cells = [row.cells if len(row.cells) == width else blanks for row in rows]
        found = np.array([codes[cell] for row in cells for cell in pick(row)], dtype=np.int16)
        answers = np.full((len(rows), len(self._measure.items)), _BLANK, dtype=np.int16)
        columns = [number - 1 for number in self._places]
        answers[:, columns] = found.reshape(len(rows), len(columns))
        return answers

    def _reason(self, row: Row) -> str:
        given = {number: answer_of(row.cells[place]) for number, place in self._places.items()}
        return self._measure.reason_of(given) or ""


class _Codes(dict[str, int]):
    """What a cell is as a number. Remembers the usual ones only, so that it never grows."""

    def __init__(self) -> None:
        super().__init__({str(number): number for number in range(100)} | {"": _BLANK})

    def __missing__(self, cell: str) -> int:
        answer = answer_of(cell)
        if answer is None or isinstance(answer, NoAnswer):
            return _BLANK
        small = isinstance(answer, int) and 0 <= answer < _LARGEST
        return int(answer) if small else _IMPOSSIBLE


def answer_of(cell: str) -> int | str | None:
    """A cell as an answer: a whole number (2 or 2.0), a blank, one of the words, or as it is."""
    text = cell.strip()
    if not text:
        return None
    if text.casefold() in tuple(NoAnswer):
        return NoAnswer(text.casefold())
    whole = _WHOLE.fullmatch(text)
    return int(whole[1]) if whole else text


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    if len(places) == 1:  # for one place the library's picker gives the cell, not a row of one
        return lambda cells: (cells[places[0]],)
    pick: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*places)
    return pick


def _as_cells(scores: BulkScores, *, categories: bool) -> Iterator[list[str] | None]:
    """Each form's scores as text; None for one that is refused."""
    figures = [scores.total, *scores.subscales.values()]
    labels = [scores.band, scores.category] if categories else [scores.band]
    columns = [
        *([_figure(value) for value in column.tolist()] for column in figures),
        *([label or "" for label in column] for column in labels),
        *([_WORDS[value] for value in column.tolist()] for column in _flags(scores)),
    ]
    for refused, *cells in zip(scores.refused.tolist(), *columns, strict=True):
        yield None if refused else cells


def _flags(scores: BulkScores) -> tuple[np.ndarray, ...]:
    return scores.case, scores.complete, scores.prorated, scores.risk


_WORDS = {True: "true", False: "false", None: ""}


@lru_cache(maxsize=4096)
def _figure(value: float) -> str:
    """A score in full: whole numbers without a point, and nothing where there is none."""
    if np.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def _lacks(measure: Measure, numbers: Sequence[int], heading: Heading) -> Refusal:
    wanted = ", ".join(f"item{number}" for number in numbers)
    last = measure.scored_items[-1].number
    return Refusal(
        f"The file has no column called {wanted}; it has {', '.join(heading.names)}.",
        f"Name the columns with the answers to {measure.short_title} item1 to item{last}.",
    )
