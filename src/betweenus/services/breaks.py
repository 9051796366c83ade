"""Breaks: days on which a course does not meet, and where the sessions booked in them go."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Break, Progress
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.course import Break as BreakRow
from betweenus.services import booking, clock, measures, progress
from betweenus.services.acting import acting
from betweenus.services.booking import next_times
from betweenus.services.progress import TREATMENT, CaseHeader


@dataclass(frozen=True, slots=True)
class BreaksPage:
    """The breaks of a course, those of the service, and where the end stands now."""

    case: CaseHeader
    breaks: tuple[BreakRow, ...]
    service_breaks: tuple[Break, ...]
    now: Progress
    may_book: bool


def read(*, by: Identity, course_id: UUID) -> BreaksPage:
    """The breaks that lie in or after today, and the projected end they make."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_CASE, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["page"] = "breaks"
        return BreaksPage(
            case=progress.header(course),
            breaks=tuple(course.breaks.order_by("first_day")),
            service_breaks=tuple(
                pause for pause in booking.service_breaks() if pause.last >= clock.today()
            ),
            now=progress.state(course),
            may_book=bool(deed.may(Act.BOOK_SESSION)),
        )


def set_break(
    *,
    by: Identity,
    course_id: UUID,
    first_day: date,
    last_day: date,
    why: str = "",
    move_sessions: bool = True,
) -> tuple[BreakRow, list[Appointment]]:
    """Record days without sessions; those booked in them move to the end, in free weeks.

    Gives the break and the moved sessions. Raises Refusal when the days are the wrong way round.
    """
    course = progress.load(course_id)
    with booking.booking(by, course) as deed:
        if last_day < first_day:
            raise Refusal("A break ends on or after the day it begins.", field="last_day")
        made = keep_break(by, course, Break(first_day, last_day, why.strip()), clock.now())
        moved = _move_out(course, made) if move_sessions else []
        measures.ask_due(course)
        deed.detail |= {"break": [first_day.isoformat(), last_day.isoformat()]}
        deed.detail["moved"] = len(moved)
        return made, moved


def keep_break(by: Identity, course: Course, pause: Break, at: datetime) -> BreakRow:
    """One break of a course; to be called inside the act."""
    return BreakRow.objects.create(
        course=course,
        first_day=pause.first,
        last_day=pause.last,
        why=pause.why[:60],
        set_at=at,
        set_by_id=by.account_id,
    )


def _move_out(course: Course, pause: BreakRow) -> list[Appointment]:
    inside = [
        row
        for row in course.appointments.filter(kind=TREATMENT, attendance="").order_by("starts_at")
        if pause.first_day <= row.starts_at.astimezone(LONDON).date() <= pause.last_day
    ]
    times = next_times(course, len(inside)) if inside else ()
    for row, time in zip(inside, times, strict=True):
        row.starts_at = time
        row.sequence += 1
        row.save(update_fields=["starts_at", "sequence"])
    return inside


def remove_break(*, by: Identity, course_id: UUID, break_id: UUID) -> None:
    """Take a break back; sessions moved because of it stay where they are."""
    course = progress.load(course_id)
    with booking.booking(by, course) as deed:
        row = course.breaks.filter(pk=break_id).first()
        if row is None:
            raise NotFound("There is no such break.", "It may have been removed already.")
        deed.detail["break removed"] = [row.first_day.isoformat(), row.last_day.isoformat()]
        row.delete()
