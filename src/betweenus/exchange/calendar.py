"""Session dates as calendar files (iCalendar, RFC 5545).

A client's file says nothing clinical, not even the service's name: a calendar is seen by families
and employers. A therapist's holds initials only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import (
    Alarm,
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
)

from betweenus.domain.course.dates import LONDON

NEUTRAL_TITLE = "Appointment"
PRODUCT = "-//Between Us//Calendar//EN"
DAY_BEFORE = timedelta(days=-1)
# Clock changes are written in the clock time just before them (RFC 5545, 3.6.5), so without a zone.
FORWARD = datetime(1996, 3, 31, 1)  # noqa: DTZ001
BACK = datetime(1996, 10, 27, 2)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment as a calendar needs it.

    ``starts_at`` is aware; ``sequence`` grows with every change, so that calendars replace what
    they hold. ``place`` is shown as it is, to the client too: keep it to an address or a room.
    """

    id: UUID
    starts_at: datetime
    minutes: int
    place: str = ""
    cancelled: bool = False
    sequence: int = 0
    initials: str = ""
    changed_at: datetime | None = None


def calendar_for_client(
    entries: Iterable[Entry], *, title: str = NEUTRAL_TITLE, remind: bool = True
) -> bytes:
    """A client's appointments under a neutral title, with a reminder a day before if wanted."""
    calendar = _calendar(title)
    for entry in entries:
        event = _event(entry, title)
        if remind and not entry.cancelled:
            event.add_component(_reminder(title))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def calendar_for_therapist(entries: Iterable[Entry], service: str) -> bytes:
    """A therapist's appointments, each named by the client's initials."""
    calendar = _calendar(service)
    for entry in entries:
        calendar.add_component(_event(entry, entry.initials or NEUTRAL_TITLE))
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add_component(_london())
    return calendar


def _london() -> Timezone:
    """The clock changes of Europe/London since 1996; some calendars know no zones of their own."""
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    zone.add_component(_clocks(TimezoneDaylight(), "BST", FORWARD, 0, 1))
    zone.add_component(_clocks(TimezoneStandard(), "GMT", BACK, 1, 0))
    return zone


def _clocks(change: Component, name: str, first: datetime, before: int, after: int) -> Component:
    """One of the two yearly changes: on the last Sunday of the month, from then on."""
    change.add("tzname", name)
    change.add("dtstart", first)
    change.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1SU"})
    change.add("tzoffsetfrom", timedelta(hours=before))
    change.add("tzoffsetto", timedelta(hours=after))
    return change


def _event(entry: Entry, title: str) -> Event:
    event = Event()
    start = entry.starts_at.astimezone(LONDON)
    # Added as a duration of real time: an hour is an hour even across a clock change.
    end = (entry.starts_at.astimezone(UTC) + timedelta(minutes=entry.minutes)).astimezone(LONDON)
    event.add("uid", f"{entry.id}@betweenus")
    event.add("summary", title)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("dtstamp", (entry.changed_at or entry.starts_at).astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    if entry.place:
        event.add("location", entry.place)
    return event


def _reminder(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", DAY_BEFORE)
    return alarm
