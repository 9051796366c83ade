"""Calendars: session dates as files; a client’s says nothing clinical, a therapist’s initials."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.attendance import CANCELLED
from betweenus.domain.course.dates import LONDON
from betweenus.exchange.calendar import Entry, calendar_for_client, calendar_for_therapist
from betweenus.records.course import Appointment
from betweenus.services import clock, progress, service
from betweenus.services.acting import acting

# What is further back than this has no place in a working calendar.
BACK = timedelta(weeks=4)


def for_case(*, by: Identity, course_id: UUID) -> bytes:
    """A course's appointments for the client's calendar: neutral, with a reminder the day before.

    The therapist gets the same file, to hand over.
    """
    course = progress.load(course_id)
    with acting(by=by, act=Act.GET_CALENDAR, person=course.person_id, about=f"course:{course_id}"):
        rows = Appointment.objects.filter(course=course_id).select_related("course")
        return calendar_for_client(_entries(rows))


def for_therapist(*, by: Identity) -> bytes:
    """All a therapist's appointments from four weeks ago on, each by the client's initials."""
    with acting(by=by, act=Act.READ_CASELOAD, about="calendar") as deed:
        rows = Appointment.objects.filter(
            course__person__responsibilities__account=by.account_id,
            course__person__responsibilities__until=None,
            starts_at__gte=clock.now() - BACK,
        ).select_related("course__person")
        entries = _entries(rows, named=True)
        deed.detail["appointments"] = len(entries)
        return calendar_for_therapist(entries, service.present().name)


def _entries(rows: Iterable[Appointment], *, named: bool = False) -> list[Entry]:
    return [
        Entry(
            id=row.pk,
            starts_at=row.starts_at,
            minutes=row.minutes,
            place=row.place,
            cancelled=row.attendance in CANCELLED or _off(row),
            sequence=row.sequence + _off(row),
            initials=initials(row.course.person.name) if named else "",
            changed_at=row.recorded_at or row.course.opened_at,
        )
        for row in rows
    ]


def _off(row: Appointment) -> bool:
    """Whether the course ended before it, so that it will not be held."""
    ended = row.course.ended_on
    day = row.starts_at.astimezone(LONDON).date()
    return bool(ended and row.kind == progress.TREATMENT and not row.attendance and day >= ended)


def initials(name: str) -> str:
    """The initials of a name: "T A"."""
    return " ".join(word[0].upper() for word in name.split() if word[0].isalpha())
