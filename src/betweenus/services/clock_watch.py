"""Whether the machine's clock was set back behind what is on record, which delays what is due.

Order does not suffer (records/appending.py, and events and versions are numbered). But a sign that
waits longer than it may is passed on later by as much, so somebody has to know.
"""

from datetime import datetime, timedelta

from django.db.models import Max

from betweenus.records.events import Event

# Machines that serve together differ by seconds. Own choice.
APART = timedelta(minutes=2)


class ClockSetBack(Exception):
    """Something on record is of a moment that has not been yet."""


def look(now: datetime) -> int:
    """Raises ClockSetBack; there is nothing to count."""
    newest = Event.objects.aggregate(newest=Max("at"))["newest"]
    if newest is not None and newest - now > APART:
        raise ClockSetBack(f"the newest event is of {newest}, and the clock says {now}")
    return 0
