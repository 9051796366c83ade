"""Session dates as calendar files (iCalendar, RFC 5545).

A client's file says nothing clinical: a calendar is seen by families and employers. A
therapist's holds initials only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Alarm, Calendar, Event, Timezone

from betweenus.domain.course.dates import LONDON

NEUTRAL_TITLE = "Appointment"
PRODUCT = "-//Between Us//Calendar//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment as a calendar needs it. ``sequence`` grows with every change."""

    id: UUID
    starts_at: datetime
    minutes: int
    place: str = ""
    cancelled: bool = False
    sequence: int = 0
    initials: str = ""
    changed_at: datetime | None = None


def calendar_for_client(
    entries: Iterable[Entry], service: str, *, title: str = NEUTRAL_TITLE
) -> bytes:
    """A client's appointments, with a neutral title and a reminder the day before."""
    entries = tuple(entries)
    calendar = _calendar(service, entries)
    for entry in entries:
        event = _event(entry, title)
        event.add_component(_reminder(title))
        calendar.add_component(event)
    return calendar.to_ical()


def calendar_for_therapist(entries: Iterable[Entry], service: str) -> bytes:
    """A therapist's appointments, each named by the client's initials."""
    entries = tuple(entries)
    calendar = _calendar(service, entries)
    for entry in entries:
        calendar.add_component(_event(entry, entry.initials or NEUTRAL_TITLE))
    return calendar.to_ical()


def _calendar(service: str, entries: tuple[Entry, ...]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", service)
    years = [entry.starts_at.year for entry in entries]
    if years:
        calendar.add_component(
            Timezone.from_tzinfo(
                LONDON,
                first_date=datetime(min(years), 1, 1).date(),
                last_date=datetime(max(years) + 1, 1, 1).date(),
            )
        )
    return calendar


def _event(entry: Entry, title: str) -> Event:
    event = Event()
    start = entry.starts_at.astimezone(LONDON)
    event.add("uid", f"{entry.id}@betweenus")
    event.add("summary", title)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=entry.minutes))
    event.add("dtstamp", entry.changed_at or entry.starts_at)
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
    alarm.add("trigger", timedelta(days=-1))
    return alarm
