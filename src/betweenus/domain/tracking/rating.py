"""The weekly rating: what is asked, of which week, and when a week may be rated.

Client and therapist each say from 0 to 10 how much the agreed focus showed in a week and how far
the client could step back from it, where it was active, and what new was tried. This is the main
tracker of sessions 5 to 16: coded episodes are too few for it (docs/validation.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from betweenus.domain.refusals import Refusal

HIGHEST = 10
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "outside": "With people in their life now",
        "past": "In what they remembered from earlier",
        "here": "In the session, between the two of us",
    }
)
"""Where a focus may be active; the ids are stored."""
SHOWED: Mapping[int, str] = MappingProxyType({0: "Not at all", 10: "All the time"})
STEPPED_BACK: Mapping[int, str] = MappingProxyType({0: "Not at all", 10: "Every time"})
BACK = 2
"""How many past weeks may still be filled in: later than that, memory has made its own story."""
_WEEK = timedelta(weeks=1)
_FROM_THURSDAY = 3  # of the weekdays from 0: before it, a week is too young to look back on


@dataclass(frozen=True, slots=True)
class Rating:
    """One side's rating of one week; ``stepped_back`` is None where it could not be said.

    ``week`` is its Monday. Raises Refusal when it cannot be a rating.
    """

    week: date
    by_client: bool
    showed: int
    stepped_back: int | None = None
    places: tuple[str, ...] = field(default=())
    tried: str = ""

    def __post_init__(self) -> None:
        """Whole numbers from 0 to 10, known places, and a Monday."""
        assert self.week == monday(self.week), f"{self.week} is no Monday"
        _check(self.showed, "showed")
        if self.stepped_back is not None:
            _check(self.stepped_back, "stepped_back")
        for place in self.places:
            if place not in PLACES:
                raise Refusal(
                    f"{place!r} is no place.", f"Use {', '.join(PLACES)}.", field="places"
                )


def _check(value: int, name: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= HIGHEST:
        raise Refusal(
            f"{value!r} is not a rating.", "Choose a whole number from 0 to 10.", field=name
        )


def monday(day: date) -> date:
    """The first day of this day's week."""
    return day - timedelta(days=day.weekday())


def last_day(week: date) -> date:
    """The Sunday of a week."""
    return week + timedelta(days=6)


def first_week(agreed_on: date) -> date:
    """The first week to be rated: the one after the focus was first agreed.

    With the focus agreed in session 4, that is the week of session 5.
    """
    return monday(agreed_on) + _WEEK


def open_weeks(agreed_on: date | None, today: date, ended_on: date | None) -> tuple[date, ...]:
    """The weeks that may be rated today, newest first: this one and two before it.

    None before the focus was agreed, and none once the course has ended.
    """
    if agreed_on is None or ended_on is not None:
        return ()
    weeks = (monday(today) - back * _WEEK for back in range(BACK + 1))
    return tuple(week for week in weeks if week >= first_week(agreed_on))


def week_to_look_back_on(today: date) -> date:
    """The week one is asked about: from Thursday on the present one, before that the last."""
    return monday(today) if today.weekday() >= _FROM_THURSDAY else monday(today) - _WEEK


def asked_now(weeks: Iterable[date], rated: Iterable[date], today: date) -> date | None:
    """The week a person is asked for by itself: the one to look back on, unless it is rated.

    Weeks before it may be filled in, and nobody is reminded of them.
    """
    week = week_to_look_back_on(today)
    return week if week in set(weeks) - set(rated) else None


def week_at_first(weeks: Iterable[date], asked: date | None, today: date) -> date | None:
    """The week a page opens on: the one asked for, else the one to look back on, else the first."""
    found = tuple(weeks)
    if asked or not found:
        return asked
    back = week_to_look_back_on(today)
    return back if back in found else found[0]


def newest(rows: Iterable[Rating]) -> dict[tuple[date, bool], Rating]:
    """The rating that stands of each week and side, from every version, oldest first."""
    return {(row.week, row.by_client): row for row in rows}
