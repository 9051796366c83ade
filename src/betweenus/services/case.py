"""A case: everything the first page of one course shows, in one act and few queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course import EndCode, Ending, Progress, ending
from betweenus.domain.formulation.focus import Focus, from_parts
from betweenus.domain.formulation.states import FocusState
from betweenus.domain.outcomes import Signal
from betweenus.records.course import Appointment, Course
from betweenus.records.formulation import FocusMove, FocusVersion, Goal, GoalRating
from betweenus.records.notes import SignedNote
from betweenus.services import attention, course_now, progress, scores
from betweenus.services.acting import Deed, acting
from betweenus.services.attention import Item
from betweenus.services.caseload_rows import Slot
from betweenus.services.kept import State
from betweenus.services.prepared import Prepared
from betweenus.services.progress import CaseHeader, CourseFacts
from betweenus.services.scores import Series


@dataclass(frozen=True, slots=True)
class FocusNow:
    """The newest wording of the focus and where it stands."""

    focus: Focus
    state: FocusState


@dataclass(frozen=True, slots=True)
class GoalNow:
    """A goal with its first and its latest rating."""

    words: str
    first: int | None
    latest: int | None


@dataclass(frozen=True, slots=True)
class LastNote:
    """What was left open by the newest signed note."""

    appointment_id: UUID
    held_at: datetime
    number: int | None
    threads: tuple[str, ...]
    plan: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """One course as its therapist or their supervisor finds it when they open it.

    Two pages of one course in the same ``state`` have the same pictures; with None nothing is said
    of that.
    """

    case: CaseHeader
    now: Progress
    facts: CourseFacts
    items: tuple[Item, ...]
    next: Slot | Appointment | None
    next_number: int | None
    series: tuple[Series, ...]
    signals: tuple[Signal, ...]
    focus: FocusNow | None
    goals: tuple[GoalNow, ...]
    last_note: LastNote | None
    ending: Ending
    ending_early: bool
    end_words: str
    end_note: str
    own: bool
    in_emergency: bool
    state: State | None = None


def read(*, by: Identity, course_id: UUID) -> CasePage:
    """The overview of a case."""
    course = load(course_id)
    with acting(
        by=by,
        act=Act.READ_CASE,
        person=course.person_id,
        about=f"course:{course_id}",
        only_reads=True,
    ) as deed:
        found, state = course_now.of(course)
        page = overview(
            deed,
            course,
            found.slots,
            found.facts,
            found.with_words(),
            series=course_now.totals(course, state),
        )
        return replace(page, state=state)


def overview(
    deed: Deed,
    course: Course,
    rows: Sequence[Slot] | Sequence[Appointment],
    facts: CourseFacts,
    now: Progress,
    *,
    series: tuple[Series, ...] | None = None,
) -> CasePage:
    """The overview of a course that came from ``load``; to be called inside the act of its page.

    Its questionnaires are read in full unless they are given.
    """
    series = scores.of_course(course.pk) if series is None else series
    next_row = next((row for row in rows if row.id == now.next_contact), None)
    in_ending = now.phase == now.protocol.phases[-1]
    return CasePage(
        case=progress.header(course, now),
        now=now,
        facts=facts,
        items=attention.items(course, now),
        next=next_row,
        next_number=now.numbers.get(now.next_contact),
        series=series,
        signals=scores.say_signals(series, session=now.used, ending=in_ending),
        focus=_focus(course),
        goals=_goals(course.pk),
        last_note=_last_note(course, rows, now),
        ending=ending(now, facts.artefacts),
        ending_early=course.ending_early,
        end_words=EndCode(course.end_code).words if course.end_code else "",
        end_note=course.end_words,
        own=deed.decision.relation is Relation.OWN,
        in_emergency=deed.decision.relation is Relation.EMERGENCY,
    )


def load(course_id: UUID) -> Course:
    """The course with what its overview counts, and the newest focus: one query, or NotFound."""
    return progress.found(_OVERVIEW.first(course_id))


def _overview(course_id: UUID) -> QuerySet[Course]:
    """A course as its overview reads it."""
    newest = FocusVersion.objects.filter(course=OuterRef("pk")).order_by("-number")
    # A wording that was said, shared and agreed in one breath stands where it went furthest.
    furthest = Case(*(When(state=s, then=place) for place, s in enumerate(FocusState)))
    moved = FocusMove.objects.filter(version__course=OuterRef("pk")).order_by(
        "-version__number", "-at", furthest.desc()
    )
    notes = SignedNote.objects.filter(appointment__course=OuterRef("pk"))
    newest_note = notes.order_by("-appointment__starts_at")
    return (
        attention.attended()
        .filter(pk=course_id)
        .annotate(
            mark=course_now.mark(),
            focus_number=Subquery(newest.values("number")[:1]),
            focus_parts=Subquery(newest.values("parts")[:1]),
            moved_number=Subquery(moved.values("version__number")[:1]),
            moved_to=Subquery(moved.values("state")[:1]),
            note_of=Subquery(newest_note.values("appointment")[:1]),
            note_parts=Subquery(newest_note.values("parts")[:1]),
        )
    )


_OVERVIEW = Prepared(_overview, UUID)


def _focus(course: Course) -> FocusNow | None:
    if course.focus_number is None:
        return None
    moved = course.moved_number == course.focus_number
    return FocusNow(
        from_parts(course.focus_parts),
        FocusState(course.moved_to) if moved else FocusState.DRAFT,
    )


def appointments(course_id: UUID) -> list[Appointment]:
    """Every contact of a course with its signed note, in order: one query; inside an act."""
    return _APPOINTMENTS(course_id)


_APPOINTMENTS = Prepared(
    lambda course_id: (
        Appointment.objects.filter(course=course_id)
        .select_related("signed_note")
        .defer("signed_note__parts")
        .order_by("starts_at")
    ),
    UUID,
)


def _goals(course_id: UUID) -> tuple[GoalNow, ...]:
    return tuple(GoalNow(row.words, row.first, row.latest) for row in _GOALS(course_id))


def _standing_goals(course_id: UUID) -> QuerySet[Goal]:
    ratings = GoalRating.objects.filter(goal=OuterRef("pk"))
    goals = Goal.objects.filter(course=course_id, let_go_at=None).order_by("number")
    return goals.annotate(
        first=Subquery(ratings.order_by("at").values("value")[:1]),
        latest=Subquery(ratings.order_by("-at").values("value")[:1]),
    )


_GOALS = Prepared(_standing_goals, UUID)


def _last_note(
    course: Course, rows: Sequence[Slot] | Sequence[Appointment], now: Progress
) -> LastNote | None:
    row = next((row for row in rows if row.id == course.note_of), None)
    if row is None:
        return None
    parts = course.note_parts
    return LastNote(
        appointment_id=row.id,
        held_at=row.starts_at,
        number=now.numbers.get(row.id),
        threads=tuple(parts.get("threads", ())),
        plan=parts.get("plan", ""),
    )
