"""The follow-up review: one to six months after a course, its questionnaires asked beforehand."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.dates import LONDON, propose
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.measures import MeasureRequest
from betweenus.services import booking, clock, measures, progress
from betweenus.services.progress import END_PAIR, FOLLOW_UP, CaseHeader

MONTHS = (1, 3, 6)  # after the end (clinical.md 1.3: "+1..6 mo")


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """What a follow-up could be, and those booked or held already.

    ``suggested`` gives for each number of months a time at the course's usual hour; those gone by
    are left out.
    """

    case: CaseHeader
    ended: date
    mode: str
    place: str
    suggested: dict[int, datetime]
    booked: tuple[Appointment, ...]


def read(*, by: Identity, course_id: UUID) -> FollowUpPage:
    """What to know before a follow-up is booked; raises Refusal while the course goes on."""
    course = progress.load(course_id)
    with booking.booking(by, course) as deed:
        deed.detail["read"] = True
        _needs_ended(course)
        rows = list(course.appointments.order_by("starts_at"))
        return FollowUpPage(
            case=progress.header(course),
            ended=course.ended_on,
            mode=course.mode,
            place=course.place,
            suggested=_suggested(course, rows),
            booked=tuple(row for row in rows if row.kind == FOLLOW_UP),
        )


def _needs_ended(course: Course) -> None:
    if course.ended_on is None:
        raise Refusal(
            "This course has not ended, so there is nothing to follow up yet.",
            "End the course first.",
        )


def _suggested(course: Course, rows: list[Appointment]) -> dict[int, datetime]:
    held = [row for row in rows if row.kind == progress.TREATMENT]
    if not held:
        return {}
    usual = held[-1].starts_at.astimezone(LONDON)
    found = {}
    for months in MONTHS:
        day = _same_weekday(_months_after(course.ended_on, months), usual.weekday())
        first = datetime.combine(day, usual.time(), LONDON)
        (time,) = propose(first, 1, booking.service_breaks())
        if time > clock.now():
            found[months] = time
    return found


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _same_weekday(day: date, weekday: int) -> date:
    """The first such weekday on or after a day."""
    return date.fromordinal(day.toordinal() + (weekday - day.weekday()) % 7)


def plan(
    *, by: Identity, course_id: UUID, starts_at: datetime, mode: str, place: str = ""
) -> Appointment:
    """Book a follow-up and ask PHQ-9 and GAD-7 before it; the same time again is booked once.

    What was still asked for a session that will not be held is asked no longer.
    """
    course = progress.load(course_id)
    with booking.booking(by, course) as deed:
        _needs_ended(course)
        again = course.appointments.filter(kind=FOLLOW_UP, starts_at=starts_at).first()
        if again:
            deed.detail["again"] = True
            return again
        if starts_at <= clock.now():
            raise Refusal("That time is already past.", "Choose one that is ahead.", field="day")
        row = booking.book(
            by=by, course_id=course_id, starts_at=starts_at, kind=FOLLOW_UP, mode=mode, place=place
        )
        if deed.may(Act.ASK_MEASURES):
            _ask(by, course, row)
        return row


def _ask(by: Identity, course: Course, row: Appointment) -> None:
    left = MeasureRequest.objects.filter(
        course=course, moment=progress.TREATMENT, closed_at=None, measure__in=END_PAIR
    )
    for request in left:
        measures.withdraw(by=by, request_id=request.pk)
    for measure in END_PAIR:
        measures.ask(
            by=by,
            person_id=course.person_id,
            course_id=course.pk,
            appointment_id=row.pk,
            measure=measure,
            moment=measures.FOLLOW_UP,
            due_on=row.starts_at.astimezone(LONDON).date(),
        )
