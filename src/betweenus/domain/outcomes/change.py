"""How somebody's score has changed since their first and their best, in plain words.

The word "reliable" is used only where the measure has a figure for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from betweenus.domain.measures import Measure


@dataclass(frozen=True, slots=True)
class Change:
    """From an earlier total (``since`` "first" or "best") to the latest one.

    ``beyond_error`` says whether it is more than measurement error alone: None if no figure is
    stored. ``better`` is None when nothing changed or the measure has no better side. ``sentence``
    says it all, with its mark where the figure is unverified.
    """

    since: str
    before: float
    now: float
    amount: float
    better: bool | None
    beyond_error: bool | None
    sentence: str

    @property
    def improved(self) -> bool:
        """Reliable improvement."""
        return bool(self.beyond_error and self.better)

    @property
    def deteriorated(self) -> bool:
        """Reliable deterioration."""
        return bool(self.beyond_error and self.better is False)


def since_first(measure: Measure, totals: Sequence[float | None]) -> Change | None:
    """The change from the first to the latest total, oldest first; None if there are not two."""
    valid = [total for total in totals if total is not None]
    return _change(measure, "first", valid[0], valid[-1]) if len(valid) > 1 else None


def since_best(measure: Measure, totals: Sequence[float | None]) -> Change | None:
    """The change from the best earlier total to the latest; None without one or a better side."""
    valid = [total for total in totals if total is not None]
    if len(valid) < 2 or measure.better == "neither":
        return None
    best = min(valid[:-1]) if measure.better == "lower" else max(valid[:-1])
    return _change(measure, "best", best, valid[-1])


def figure(value: float) -> str:
    """A number as a sentence shows it: 6, 13.5, 10.29."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _change(measure: Measure, since: str, before: float, now: float) -> Change:
    # Rounded far below any figure: 72/7 - 30/7 is 6, not 5.999...
    difference = round(now - before, 9)
    beyond = _beyond_error(measure, abs(difference))
    return Change(
        since=since,
        before=before,
        now=now,
        amount=abs(difference),
        better=_better(measure, difference),
        beyond_error=beyond,
        sentence=_sentence(measure, since, difference, beyond),
    )


def _better(measure: Measure, difference: float) -> bool | None:
    if difference == 0 or measure.better == "neither":
        return None
    return (difference < 0) == (measure.better == "lower")


def _beyond_error(measure: Measure, amount: float) -> bool | None:
    stored = measure.reliable_change
    return None if stored is None else amount >= stored.amount


def _sentence(measure: Measure, since: str, difference: float, beyond: bool | None) -> str:
    if difference == 0:
        return f"No change since the {since} score."
    way = "Up" if difference > 0 else "Down"
    moved = f"{way} {figure(abs(difference))} since the {since} score"
    stored = measure.reliable_change
    if stored is None:
        return f"{moved}. No figure is stored for how much of that is measurement error."
    mark = f"; {stored.source.mark}" if stored.source.mark else ""
    if beyond:
        return (
            f"{moved}: more than measurement error alone ({figure(stored.amount)} or more{mark})."
        )
    return f"{moved}: within measurement error (less than {figure(stored.amount)}{mark})."
