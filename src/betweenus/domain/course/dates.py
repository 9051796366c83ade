"""Days of a course: weekly sessions around breaks, the projected end, and how days are said.

Sessions keep their time on the clock in Europe/London through both clock changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WEEK = timedelta(days=7)
# A break longer than this is a mistake in its dates rather than a holiday.
LONGEST_SEARCH = 104  # weeks


@dataclass(frozen=True, slots=True)
class Break:
    """Days without sessions, both ends included."""

    first: date
    last: date
    why: str = ""

    def __post_init__(self) -> None:
        """A break ends on or after the day it begins."""
        assert self.first <= self.last, f"a break from {self.first} to {self.last}"

    def covers(self, day: date) -> bool:
        """Whether this day falls into the break."""
        return self.first <= day <= self.last


def open_days(first: date, breaks: Iterable[Break], count: int) -> tuple[date, ...]:
    """``count`` days a week apart from ``first`` on, leaving out those in a break."""
    breaks = tuple(breaks)
    days: list[date] = []
    day = first
    for _ in range(count + LONGEST_SEARCH):
        if len(days) == count:
            break
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


def projected_end(
    booked: Sequence[date], remaining: int, breaks: Iterable[Break], after: date
) -> date | None:
    """The day of the last session, when ``remaining`` sessions are still to be held.

    Booked days come first; those missing are laid out weekly after the last one (or after
    ``after`` when none is booked). None when nothing remains.
    """
    if remaining <= 0:
        return None
    ahead = sorted(booked)
    if len(ahead) >= remaining:
        return ahead[remaining - 1]
    last = ahead[-1] if ahead else after
    return open_days(last + WEEK, breaks, remaining - len(ahead))[-1]


def weeks_between(earlier: date, later: date) -> int:
    """Whole weeks from one day to another; never negative."""
    return max((later - earlier).days // 7, 0)


def say_date(day: date, today: date) -> str:
    """A day as people say it: "Tuesday 3 March", with the year when it is not this year."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def say_time(moment: datetime) -> str:
    """A time as people say it: "2pm", "2:30pm", "midday"."""
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def say_when(moment: datetime, today: date) -> str:
    """Day and time: "Tuesday 3 March at 2pm"."""
    return f"{say_date(moment.astimezone(LONDON).date(), today)} at {say_time(moment)}"
