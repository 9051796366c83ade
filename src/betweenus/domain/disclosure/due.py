"""By when a request for a copy is to be answered."""

from calendar import monthrange
from datetime import date

MONTHS = 1
"""One calendar month; clinical.md 7.2, found: ICO."""
MONTHS_MORE = 2
"""May be added when a request is complex, and the person is told so within the first month."""


def answer_due(received: date, *, extended: bool = False) -> date:
    """The last day for the answer: the same day of the month, or its last day."""
    months = received.month - 1 + MONTHS + (MONTHS_MORE if extended else 0)
    year, month = received.year + months // 12, months % 12 + 1
    return date(year, month, min(received.day, monthrange(year, month)[1]))
