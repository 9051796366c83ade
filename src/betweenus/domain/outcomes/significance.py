"""Clinically significant change: a change that is reliable and crosses into the usual range.

Jacobson and Truax (1991) give three lines. a: two standard deviations better than the mean of
people in treatment. b: within two standard deviations of the mean of people in general. c: nearer
to the second mean than to the first, each weighed by the other's spread. A line is said only where
its norms are stored; c is preferred where it is, since the two groups overlap.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from betweenus.domain.measures import Measure
from betweenus.domain.measures.figures import Source
from betweenus.domain.measures.figures_reading import read_source
from betweenus.domain.measures.tables import Table, read_table
from betweenus.domain.outcomes.change import figure, since_first

FILE = Path(__file__).with_name("norms.toml")
MEANS = {
    "a": "two standard deviations from the mean of people in treatment",
    "b": "two standard deviations from the mean of people in general",
    "c": "the middle between people in treatment and people in general",
}


@dataclass(frozen=True, slots=True)
class NormGroup:
    """What one group of people scored; ``mean`` is None where it is not known."""

    mean: float | None
    sd: float
    people: int
    source: Source


@dataclass(frozen=True, slots=True)
class Line:
    """One of the three lines, with what it rests on."""

    name: str
    value: float
    source: Source

    @property
    def words(self) -> str:
        """The line in words, with its mark."""
        mark = f", {self.source.mark}" if self.source.mark else ""
        return f"{self.name}: {figure(self.value)} ({MEANS[self.name]}{mark})"


@dataclass(frozen=True, slots=True)
class Norms:
    """The two groups of one measure, and line c where a source prints it."""

    measure: str
    general: NormGroup | None
    treated: NormGroup | None
    between: Line | None

    def lines(self, *, lower_is_better: bool = True) -> tuple[Line, ...]:
        """The lines that can be said, in the order a, b, c."""
        sign = 1 if lower_is_better else -1
        found = [
            _from(self.treated, "a", -2 * sign),
            _from(self.general, "b", 2 * sign),
            self.between or _middle(self.treated, self.general),
        ]
        return tuple(line for line in found if line is not None)


@dataclass(frozen=True, slots=True)
class LineCrossing:
    """Whether a change is clinically significant, by which line, in a sentence."""

    line: Line
    significant: bool
    sentence: str


def lines_of(measure: Measure) -> tuple[Line, ...]:
    """The lines of a measure; empty where no norms are stored."""
    norms = _shipped().get(measure.id)
    return norms.lines(lower_is_better=measure.better == "lower") if norms else ()


def crossed(measure: Measure, totals: tuple[float | None, ...]) -> LineCrossing | None:
    """Whether the change since the first total is clinically significant.

    None where it cannot be said: no norms, no reliable change stored, or not two totals.
    """
    change, lines = since_first(measure, totals), lines_of(measure)
    if change is None or change.beyond_error is None or not lines:
        return None
    line = min(lines, key=lambda one: "cba".index(one.name))
    before, now = _beyond(measure, line, change.before), _beyond(measure, line, change.now)
    significant = change.improved and now and not before
    return LineCrossing(line, significant, _sentence(line, change.improved, before, now))


def _sentence(line: Line, improved: bool, before: bool, now: bool) -> str:
    where = f"Line {line.words}."
    if before:
        return f"Began on the better side of the line, so it cannot be crossed. {where}"
    if not now:
        return f"Not clinically significant: the line is not crossed. {where}"
    if not improved:
        return f"The line is crossed, but by no reliable change. {where}"
    return f"Clinically significant: a reliable change that crosses the line. {where}"


def _beyond(measure: Measure, line: Line, total: float) -> bool:
    return total < line.value if measure.better == "lower" else total > line.value


def _from(group: NormGroup | None, name: str, spreads: int) -> Line | None:
    if group is None or group.mean is None:
        return None
    return Line(name, round(group.mean + spreads * group.sd, 9), group.source)


def _middle(treated: NormGroup | None, general: NormGroup | None) -> Line | None:
    if not treated or not general or treated.mean is None or general.mean is None:
        return None
    weighed = general.sd * treated.mean + treated.sd * general.mean
    verified = treated.source.verified and general.source.verified
    words = f"{treated.source.words}; {general.source.words}"
    return Line("c", round(weighed / (general.sd + treated.sd), 9), Source(words, verified))


@cache
def _shipped() -> dict[str, Norms]:
    return {norms.measure: norms for norms in load_norms(FILE)}


def load_norms(path: Path) -> tuple[Norms, ...]:
    """The norms in one file; raises ``CatalogueError`` naming file and field."""
    file = read_table(path)
    file.text("version")
    found = tuple(_norms(table) for table in file.tables("norms"))
    file.close()
    return found


def _norms(table: Table) -> Norms:
    norms = Norms(
        table.text("measure"),
        _group(table, "general"),
        _group(table, "in_treatment"),
        _between(table),
    )
    table.close()
    return norms


def _group(norms: Table, name: str) -> NormGroup | None:
    if not norms.has(name):
        return None
    table = norms.table(name)
    mean = table.number("mean") if table.has("mean") else None
    group = NormGroup(mean, table.number("sd"), table.whole("people"), read_source(table))
    table.close()
    return group


def _between(norms: Table) -> Line | None:
    if not norms.has("between"):
        return None
    table = norms.table("between")
    line = Line("c", table.number("value"), read_source(table))
    table.close()
    return line
