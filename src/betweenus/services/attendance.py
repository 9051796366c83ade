"""Attendance: what became of a session, and what that changes at once."""

from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Attendance, Progress
from betweenus.domain.course.attendance import ATTENDED, CANCELLED, Mode
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Appointment
from betweenus.records.notes import SignedNote
from betweenus.services import booking, clock, measures, progress
from betweenus.services.acting import acting
from betweenus.services.progress import TREATMENT, CaseHeader


@dataclass(frozen=True, slots=True)
class Effect:
    """What recording attendance changed: where the course stood before, and where after."""

    appointment: Appointment
    before: Progress
    after: Progress
    replacement: Appointment | None = None


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """One appointment and where its course stands, for recording what became of it."""

    case: CaseHeader
    appointment: Appointment
    number: int | None
    now: Progress
    ahead: bool
    replaceable: bool
    missed_count: bool


def read(*, by: Identity, appointment_id: UUID) -> AttendancePage:
    """An appointment, to record what became of it."""
    row = booking.load(appointment_id)
    course = progress.load(row.course_id)
    with acting(
        by=by,
        act=Act.RECORD_ATTENDANCE,
        person=course.person_id,
        about=f"appointment:{appointment_id}",
    ) as deed:
        deed.detail["read"] = True
        now = progress.state(course)
        return AttendancePage(
            case=progress.header(course),
            appointment=row,
            number=now.numbers.get(row.pk),
            now=now,
            ahead=_ahead(row),
            missed_count=course.dna_counts,
            replaceable=row.kind == TREATMENT and course.ended_on is None,
        )


def record_attendance(
    *,
    by: Identity,
    appointment_id: UUID,
    attendance: str,
    words: str = "",
    replace: bool = False,
    mode: str | None = None,
) -> Effect:
    """Record what became of a session (NHS codes 2 to 7), or "" to take a record back.

    ``mode`` says how it was held when that was not as booked.
    ``replace`` books another session at the end when this one was not held. Raises Refusal for
    a session still ahead that is said to have been kept or missed, and for taking attendance
    back from under a signed note.
    """
    row = booking.load(appointment_id)
    with acting(
        by=by,
        act=Act.RECORD_ATTENDANCE,
        person=row.course.person_id,
        about=f"appointment:{appointment_id}",
    ) as deed:
        code = Attendance(attendance) if attendance else None
        _check(row, code)
        course = progress.load(row.course_id)
        before = progress.state(course)
        deed.detail |= {"from": row.attendance, "to": code or ""}
        row.mode = Mode(mode) if mode else row.mode
        booking.record(by, row, code, words)
        held = code is None or code in ATTENDED
        made = None if held or not replace else booking.replace_at_end(course, deed)
        after = progress.state(course)
        measures.ask_due(course, after)
        return Effect(row, before, after, made)


def _check(row: Appointment, code: Attendance | None) -> None:
    if code is not None and code not in CANCELLED and _ahead(row):
        raise Refusal(
            "This session is still ahead.",
            "Call it off or move it; record attendance on the day.",
            field="attendance",
        )
    if code not in ATTENDED and row.attendance in ATTENDED and _note_signed(row):
        raise Refusal(
            "There is a signed note of this session, so it took place.",
            "If the note belongs to another session, say so in an addendum first.",
            field="attendance",
        )


def _ahead(row: Appointment) -> bool:
    """Whether its day is still to come; on the day itself attendance can be recorded."""
    return row.starts_at.astimezone(LONDON).date() > clock.today()


def _note_signed(row: Appointment) -> bool:
    return SignedNote.objects.filter(appointment=row).exists()
