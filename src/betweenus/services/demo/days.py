"""From "days ago" to moments: everything in the demo is counted back from the day it is made."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from betweenus.domain.course.dates import LONDON

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Days:
    """The day the demo is made, and how far back a story is moved to keep off weekends."""

    today: date
    back: int = 0

    def day(self, days_ago: int) -> date:
        """The day that many days before today; negative numbers are ahead."""
        return self.today - timedelta(days=days_ago + self.back)

    def at(self, days_ago: int, clock: str = "12:00") -> datetime:
        """A moment of that day, on the clock in London."""
        return datetime.combine(self.day(days_ago), time.fromisoformat(clock), LONDON)


def for_course(today: date, some_session_days_ago: int) -> Days:
    """Days for a story: a course that would meet on a weekend is moved back to the Friday.

    A story that meets today is left as it is, so that the demo has sessions whenever it is made.
    """
    weekday = (today - timedelta(days=some_session_days_ago)).weekday()
    meets_today = some_session_days_ago % 7 == 0
    back = weekday - SATURDAY + 1 if weekday >= SATURDAY and not meets_today else 0
    return Days(today, back)
