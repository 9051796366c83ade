"""A case: everything the first page of one course shows, in one act and few queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
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
    course = progress.found(_CASE.first(course_id))
    with acting(
        by=by,
        act=Act.READ_CASE,
        person=course.person_id,
        about=f"course:{course_id}",
        only_reads=True,
    ) as deed:
        found, state = course_now.of(course)
        now = found.with_words()
        series = course_now.totals(course, state)
        known = Known(
            rows=found.slots,
            facts=found.facts,
            now=now,
            header=progress.header(course, now, found.counted),
            items=found.items,
            series=series,
            signals=course_now.signals(course, state, series, now),
        )
        page = _page(deed, course, known)
        return replace(page, state=state)


def overview(
    deed: Deed, course: Course, rows: Sequence[Appointment], facts: CourseFacts, now: Progress
) -> CasePage:
    """The overview of a course that came from ``load``, its questionnaires read in full.

    To be called inside the act of its page.
    """
    series = scores.of_course(course.pk)
    known = Known(
        rows=rows,
        facts=facts,
        now=now,
        header=progress.header(course, now),
        items=attention.items(course, now),
        series=series,
        signals=scores.say_signals_now(series, now),
    )
    return _page(deed, course, known)


class Known(NamedTuple):
    """What of an overview is kept while the record stays as it is, or was worked out for it."""

    rows: Sequence[Slot] | Sequence[Appointment]
    facts: CourseFacts
    now: Progress
    header: CaseHeader
    items: tuple[Item, ...]
    series: tuple[Series, ...]
    signals: tuple[Signal, ...]


def _page(deed: Deed, course: Course, known: Known) -> CasePage:
    rows, facts, now = known.rows, known.facts, known.now
    next_row = next((row for row in rows if row.id == now.next_contact), None)
    return CasePage(
        case=known.header,
        now=now,
        facts=facts,
        items=known.items,
        next=next_row,
        next_number=now.numbers.get(now.next_contact),
        series=known.series,
        signals=known.signals,
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
    return progress.found(_COUNTED.first(course_id))


def _written(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Courses with the mark of their record, and the newest focus and note."""
    newest = FocusVersion.objects.filter(course=OuterRef("pk")).order_by("-number")
    # A wording that was said, shared and agreed in one breath stands where it went furthest.
    furthest = Case(*(When(state=s, then=place) for place, s in enumerate(FocusState)))
    moved = FocusMove.objects.filter(version__course=OuterRef("pk")).order_by(
        "-version__number", "-at", furthest.desc()
    )
    notes = SignedNote.objects.filter(appointment__course=OuterRef("pk"))
    newest_note = notes.order_by("-appointment__starts_at")
    return courses.annotate(
        mark=course_now.mark(),
        focus_number=Subquery(newest.values("number")[:1]),
        focus_parts=Subquery(newest.values("parts")[:1]),
        moved_number=Subquery(moved.values("version__number")[:1]),
        moved_to=Subquery(moved.values("state")[:1]),
        note_of=Subquery(newest_note.values("appointment")[:1]),
        note_parts=Subquery(newest_note.values("parts")[:1]),
    )


# What is counted of a course is kept with where it stands, and so not asked for each time.
_CASE = Prepared(
    lambda pk: _written(Course.objects.filter(pk=pk).select_related("person", "therapist")), UUID
)
_COUNTED = Prepared(lambda pk: _written(attention.attended().filter(pk=pk)), UUID)


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
