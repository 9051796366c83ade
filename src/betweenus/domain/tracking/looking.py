"""What may be said of mood and the focus for one person: enough weeks, or "cannot tell yet"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from betweenus.domain.tracking.mood import Week, points
from betweenus.domain.tracking.spread import Spread

FEWEST_WEEKS = 8
"""With fewer weeks nothing is said. From eight on, something that is not there was seen in at most
about one look of twenty, and the interval held the truth nine times in ten (docs/validation.md)."""
LEAST_CHANGE = 2
"""The rating has to differ by so many points between two weeks, or there is nothing to compare."""
SURE = 0.95
"""Only what leaves out "no difference" at this interval is put into words."""


@dataclass(frozen=True, slots=True)
class Look:
    """One question to one person's weeks, and the answer in words.

    ``later`` asks about the score of the week after. ``spread`` is None where too little is there.
    """

    measure: str
    later: bool
    weeks: int
    spread: Spread | None
    says: str

    @property
    def tells(self) -> bool:
        """Whether a difference either way is put into words."""
        if self.spread is None:
            return False
        low, high = self.spread.interval(SURE)
        return low > 0 or high < 0


def look(
    measure: str, ratings: Mapping[date, int], scores: Mapping[date, float], *, later: bool
) -> Look:
    """Whether weeks rated higher go with another score; both by the Monday of their week."""
    pairs = _pairs(ratings, scores, later=later)
    if len(pairs) < FEWEST_WEEKS:
        return Look(measure, later, len(pairs), None, _too_few(measure, len(pairs), later=later))
    rated = [week.rating for week in pairs]
    if max(rated) - min(rated) < LEAST_CHANGE:
        says = "Cannot tell: the rating hardly changed in these weeks."
        return Look(measure, later, len(pairs), None, says)
    spread = points(pairs)
    return Look(measure, later, len(pairs), spread, _says(measure, spread, len(pairs), later=later))


def _pairs(ratings: Mapping[date, int], scores: Mapping[date, float], *, later: bool) -> list[Week]:
    wait = timedelta(weeks=1 if later else 0)
    return [
        Week(monday.toordinal() // 7, rating, scores[monday + wait])
        for monday, rating in sorted(ratings.items())
        if monday + wait in scores
    ]


def _too_few(measure: str, weeks: int, *, later: bool) -> str:
    after = f" and a {measure} in the week after" if later else f" and a {measure}"
    have = "1 week has" if weeks == 1 else f"{weeks or 'no'} weeks have"
    return f"Cannot tell yet: {have} both a rating{after}, and it takes {FEWEST_WEEKS}."


def _says(measure: str, spread: Spread, weeks: int, *, later: bool) -> str:
    low, high = spread.interval(SURE)
    after = " in the week after" if later else ""
    if low <= 0 <= high:
        return (
            f"Cannot tell from {weeks} weeks: for each point of the rating {measure}{after} may be"
            f" anything from {_points(low)} to {_points(high)}."
        )
    way = "higher" if low > 0 else "lower"
    least, most = sorted((abs(low), abs(high)))
    return (
        f"In weeks in which the focus showed more, {measure}{after} was {way}: by about"
        f" {abs(spread.middle):.1f} points for each point of the rating (between {least:.1f} and"
        f" {most:.1f}), over {weeks} weeks."
    )


def _points(value: float) -> str:
    """A difference in points: "0.4 lower", "1.2 higher"."""
    return f"{abs(value):.1f} {'lower' if value < 0 else 'higher'}"
