"""A service's own changes to the table of thresholds: each a version, none ever lost."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from betweenus.domain.measures.figures import Source
from betweenus.domain.outcomes.thresholds import Row, Threshold, ThresholdTable
from betweenus.domain.refusals import Refusal

FIGURES = {"caseness": "Case from", "reliable_change": "Reliable change from"}


@dataclass(frozen=True, slots=True)
class Revision:
    """One figure of one measure as it holds from a day on, and where it comes from."""

    on: date
    measure: str
    figure: str
    value: float
    source: str


def revised(table: ThresholdTable, revisions: Iterable[Revision]) -> ThresholdTable:
    """The table after these changes, oldest first; its version counts them: "1", "1.1", "1.2".

    A figure somebody entered stays unverified: nobody else has read it in its source.
    """
    made = tuple(revisions)
    if not made:
        return table
    rows = {row.measure: row for row in table.rows}
    for one in made:
        rows[one.measure] = _with(rows[one.measure], one)
    version = f"{table.version}.{len(made)}"
    return replace(table, version=version, dated=made[-1].on, rows=tuple(rows.values()))


def check_revision(table: ThresholdTable, revision: Revision) -> None:
    """Refuse a figure that cannot be one, or that changes nothing; raises ``Refusal``."""
    row = table.of(revision.measure)
    if revision.figure not in FIGURES:
        raise Refusal("There is no such figure.", "Choose one from the list.", field="figure")
    if not revision.source.strip():
        raise Refusal("Say where the figure comes from.", field="source")
    _check_size(row, revision)
    before = getattr(row, revision.figure)
    same = before and (before.value, before.source.words) == (revision.value, revision.source)
    if same:
        raise Refusal("That is the figure as it stands.", "Change it, then save.", field="value")


def _check_size(row: Row, revision: Revision) -> None:
    lowest, highest = row.lowest, row.highest
    if revision.value <= 0:
        raise Refusal("The figure must be above 0.", field="value")
    if lowest is None or highest is None:
        return
    widest = highest if revision.figure == "caseness" else highest - lowest
    if revision.value > widest:
        raise Refusal(f"{row.name} goes no further than {widest:g}.", field="value")


def _with(row: Row, revision: Revision) -> Row:
    before: Threshold | None = getattr(row, revision.figure)
    above = before.above if before else False
    threshold = Threshold(revision.value, above, Source(revision.source, verified=False))
    if revision.figure == "caseness":
        return replace(row, caseness=threshold)
    return replace(row, reliable_change=threshold)
