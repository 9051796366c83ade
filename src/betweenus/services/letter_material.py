"""The material a letter may pick from: what is on record, each piece with where it stands."""

from collections.abc import Iterator
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery

from betweenus.domain.course.dates import LONDON, say_date
from betweenus.domain.formulation.focus import from_parts
from betweenus.domain.formulation.goals import say_change
from betweenus.domain.formulation.states import FocusState
from betweenus.domain.letters import LetterKind, Material
from betweenus.records.course import Appointment, Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.formulation import FocusMove, FocusVersion, Goal
from betweenus.services import clock, scores
from betweenus.services.progress import END_PAIR

__all__ = ["Material", "of_course", "with_material"]

_MOST_MOMENTS = 12  # the latest diary moments; a letter quotes one or two


def with_material(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Courses with the focus that stands agreed, as a part of the query that loads them."""
    moves = FocusMove.objects.filter(version=OuterRef("pk")).order_by("-at")
    agreed = (
        FocusVersion.objects.filter(course=OuterRef("pk"))
        .annotate(
            stands=Subquery(moves.values("state")[:1]), since=Subquery(moves.values("at")[:1])
        )
        .filter(stands=FocusState.AGREED)
        .order_by("-number")
    )
    return courses.annotate(
        agreed_parts=Subquery(agreed.values("parts")[:1]),
        agreed_at=Subquery(agreed.values("since")[:1]),
    )


def of_course(course: Course, kind: LetterKind) -> tuple[Material, ...]:
    """What a letter of this kind may pick from, of a course loaded ``with_material``.

    Inside an act; what no section of it may quote is not read.
    """
    wanted = {name for section in kind.sections for name in section.material}
    found = []
    if "agreed_focus" in wanted:
        found += _focus(course)
    if "goals" in wanted:
        found += _goals(course)
    if "scores" in wanted:
        found += _scores(course)
    if wanted & {"sessions", "quotes"}:
        found += _sessions_and_quotes(course)
    if "diary" in wanted:
        found += _diary(course)
    return tuple(piece for piece in found if piece.kind in wanted)


def _focus(course: Course) -> Iterator[Material]:
    plain = from_parts(course.agreed_parts).plain if course.agreed_parts else ""
    if plain:
        day = say_date(course.agreed_at.astimezone(LONDON).date(), clock.today())
        yield Material("agreed_focus", plain, f"the focus agreed on {day}")


def _goals(course: Course) -> Iterator[Material]:
    rows = (
        Goal.objects.filter(course=course, let_go_at=None)
        .order_by("number", "ratings__at")
        .values_list("number", "words", "ratings__value")
    )
    for (number, words), ratings in groupby(rows, lambda row: row[:2]):
        values = [value for *_, value in ratings if value is not None]
        yield Material("goals", f"{words}: {say_change(values)}", f"goal {number}, rated 0-10")


def _scores(course: Course) -> Iterator[Material]:
    for series in scores.of_course(course.pk):
        valid = [point for point in series.points if point.total is not None]
        if series.measure.id in END_PAIR and len(valid) > 1:
            name = series.measure.short_title
            yield Material(
                "scores",
                f"{name} {valid[0].total:g} at the start, {valid[-1].total:g} now",
                f"{name}, {say_date(valid[-1].answered_on, clock.today())}",
            )


def _sessions_and_quotes(course: Course) -> Iterator[Material]:
    """How many sessions were held, and the client's words kept in signed notes."""
    held = list(
        Appointment.objects.filter(course=course, kind="treatment", attendance__in=("5", "6"))
        .select_related("signed_note")
        .order_by("starts_at")
    )
    if held:
        first, last = (row.starts_at.astimezone(LONDON).date() for row in (held[0], held[-1]))
        today = clock.today()
        yield Material(
            "sessions",
            f"{len(held)} sessions, {say_date(first, today)} to {say_date(last, today)}",
            "attendance",
        )
    for number, row in enumerate(held, start=1):
        note = getattr(row, "signed_note", None)
        for quote in note.parts.get("quotes", ()) if note else ():
            yield Material("quotes", quote, f"the client, session {number}")


def _diary(course: Course) -> Iterator[Material]:
    entries = DiaryEntry.objects.filter(course=course, shared=True).order_by("-happened_on")
    for entry in entries[:_MOST_MOMENTS]:
        text = entry.parts.get("what_happened") or entry.parts.get("felt")
        if text:
            day = say_date(entry.happened_on, clock.today())
            yield Material("diary", text, f"the client’s diary, {day}")
