"""Published rates from counted outcomes: which courses are above the line, and which below it."""

from collections.abc import Iterable
from dataclasses import dataclass

from betweenus.domain.outcomes.nhs import Outcome


@dataclass(frozen=True, slots=True)
class Counts:
    """How many finished courses ended how. Only finished ones: two attended treatment contacts."""

    finished: int
    not_case: int
    recovered: int
    reliably_recovered: int
    improved: int
    deteriorated: int
    no_change: int

    @property
    def unpaired(self) -> int:
        """Courses of which it cannot be said how they changed."""
        return self.finished - self.improved - self.deteriorated - self.no_change

    @property
    def could_recover(self) -> int:
        """Below the line of recovery: all but those known to have been no case (M192).

        So the unpaired and the unknown count as not recovered.
        """
        return self.finished - self.not_case


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates as fractions of 1; None where there is nobody below the line."""

    recovery: float | None
    reliable_recovery: float | None
    reliable_improvement: float | None
    reliable_deterioration: float | None
    no_reliable_change: float | None
    unpaired: float | None


def tally(outcomes: Iterable[Outcome]) -> Counts:
    """Counts the outcomes of finished courses."""
    seen = list(outcomes)
    return Counts(
        finished=len(seen),
        not_case=sum(o.caseness is False for o in seen),
        recovered=sum(o.recovery is True for o in seen),
        reliably_recovered=sum(o.reliable_recovery is True for o in seen),
        improved=sum(o.reliable_improvement is True for o in seen),
        deteriorated=sum(o.reliable_deterioration is True for o in seen),
        no_change=sum(o.no_reliable_change is True for o in seen),
    )


def rates(counts: Counts) -> Rates:
    """The rates as NHS England publishes them."""
    return Rates(
        recovery=share(counts.recovered, counts.could_recover),
        reliable_recovery=share(counts.reliably_recovered, counts.could_recover),
        reliable_improvement=share(counts.improved, counts.finished),
        reliable_deterioration=share(counts.deteriorated, counts.finished),
        no_reliable_change=share(counts.no_change, counts.finished),
        unpaired=share(counts.unpaired, counts.finished),
    )


def share(part: int, whole: int) -> float | None:
    """A part of a whole as a fraction of 1; None of nothing."""
    return part / whole if whole else None
