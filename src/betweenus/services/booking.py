"""Booking: the sessions of a course, laid out weekly around breaks, moved, added, called off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Attendance, Break, Mode, propose
from betweenus.domain.course.attendance import CANCELLED
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Appointment, Course
from betweenus.services import clock, measures, progress, service
from betweenus.services.acting import Deed, acting
from betweenus.services.progress import TREATMENT, CaseHeader

KINDS = (TREATMENT, "assessment", progress.FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed session: when, and what speaks against it ("" when nothing does)."""

    starts_at: datetime
    clash: str = ""


@dataclass(frozen=True, slots=True)
class MovePage:
    """An appointment to be moved."""

    case: CaseHeader
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class NextPage:
    """What would be booked next: the next free week, how, where; and how many are still to come."""

    case: CaseHeader
    kind: str
    mode: str
    place: str
    proposed: Proposed | None
    to_book: int


def load(appointment_id: UUID) -> Appointment:
    """An appointment with its course and person; raises NotFound."""
    row = Appointment.objects.select_related("course__person").filter(pk=appointment_id).first()
    if row is None:
        raise NotFound("There is no such session.", "Open it from the list of sessions.")
    return row


def proposal(
    therapist_id: UUID,
    first_session: datetime,
    count: int,
    breaks: Iterable[Break] = (),
    *,
    minutes: int = 50,
) -> tuple[Proposed, ...]:
    """Weekly sessions around these breaks and the service's, each with what it would clash with.

    To be called inside the act that shows it.
    """
    days = propose(first_session, count, (*breaks, *service_breaks()))
    return clashes(therapist_id, days, minutes=minutes)


def service_breaks() -> tuple[Break, ...]:
    """The days the whole service is closed, as a course understands them."""
    return tuple(Break(first, last, why) for first, last, why in service.present().breaks)


def clashes(
    therapist_id: UUID,
    times: Sequence[datetime],
    *,
    minutes: int = 50,
    but: UUID | None = None,
) -> tuple[Proposed, ...]:
    """Each time with whom the therapist sees then; one query. They warn, and never block."""
    if not times:
        return ()
    room = timedelta(hours=12)
    taken = [
        row
        for row in Appointment.objects.select_related("course__person").filter(
            course__therapist=therapist_id,
            course__ended_on=None,
            attendance="",
            starts_at__gte=min(times) - room,
            starts_at__lte=max(times) + room,
        )
        if row.pk != but
    ]
    return tuple(Proposed(time, _clash(time, minutes, taken)) for time in times)


def _clash(time: datetime, minutes: int, taken: Iterable[Appointment]) -> str:
    end = time + timedelta(minutes=minutes)
    for other in taken:
        if other.starts_at < end and time < other.starts_at + timedelta(minutes=other.minutes):
            return f"You see {other.course.person.name} then"
    return ""


def read(*, by: Identity, appointment_id: UUID) -> MovePage:
    """An appointment to be moved; raises Refusal when it has been held or called off."""
    row = load(appointment_id)
    course = progress.load(row.course_id)
    with _changing(by, row) as deed:
        deed.detail["read"] = True
        _needs_open(row)
        return MovePage(progress.header(course), row)


def read_next(*, by: Identity, course_id: UUID) -> NextPage:
    """What a booking would offer: the next free week, or for an ended course a follow-up."""
    course = progress.load(course_id)
    with booking(by, course) as deed:
        deed.detail["read"] = True
        booked = course.appointments.filter(kind=TREATMENT, attendance="").count()
        first = course.appointments.exists() and not course.ended_on
        times = next_times(course, 1) if first else ()
        proposed = clashes(course.therapist_id, times, minutes=course.session_minutes)
        return NextPage(
            case=progress.header(course),
            kind=progress.FOLLOW_UP if course.ended_on else TREATMENT,
            mode=course.mode,
            place=course.place,
            proposed=proposed[0] if proposed else None,
            to_book=course.planned_sessions - course.used - booked,
        )


def book(
    *,
    by: Identity,
    course_id: UUID,
    starts_at: datetime,
    kind: str = TREATMENT,
    minutes: int | None = None,
    mode: str | None = None,
    place: str | None = None,
) -> Appointment:
    """Book one more session, or a follow-up of a course that has ended; the same twice is one.

    Raises Refusal for a kind that is not known, for a session of a course that has ended, for a
    time at which this client has one already, and for a day before the referral.
    """
    course = progress.load(course_id)
    with booking(by, course) as deed:
        if kind not in KINDS:
            raise Refusal(f"{kind!r} is not a kind of appointment.")
        if course.ended_on and kind != progress.FOLLOW_UP:
            raise Refusal(
                "This course has ended.", "Book a follow-up, or open a new course.", field="date"
            )
        meant = (starts_at, kind, "")
        for row in _others(course, starts_at, minutes or course.session_minutes):
            if (row.starts_at, row.kind, row.attendance) == meant:
                deed.detail["again"] = True
                return row
            raise _taken()
        _needs_referral(course, starts_at)
        made = lay_out(course, [starts_at], kind=kind, minutes=minutes, mode=mode, place=place)[0]
        deed.about = f"appointment:{made.pk}"
        deed.detail |= {"booked": kind, "starts at": made.starts_at.isoformat()}
        measures.ask_due(course)
        return made


def _others(
    course: Course, starts_at: datetime, minutes: int, *, but: UUID | None = None
) -> list[Appointment]:
    """The contacts of this client that a session at this time would run into."""
    end, room = starts_at + timedelta(minutes=minutes), timedelta(hours=12)
    near = course.appointments.filter(starts_at__gt=starts_at - room, starts_at__lt=end)
    return [
        row
        for row in near.exclude(attendance__in=CANCELLED).exclude(pk=but)
        if starts_at < row.starts_at + timedelta(minutes=row.minutes)
    ]


def _taken() -> Refusal:
    return Refusal(
        "This client has a session then already.",
        "Choose another time, or move that session first.",
        field="date",
    )


def _needs_referral(course: Course, starts_at: datetime) -> None:
    """A session before the referral is a slip in the year."""
    if starts_at.astimezone(LONDON).date() < course.referral.received_on:
        raise Refusal("That day is before the referral.", "Check the year.", field="date")


def booking(by: Identity, course: Course):
    """The act of booking for a course."""
    return acting(by=by, act=Act.BOOK_SESSION, person=course.person_id, about=f"course:{course.pk}")


def lay_out(
    course: Course,
    times: Iterable[datetime],
    *,
    kind: str = TREATMENT,
    minutes: int | None = None,
    mode: str | None = None,
    place: str | None = None,
) -> list[Appointment]:
    """Book these times; to be called inside the act."""
    chosen = Mode(mode or course.mode)
    return Appointment.objects.bulk_create(
        Appointment(
            course=course,
            kind=kind,
            starts_at=time,
            minutes=minutes or course.session_minutes,
            mode=chosen,
            place=course.place if place is None else place.strip(),
        )
        for time in sorted(times)
    )


def move(
    *,
    by: Identity,
    appointment_id: UUID,
    starts_at: datetime,
    mode: str | None = None,
    place: str | None = None,
    minutes: int | None = None,
) -> Appointment:
    """Move a session that is still ahead to another time, or change how and where it is held.

    Raises Refusal when it has been held or called off already, and as ``book`` does.
    """
    row = load(appointment_id)
    with _changing(by, row) as deed:
        _needs_open(row)
        if _others(row.course, starts_at, minutes or row.minutes, but=row.pk):
            raise _taken()
        _needs_referral(row.course, starts_at)
        deed.detail |= {"from": row.starts_at.isoformat(), "to": starts_at.isoformat()}
        row.starts_at = starts_at
        row.mode = Mode(mode) if mode else row.mode
        row.place = row.place if place is None else place.strip()
        row.minutes = minutes or row.minutes
        row.sequence += 1
        row.save()
        measures.ask_due(row.course)
        return row


def _changing(by: Identity, row: Appointment):
    return acting(
        by=by, act=Act.BOOK_SESSION, person=row.course.person_id, about=f"appointment:{row.pk}"
    )


def _needs_open(row: Appointment) -> None:
    if row.attendance:
        words = Attendance(row.attendance).words.lower()
        raise Refusal(
            f"This session is recorded as: {words}.",
            "Change what is recorded first, or book another session.",
        )


def cancel(
    *,
    by: Identity,
    appointment_id: UUID,
    attendance: str,
    words: str = "",
    replace: bool = False,
) -> Appointment | None:
    """Call off a session, by the client (2) or by the service (4); gives the one put in its place.

    ``replace`` books another, a week after the last one booked and around breaks.
    """
    row = load(appointment_id)
    with _changing(by, row) as deed:
        code = Attendance(attendance)
        if code not in CANCELLED:
            raise Refusal("A session is called off by the client or by the service.")
        _needs_open(row)
        record(by, row, code, words)
        deed.detail |= {"called off": code}
        made = replace_at_end(row.course, deed) if replace else None
        measures.ask_due(row.course)
        return made


def record(by: Identity, row: Appointment, code: Attendance | None, words: str) -> None:
    """Write what became of an appointment; to be called inside the act."""
    row.attendance = code or ""
    row.attendance_words = words.strip()
    row.recorded_at = clock.now() if code else None
    row.recorded_by_id = by.account_id if code else None
    row.sequence += 1
    row.save()


def replace_at_end(course: Course, deed: Deed) -> Appointment:
    """Book one session after the last one booked; to be called inside the act."""
    made = lay_out(course, next_times(course, 1))[0]
    deed.detail["booked"] = made.starts_at.isoformat()
    return made


def next_times(course: Course, count: int, *, but: Iterable[UUID] = ()) -> tuple[datetime, ...]:
    """The next ``count`` free weeks after everything booked, at the course's usual time."""
    rows = list(
        course.appointments.filter(kind=TREATMENT).exclude(pk__in=list(but)).order_by("starts_at")
    )
    if not rows:
        raise Refusal("Nothing is booked yet.", "Book the first session by its date and time.")
    # What was called off may have stood at any time; the usual one is that of the last booked.
    last = next((row for row in reversed(rows) if not row.attendance), rows[-1])
    first = max(last.starts_at, rows[-1].starts_at)
    start = datetime.combine(
        first.astimezone(LONDON).date() + timedelta(days=7),
        last.starts_at.astimezone(LONDON).time(),
        LONDON,
    )
    while start < clock.now():
        start += timedelta(days=7)
    return propose(start, count, (*own_breaks(course), *service_breaks()))


def own_breaks(course: Course) -> tuple[Break, ...]:
    """The breaks recorded for a course."""
    return tuple(Break(row.first_day, row.last_day, row.why) for row in course.breaks.all())
