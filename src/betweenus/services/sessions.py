"""Sessions: every contact of a course in order, with attendance and the state of its note."""

from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Break, Progress
from betweenus.domain.course.attendance import ATTENDED
from betweenus.domain.course.dates import LONDON
from betweenus.records.course import Appointment
from betweenus.services import case, progress
from betweenus.services.acting import acting
from betweenus.services.progress import TREATMENT, CaseHeader
from betweenus.services.traces import traces


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One contact in the list of sessions, and whether its note is there."""

    appointment: Appointment
    number: int | None
    phase: str
    note: str  # "signed", "to sign", "" when none is wanted yet
    in_break: str  # why there should be no session that day, "" when nothing speaks against it
    off: bool  # the course ended before it


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """Every contact of a course in order, and how many sessions there still are to book."""

    case: CaseHeader
    now: Progress
    lines: tuple[SessionLine, ...]
    breaks: tuple[Break, ...]
    to_book: int
    may_book: bool
    may_record: bool


def read(*, by: Identity, course_id: UUID) -> SessionsPage:
    """Every contact of a course, with attendance and the state of its note."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_CASE, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["page"] = "sessions"
        rows = case.appointments(course_id)
        facts = progress.facts_from(rows, traces([course_id])[course_id])
        now = progress.state(course, facts)
        booked = sum(not r.attendance for r in rows if r.kind == TREATMENT)
        return SessionsPage(
            case=progress.header(course, now),
            now=now,
            lines=tuple(_line(row, now, facts.breaks) for row in rows),
            breaks=facts.breaks,
            to_book=max(now.remaining - booked, 0) if not now.ended else 0,
            may_book=bool(deed.may(Act.BOOK_SESSION)),
            may_record=bool(deed.may(Act.RECORD_ATTENDANCE)),
        )


def _line(row: Appointment, now: Progress, breaks: tuple[Break, ...]) -> SessionLine:
    number = now.numbers.get(row.pk)
    held = row.attendance in ATTENDED
    signed = hasattr(row, "signed_note")
    off = bool(now.ended and not row.attendance and row.kind == TREATMENT and number is None)
    return SessionLine(
        appointment=row,
        number=number,
        phase=now.protocol.phase_of(number).name if number else "",
        note="signed" if signed else "to sign" if held else "",
        in_break="" if row.attendance or off else _break(row, breaks),
        off=off,
    )


def _break(row: Appointment, breaks: tuple[Break, ...]) -> str:
    day = row.starts_at.astimezone(LONDON).date()
    pause = next((pause for pause in breaks if pause.covers(day)), None)
    return (pause.why or "a break") if pause else ""
