"""Rows of first and last totals as rows of outcomes: what ``betweenus outcomes classify`` adds."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from betweenus.domain.outcomes import Pair, ScoreRefused, outcome
from betweenus.domain.outcomes.bulk import classify
from betweenus.domain.refusals import Refusal
from betweenus.exchange.row_file import Heading, Row, misfit

READ = ("phq9_first", "phq9_last", "gad7_first", "gad7_last")
ADDED = (
    "caseness",
    "recovery",
    "reliable_improvement",
    "reliable_deterioration",
    "no_reliable_change",
    "reliable_recovery",
    "paired",
)
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,20})?")
_WORDS = {True: "true", False: "false", None: ""}


class Classifier:
    """Adds the outcomes to the rows of one file."""

    names = ADDED

    def __init__(self, heading: Heading) -> None:
        """Find the columns; raises ``Refusal`` when one is not there."""
        found = {name: heading.place(name) for name in READ}
        lacking = [name for name, place in found.items() if place is None]
        if lacking:
            raise Refusal(
                f"The file has no column called {', '.join(lacking)}; it has"
                f" {', '.join(heading.names)}.",
                f"Name the columns with the totals {', '.join(READ)}.",
            )
        self._places = [place for place in found.values() if place is not None]
        self._heading = heading

    def __call__(self, rows: Sequence[Row]) -> Iterator[tuple[list[str], str]]:
        """For each row the cells to add, and what is wrong with it, or nothing."""
        errors = [self._error(row) for row in rows]
        totals = np.array(
            [
                [np.nan] * len(READ) if error else [_total(cell) for cell in self._cells(row)]
                for row, error in zip(rows, errors, strict=True)
            ]
        )
        made = classify(*totals.T)
        columns = [[_WORDS[value] for value in getattr(made, name).tolist()] for name in ADDED]
        for place, cells in enumerate(zip(*columns, strict=True)):
            error = errors[place] or (_reason(totals[place]) if made.refused[place] else "")
            yield [""] * len(ADDED) if error else list(cells), error

    def _cells(self, row: Row) -> list[str]:
        return [row.cells[place].strip() for place in self._places]

    def _error(self, row: Row) -> str:
        if wrong := misfit(row, self._heading):
            return wrong
        for name, cell in zip(READ, self._cells(row), strict=True):
            if cell and not _NUMBER.fullmatch(cell):
                return f"{name}: {cell[:40]!r} is not a number."
        return ""


def _total(cell: str) -> float:
    return float(cell) if cell else float("nan")


def _reason(totals: np.ndarray) -> str:
    """What one course alone is refused with."""
    known = [None if np.isnan(total) else _plain(float(total)) for total in totals]
    try:
        outcome(Pair(known[0], known[1]), Pair(known[2], known[3]))
    except ScoreRefused as refused:
        return refused.what
    return ""


def _plain(total: float) -> float:
    return int(total) if total.is_integer() else total
