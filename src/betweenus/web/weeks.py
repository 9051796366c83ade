"""How a week is said, and which one a page was asked for."""

from datetime import date

from django.http import HttpRequest

from betweenus.domain.tracking.rating import last_day, monday
from betweenus.services import clock

_NAMES = {0: "This week", 1: "Last week", 2: "The week before last"}


def week_words(week: date) -> str:
    """A week as it is said beside others: "This week (9 to 15 February)"."""
    back = (monday(clock.today()) - week).days // 7
    return f"{_NAMES.get(back, 'The week')} ({span_words(week)})"


def span_words(week: date) -> str:
    """Its days: "9 to 15 February", "26 January to 1 February"."""
    sunday = last_day(week)
    month = "" if week.month == sunday.month else f" {week:%B}"
    return f"{week.day}{month} to {sunday.day} {sunday:%B}"


def asked_week(request: HttpRequest) -> date | None:
    """The week in a form or an address; None when there is none, or it is no day."""
    try:
        day = date.fromisoformat(request.POST.get("week") or request.GET.get("week") or "")
    except ValueError:
        return None
    return monday(day)
