"""The table of cut-offs and reliable change by problem: one version, read from its file."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from betweenus.domain.measures.figures import Source
from betweenus.domain.measures.figures_reading import read_source
from betweenus.domain.measures.tables import Table, read_table
from betweenus.domain.refusals import NotFound

FILE = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value that is reached at it, or (``above``) only beyond it."""

    value: float
    above: bool
    source: Source

    def reached(self, score: float) -> bool:
        """Whether a score, or an amount of change, reaches it."""
        return score > self.value if self.above else score >= self.value


@dataclass(frozen=True, slots=True)
class Row:
    """What the national rules use of one measure; ``plays`` is its part in the outcome."""

    measure: str
    name: str
    plays: str
    problems: tuple[str, ...]
    codes: tuple[str, ...]
    items: int | None
    lowest: float | None
    highest: float | None
    caseness: Threshold | None
    reliable_change: Threshold | None
    source: str
    current: bool
    note: str | None

    @property
    def can_make_an_outcome(self) -> bool:
        """Whether both figures are stored; without either, no outcome may be made with it."""
        return self.caseness is not None and self.reliable_change is not None

    @property
    def marks(self) -> tuple[str, ...]:
        """What must stand beside an outcome made with this row: its unverified figures."""
        figures = (("caseness", self.caseness), ("reliable change", self.reliable_change))
        return tuple(
            f"{self.name} {what} ({figure.value:g}) is unverified"
            for what, figure in figures
            if figure is not None and not figure.source.verified
        )


@dataclass(frozen=True, slots=True)
class ThresholdTable:
    """One version of the table."""

    version: str
    dated: date
    source: str
    rows: tuple[Row, ...]

    def of(self, measure_id: str) -> Row:
        """The row of one measure; raises ``NotFound``."""
        for row in self.rows:
            if row.measure == measure_id:
                return row
        known = ", ".join(row.measure for row in self.rows)
        raise NotFound(f"There are no thresholds for {measure_id!r}.", f"There are for: {known}.")

    def anxiety_measure_for(self, problem: str | None) -> Row:
        """The measure that stands for anxiety with this problem (a name or a code), else GAD-7.

        A measure without both figures cannot make an outcome, so GAD-7 stands in for it too.
        """
        for row in self.rows:
            named = problem in row.problems or problem in row.codes
            if row.plays == "anxiety" and row.current and named and row.can_make_an_outcome:
                return row
        return self.of("gad-7")


@cache
def shipped() -> ThresholdTable:
    """The table that comes with this software."""
    return load_thresholds(FILE)


def load_thresholds(path: Path) -> ThresholdTable:
    """The table in one file; raises ``CatalogueError`` naming file and field."""
    file = read_table(path)
    table = ThresholdTable(
        version=file.text("version"),
        dated=file.day("dated"),
        source=file.text("source"),
        rows=tuple(_row(row) for row in file.tables("rows")),
    )
    file.close()
    measures = [row.measure for row in table.rows]
    if len(set(measures)) < len(measures):
        raise file.wrong("rows", "must hold each measure only once")
    return table


def _row(table: Table) -> Row:
    lowest, highest = _range(table)
    row = Row(
        measure=table.text("measure"),
        name=table.text("name"),
        plays=table.one_of("plays", ("depression", "anxiety", "none")),
        problems=table.texts("problems"),
        codes=table.texts("codes") if table.has("codes") else (),
        items=table.whole("items") if table.has("items") else None,
        lowest=lowest,
        highest=highest,
        caseness=_threshold(table, "caseness"),
        reliable_change=_threshold(table, "reliable_change"),
        source=table.text("source"),
        current=table.flag("current") if table.has("current") else True,
        note=table.text("note") if table.has("note") else None,
    )
    table.close()
    return row


def _range(table: Table) -> tuple[int, int] | tuple[None, None]:
    if not table.has("range"):
        return None, None
    ends = table.wholes("range")
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise table.wrong("range", f"must be the lowest and the highest score, not {list(ends)}")
    return ends[0], ends[1]


def _threshold(row: Table, name: str) -> Threshold | None:
    if not row.has(name):
        return None
    table = row.table(name)
    above = table.has("above")
    threshold = Threshold(table.number("above" if above else "at_least"), above, read_source(table))
    table.close()
    return threshold
