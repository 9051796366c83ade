"""Sessions to come as a list on paper: a therapist's own, and everybody's for the office.

To be called inside the act of whoever prints them. No sealed word is on a list, so a note on how to
ring somebody safely is only named: whoever wrote it knows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Length
from django.utils.text import slugify

from betweenus.domain.course import Attendance, Mode, Progress, State
from betweenus.domain.course.attendance import CANCELLED
from betweenus.domain.course.dates import LONDON
from betweenus.exchange.downtime import Day, Line, Sessions
from betweenus.records.course import Appointment, Course
from betweenus.records.people import Account
from betweenus.records.teams import Responsibility
from betweenus.services import caseload_rows, clock, service
from betweenus.services.caseload_rows import Row, Slot
from betweenus.services.progress import TREATMENT

AHEAD = timedelta(weeks=2)  # beyond that a list is out of date before it is needed. Own choice.

MAY_LEAVE = "Messages may be left"
NO_MESSAGE = "No messages"
WITH_CARE = "Ring only as agreed: there is a note on it"

_KINDS = {"assessment": "Assessment", "follow-up": "Follow-up"}


class Reach(NamedTuple):
    """How somebody is reached by telephone, and what to mind."""

    phone: str
    may_leave_message: bool
    noted: int  # how long the sealed note on it is: that there is one, without opening it

    @property
    def call(self) -> str:
        """What to mind when ringing."""
        if self.noted:
            return WITH_CARE
        if not self.phone:
            return ""
        return MAY_LEAVE if self.may_leave_message else NO_MESSAGE


def of_each_therapist() -> Iterator[tuple[str, Sessions]]:
    """A list for everybody with somebody in their care, under a name of its own."""
    staff = Account.objects.filter(is_active=True, responsibilities__until=None)
    for pk, name in staff.order_by("name", "pk").values_list("pk", "name").distinct():
        sheet = of_therapist(pk, name)
        if sheet.days or sheet.not_booked:
            yield f"sessions-of-{slugify(name) or 'therapist'}-{pk.hex[:4]}.pdf", sheet


def of_therapist(account_id: UUID, name: str) -> Sessions:
    """What their own caseload says, on paper."""
    rows, _ = caseload_rows.of_therapist(account_id, with_ended=False)
    reach = _reach(row.course_id for row in rows)
    booked = [(row, slot) for row in rows for slot in row.slots if _comes(slot)]
    by_day: dict[date, list[Line]] = defaultdict(list)
    for row, slot in sorted(booked, key=lambda one: (one[1].starts_at, one[0].name)):
        by_day[slot.day].append(_session(row, slot, reach[row.course_id]))
    having = {row.course_id for row, _ in booked}
    rest = sorted((row for row in rows if row.course_id not in having), key=lambda row: row.name)
    return _sheet(
        f"Sessions of {name}",
        "Session",
        by_day,
        tuple(_without(row, reach[row.course_id]) for row in rest),
    )


def _comes(slot: Slot) -> bool:
    return _is_near(slot.day) and slot.attendance not in CANCELLED


def _is_near(day: date) -> bool:
    return clock.today() <= day <= clock.today() + AHEAD


def _reach(courses: Iterable[UUID]) -> dict[UUID, Reach]:
    rows = Course.objects.filter(pk__in=list(courses)).values_list(
        "pk", "person__phone", "person__may_leave_message", Length("person__contact_notes")
    )
    return {pk: Reach(*known) for pk, *known in rows}


def _session(row: Row, slot: Slot, reach: Reach) -> Line:
    number = row.now.numbers.get(slot.id)
    where = _where(row.now, number) if number else _KINDS.get(slot.kind, "Not counted")
    due = row.now.in_state(State.DUE) if number == row.now.session else ()
    return Line(
        time=_time(slot.starts_at),
        name=_named(row),
        phone=reach.phone,
        call=reach.call,
        where=where,
        how=slot.how,
        became=_became(slot.attendance),
        **_waiting(row, tuple(task.task.words for task in due)),
    )


def _became(attendance: str) -> str:
    return Attendance(attendance).words if attendance else ""


def _without(row: Row, reach: Reach) -> Line:
    return Line(
        time="",
        name=_named(row),
        phone=reach.phone,
        call=reach.call,
        where=f"{row.now.used} of {row.now.protocol.sessions} sessions held",
        how="",
        **_waiting(row, ()),
    )


def _named(row: Row) -> str:
    return row.name if row.called in row.name else f"{row.name} ({row.called})"


def _where(now: Progress, number: int) -> str:
    phase = now.phase if number == now.session else now.protocol.phase_of(number)
    return f"Session {number} of {now.protocol.sessions}, {phase.name.lower()}"


def _waiting(row: Row, due: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {
        "first": tuple(item.words for item in row.items if item.pressing),
        "waits": (*(item.words for item in row.items if not item.pressing), *due),
    }


def of_everybody() -> Sessions:
    """Whose, when, and how to reach them; nothing of how anybody is."""
    today = datetime.combine(clock.today(), time.min, LONDON)
    rows = Appointment.objects.filter(
        Q(course__ended_on=None) | ~Q(kind=TREATMENT),
        starts_at__gte=today.astimezone(UTC),
        starts_at__lt=(today + AHEAD + timedelta(days=1)).astimezone(UTC),
    ).exclude(attendance__in=CANCELLED)
    known = "course__person"
    found = rows.order_by("starts_at", f"{known}__name").values_list(
        "starts_at",
        "mode",
        "place",
        "attendance",
        f"{known}_id",
        f"{known}__name",
        f"{known}__phone",
        f"{known}__may_leave_message",
        Length(f"{known}__contact_notes"),
    )
    whose = _whose()
    by_day: dict[date, list[Line]] = defaultdict(list)
    for starts_at, mode, place, attendance, person_id, name, *how in found:
        reach = Reach(*how)
        by_day[starts_at.astimezone(LONDON).date()].append(
            Line(
                time=_time(starts_at),
                name=name,
                phone=reach.phone,
                call=reach.call,
                where=whose.get(person_id, "Nobody"),
                how=", ".join(words for words in (Mode(mode).words, place) if words),
                became=_became(attendance),
            )
        )
    return _sheet("Everybody’s sessions", "Therapist", by_day, ())


def _whose() -> Mapping[UUID, str]:
    rows = Responsibility.objects.filter(until=None).order_by("since")
    return dict(rows.values_list("person_id", "account__name"))


def _sheet(
    title: str, place: str, by_day: Mapping[date, list[Line]], not_booked: tuple[Line, ...]
) -> Sessions:
    now, frame = clock.now(), service.present()
    last = clock.today() + AHEAD
    return Sessions(
        service=frame.name,
        title=f"{title}, {_day(clock.today())} to {_day(last)}",
        made_at=now,
        as_of=f"As of {_day(now.astimezone(LONDON).date())} at {_time(now)}",
        place=place,
        days=tuple(Day(_day(day), tuple(by_day[day])) for day in sorted(by_day)),
        not_booked=not_booked,
        crisis_text=frame.crisis_text,
    )


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _time(moment: datetime) -> str:
    """As the pages say it, but always two digits for the minutes: a list is read in a hurry."""
    local = moment.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"
