"""Where one course stands now: kept while its record stays as it is, for the pages opened all day.

What a therapist wrote for themselves is not among it: why another phase was chosen stays sealed in
what the course left behind, and is opened for the page that says it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import OuterRef, Subquery

from betweenus.domain.course import Progress
from betweenus.domain.outcomes import Signal
from betweenus.records.course import Course
from betweenus.records.marks import ChangeMark
from betweenus.services import attention, caseload_rows, progress, scores
from betweenus.services.attention import Item
from betweenus.services.caseload_rows import Attended, Slot
from betweenus.services.kept import Kept, State, state_of
from betweenus.services.progress import CourseFacts
from betweenus.services.scores import Series
from betweenus.services.traces import Trace, traces


@dataclass(frozen=True, slots=True)
class CourseNow:
    """A course's contacts in order, what it has left behind, and where that puts it today.

    ``counted`` is what is counted of it, ``items`` what waits for its therapist.
    """

    slots: tuple[Slot, ...]
    left: tuple[Trace, ...]
    facts: CourseFacts
    now: Progress
    counted: Attended
    items: tuple[Item, ...]

    def with_words(self) -> Progress:
        """Where it stands, with the reason for another phase where one was chosen."""
        return (
            replace(self.now, override=progress.chosen(self.left))
            if self.now.override
            else self.now
        )


def mark() -> Subquery:
    """The mark of a course's record, as a part of a query of courses."""
    return Subquery(ChangeMark.objects.filter(person_id=OuterRef("person")).values("mark")[:1])


def of(course: Course) -> tuple[CourseNow, State | None]:
    """A course that was read with its ``mark``, and the state it stands so in.

    To be called inside an act; three queries at most.
    """
    state = state_of(course.mark)
    return _NOW.of_each({course.pk: state}, lambda ids: _worked_out(course))[course.pk], state


_NOW: Kept[CourseNow] = Kept(2000)


def _worked_out(course: Course) -> Mapping[UUID, CourseNow]:
    slots = caseload_rows.slots([course.pk])[course.pk]
    left = traces([course.pk])[course.pk]
    contacts = [progress.contact(s.id, s.starts_at, s.attendance, s.kind) for s in slots]
    facts = progress.gathered(contacts, left)
    now = progress.without_words(progress.state(course, facts))
    facts = replace(facts, override=now.override)
    counted = caseload_rows.attended([course.pk])[0]
    items = attention.items(counted, now)
    return {course.pk: CourseNow(tuple(slots), tuple(left), facts, now, counted, items)}


def totals(course: Course, state: State | None) -> tuple[Series, ...]:
    """A course's questionnaires, totals only."""
    return caseload_rows.totals({course.pk: state})[course.pk]


def signals(
    course: Course, state: State | None, series: tuple[Series, ...], now: Progress
) -> tuple[Signal, ...]:
    """What deserves a look in the questionnaires of a course that stands so in this state."""
    return _SIGNALS.of_each(
        {course.pk: state}, lambda ids: {course.pk: scores.say_signals_now(series, now)}
    )[course.pk]


_SIGNALS: Kept[tuple[Signal, ...]] = Kept(2000)
