"""Days of a course: weekly sessions around breaks, the projected end, and how days are said.

Sessions keep their time on the clock in Europe/London through both clock changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from betweenus.domain.refusals import Refusal

LONDON = ZoneInfo("Europe/London")
WEEK = timedelta(days=7)
LONGEST_BREAK = timedelta(days=366)  # longer is a slip in the year rather than a break in therapy


@dataclass(frozen=True, slots=True)
class Break:
    """Days without sessions, both ends included; a bank holiday is a break of one day.

    ``known_at_start`` is False for one that came up after the dates were agreed (an illness, say):
    it moves the projected end, but not the planned one. Raises Refusal when the days cannot be.
    """

    first: date
    last: date
    why: str = ""
    known_at_start: bool = True

    def __post_init__(self) -> None:
        """A break ends on or after the day it begins, and within a year."""
        if self.last < self.first:
            raise Refusal(
                "The break ends before it begins.",
                "Change its first or its last day.",
                field="last_day",
            )
        if self.last - self.first > LONGEST_BREAK:
            raise Refusal(
                "The break is longer than a year.", "Check the year of both days.", field="last_day"
            )

    def covers(self, day: date) -> bool:
        """Whether this day falls into the break."""
        return self.first <= day <= self.last


def open_days(first: date, breaks: Iterable[Break], count: int) -> tuple[date, ...]:
    """``count`` days a week apart from ``first`` on, leaving out those in a break."""
    breaks = tuple(breaks)
    days: list[date] = []
    day = first
    while len(days) < count:
        if not any(pause.covers(day) for pause in breaks):
            days.append(day)
        day += WEEK
    return tuple(days)


def propose(first: datetime, count: int, breaks: Iterable[Break] = ()) -> tuple[datetime, ...]:
    """``count`` weekly sessions from ``first`` (aware) on, in UTC, at the same London clock time.

    When ``first`` itself falls into a break, the sessions start in the first open week.
    """
    assert first.tzinfo is not None, f"the first session needs a time zone: {first!r}"
    local = first.astimezone(LONDON)
    return tuple(
        datetime.combine(day, local.time(), LONDON).astimezone(UTC)
        for day in open_days(local.date(), breaks, count)
    )


def projected_days(
    booked: Iterable[date], count: int, breaks: Sequence[Break], last: date, today: date
) -> tuple[date, ...]:
    """The days of the ``count`` sessions still to be held, first one first.

    Booked days outside a break come first; those missing follow weekly after the latest of them
    (after ``last``, the latest day so far, when none is booked), on its weekday and never in the
    past.
    """
    ahead = sorted(day for day in booked if not any(pause.covers(day) for pause in breaks))[:count]
    rhythm = ahead[-1] if ahead else last
    weeks = max(-((rhythm - today).days // 7), 1)
    return (*ahead, *open_days(rhythm + weeks * WEEK, breaks, count - len(ahead)))


def weeks_between(earlier: date, later: date) -> int:
    """Whole weeks from one day to another, such as weeks waited; never negative."""
    return max((later - earlier).days // 7, 0)


def say_date(day: date, today: date) -> str:
    """A day as people say it: "Tuesday 3 March", with the year when it is not this year."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def say_time(moment: datetime) -> str:
    """A London time as people say it: "2pm", "2:30pm", "midday"."""
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def say_when(moment: datetime, today: date) -> str:
    """Day and time: "Tuesday 3 March at 2pm"."""
    return f"{say_date(moment.astimezone(LONDON).date(), today)} at {say_time(moment)}"
