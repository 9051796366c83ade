"""New moments counted in stretches of four weeks, from the day the focus was agreed on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from betweenus.domain.tracking.following import Follows
from betweenus.domain.tracking.share import Counted

WEEKS = 4
_LENGTH = timedelta(weeks=WEEKS)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Four weeks, both ends included, and what the moments told in them say."""

    number: int
    first: date
    last: date
    counted: Counted

    @property
    def weeks(self) -> str:
        """Which weeks after the agreement they are: "Weeks 5 to 8"."""
        return f"Weeks {(self.number - 1) * WEEKS + 1} to {self.number * WEEKS}"


@dataclass(frozen=True, slots=True)
class NewMoments:
    """Moments told after the focus was agreed: in all, by stretches, and those that say nothing.

    ``parts`` is in how many parts the evidence of the focus agrees.
    """

    whole: Counted
    stretches: tuple[Stretch, ...]
    open: int
    parts: int


def new_moments(
    found: Iterable[tuple[date, Follows]], *, agreed_on: date, until: date, parts: int
) -> NewMoments:
    """What moments (the day each was told, and whether it follows) say; older ones are no news."""
    new = [(day, follows) for day, follows in found if agreed_on < day <= until]
    closed = [(day, follows) for day, follows in new if follows is not Follows.OPEN]
    many = max((until - agreed_on).days - 1, 0) // _LENGTH.days + 1
    return NewMoments(
        whole=_counted(closed),
        stretches=tuple(_stretch(closed, agreed_on, number) for number in range(1, many + 1)),
        open=len(new) - len(closed),
        parts=parts,
    )


def _stretch(closed: Sequence[tuple[date, Follows]], agreed_on: date, number: int) -> Stretch:
    first = agreed_on + timedelta(days=1) + (number - 1) * _LENGTH
    last = first + _LENGTH - timedelta(days=1)
    return Stretch(
        number, first, last, _counted([one for one in closed if first <= one[0] <= last])
    )


def _counted(closed: Sequence[tuple[date, Follows]]) -> Counted:
    return Counted(sum(follows is Follows.YES for _, follows in closed), len(closed))
