"""Figures with a clinical meaning, each with its source and whether anybody has read it there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from, and whether anybody has read it there."""

    words: str
    verified: bool

    @property
    def mark(self) -> str:
        """What must stand beside the value: nothing, or "unverified"."""
        return "" if self.verified else "unverified"


@dataclass(frozen=True, slots=True)
class Cut:
    """A value at and above which something holds; where ``above``, only beyond it."""

    at_least: int | float
    source: Source
    above: bool = False

    def reached(self, value: int | float) -> bool:
        """Whether a value is high enough."""
        return value > self.at_least if self.above else value >= self.at_least

    def __str__(self) -> str:
        return f"{'above' if self.above else 'from'} {self.at_least:g}"


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What a scale allows to be unanswered: ``up_to`` items, and what these then count as.

    ``only`` names the items that may be missing, where not any may.
    """

    rule: str
    up_to: int
    source: Source
    only: tuple[int, ...] = ()

    @property
    def prorates(self) -> bool:
        """Whether what is missing counts as the mean of the others."""
        return self.rule == "prorate"

    def allows(self, without: Collection[int]) -> bool:
        """Whether a scale can be scored without these items."""
        return len(without) <= self.up_to and not (self.only and set(without) - set(self.only))


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the total, from ``at_least`` up to where the next band begins."""

    at_least: int | float
    label: str
    source: Source

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Category:
    """A name for a form that reaches ``at_least`` on each of some scales; the first such counts."""

    label: str
    at_least: Mapping[str, int | float]
    source: Source

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Workings:
    """How a reliable-change figure follows from a sample: z x SD x sqrt(2 x (1 - r))."""

    sd: float
    reliability: float
    kind: str
    z: float
    gives: float
    sample: str
    source: Source


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The change that is more than measurement error alone, and other figures in print for it."""

    amount: int | float
    source: Source
    workings: Workings | None = None
    also_published: tuple[tuple[float, Source], ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a public terminology."""

    code: str
    source: Source


@dataclass(frozen=True, slots=True)
class Loinc:
    """The LOINC codes of the questionnaire and its total; ``source`` is of the items' codes."""

    notice: str
    source: Source
    panel: Code | None
    total: Code | None
