"""Attention: what in a course waits for its therapist, the most pressing first."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from betweenus.domain.course import Level, Progress, State
from betweenus.domain.course.attendance import ATTENDED
from betweenus.records.course import Appointment, Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.safety import RiskTask
from betweenus.services.progress import how_many, with_header

# Two sessions missed in a row is when services ring somebody up. Our own rule.
MISSED_RUN = 2


class Kind(StrEnum):
    """What sort of thing it is; pages choose the link by it."""

    RISK = "risk"
    RED_GATE = "red gate"
    UNRECORDED = "unrecorded"
    MISSED = "missed"
    UNSIGNED = "unsigned"
    LATE = "late"
    AMBER_GATE = "amber gate"
    DIARY = "diary"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what its link goes to is a thing's id, or the artefact it is about.

    ``name`` is what is missing, in a word or three.
    """

    kind: Kind
    words: str
    id: UUID | None = None
    artefact: str = ""
    name: str = ""

    @property
    def pressing(self) -> bool:
        """Whether it comes before everything else in a therapist's day."""
        return self.kind in (Kind.RISK, Kind.UNRECORDED, Kind.UNSIGNED)


@cache
def attended() -> QuerySet[Course]:
    """All courses as ``with_attention`` gives them, put together once; to be filtered."""
    return with_attention(Course.objects.all())


def with_attention(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Courses with their headers and with what is counted for ``items``; one query."""
    tasks = RiskTask.objects.filter(person=OuterRef("person"), acknowledged_at=None)
    unsigned = Appointment.objects.filter(
        course=OuterRef("pk"), attendance__in=ATTENDED, signed_note=None
    )
    unread = DiaryEntry.objects.filter(course=OuterRef("pk"), shared=True, read_at=None)
    return with_header(courses).annotate(
        risk_id=Subquery(tasks.order_by("-urgent", "opened_at").values("pk")[:1]),
        unsigned=how_many(unsigned),
        unsigned_id=Subquery(unsigned.order_by("starts_at").values("pk")[:1]),
        unread=how_many(unread),
    )


def items(course: Course, now: Progress) -> tuple[Item, ...]:
    """What waits, of a course that came from ``with_attention``; the most pressing first."""
    return tuple(_items(course, now))


def _items(course: Course, now: Progress):
    if course.open_risk:
        yield Item(Kind.RISK, _risk_words(course), course.risk_id)
    for appointment_id in now.unrecorded:
        yield Item(Kind.UNRECORDED, "Attendance not recorded", appointment_id)
    if course.unsigned:
        yield Item(
            Kind.UNSIGNED,
            _count(course.unsigned, "note to sign", "notes to sign"),
            course.unsigned_id,
        )
    yield from _gates(now, Level.RED, Kind.RED_GATE)
    if not now.ended:
        yield from _under_way(course, now)
    if course.unread:
        yield Item(Kind.DIARY, _count(course.unread, "new diary entry", "new diary entries"))


def _under_way(course: Course, now: Progress):
    if now.missed_in_a_row >= MISSED_RUN:
        yield Item(Kind.MISSED, f"Missed {now.missed_in_a_row} in a row")
    yield from _gates(now, Level.AMBER, Kind.AMBER_GATE)
    gated = {gate.gate.artefact for gate in now.gates}
    for late in now.in_state(State.LATE):
        if late.task.artefact not in gated:
            name = _lowered(now.protocol.artefact_name(late.task.artefact))
            yield Item(Kind.LATE, f"Missing: {name}", artefact=late.task.artefact, name=name)


def _gates(now: Progress, level: Level, kind: Kind):
    for gate in now.gates:
        if gate.level is level:
            name = _lowered(now.protocol.artefact_name(gate.gate.artefact))
            yield Item(kind, gate.words, artefact=gate.gate.artefact, name=name)


def _risk_words(course: Course) -> str:
    words = _count(course.open_risk, "risk sign", "risk signs")
    return f"{words} to acknowledge" + (", urgent" if course.urgent_risk else "")


def _count(count: int, one: str, many: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {many}"


def _lowered(words: str) -> str:
    """A name in the middle of a sentence; abbreviations stay as they are."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
