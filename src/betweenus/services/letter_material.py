"""The material a letter may pick from: what is on record, each piece with where it stands."""

from collections.abc import Iterator

from betweenus.domain.course.dates import LONDON, say_date
from betweenus.domain.formulation.states import FocusState
from betweenus.domain.letters import Material
from betweenus.records.course import Appointment, Course
from betweenus.records.diary import DiaryEntry
from betweenus.services import clock, focus, goals, scores
from betweenus.services.progress import END_PAIR

__all__ = ["Material", "of_course"]

_MOST_MOMENTS = 12  # the latest diary moments; a letter quotes one or two


def of_course(course: Course) -> tuple[Material, ...]:
    """Everything the letters of this course may pick from; inside an act."""
    return (
        *_focus(course),
        *_goals(course),
        *_scores(course),
        *_sessions_and_quotes(course),
        *_diary(course),
    )


def _focus(course: Course) -> Iterator[Material]:
    for version in focus.versions_of(course.pk):
        if version.state is FocusState.AGREED and version.focus.plain:
            day = say_date(version.moves[-1].at.astimezone(LONDON).date(), clock.today())
            yield Material("agreed_focus", version.focus.plain, f"the focus agreed on {day}")


def _goals(course: Course) -> Iterator[Material]:
    for goal in goals.of_course(course.pk):
        if goal.let_go_at is None:
            yield Material("goals", f"{goal.words}: {goal.says}", f"goal {goal.number}, rated 0-10")


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
