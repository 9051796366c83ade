"""The rows of a caseload: where each course of a therapist stands, kept while nothing changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from betweenus.domain.course import Mode, Progress
from betweenus.domain.course.dates import LONDON
from betweenus.records.course import Appointment, Course
from betweenus.records.marks import ChangeMark
from betweenus.services import attention, kept, progress, scores
from betweenus.services.attention import Item, Kind
from betweenus.services.kept import Kept
from betweenus.services.prepared import MOST, Ids, Prepared
from betweenus.services.scores import Series
from betweenus.services.traces import traces


class Slot(NamedTuple):
    """A booked contact as a day shows it; a tuple, because a caseload reads hundreds."""

    id: UUID
    starts_at: datetime
    attendance: str
    kind: str
    minutes: int
    mode: str
    place: str

    @property
    def day(self) -> date:
        """Its day in London."""
        return self.starts_at.astimezone(LONDON).date()

    @property
    def how(self) -> str:
        """How and where it is held."""
        words = Mode(self.mode).words
        return f"{words}, {self.place}" if self.place else words


class Row(NamedTuple):
    """One client: where their course stands, what waits, the last scores, the next session.

    ``numbers`` are what they are found by besides their name. Two rows of one course in the same
    ``state`` differ at most in name and numbers; with None nothing is said of that. A tuple,
    because each page fills in its rows anew.
    """

    course_id: UUID
    now: Progress
    items: tuple[Item, ...]
    next: Slot | None
    unread: int
    slots: tuple[Slot, ...]
    end_code: str = ""
    series: tuple[Series, ...] = ()
    name: str = ""
    called: str = ""
    numbers: tuple[str, ...] = ()
    state: kept.State | None = None

    @property
    def has_risk(self) -> bool:
        """Whether a risk sign waits to be acknowledged."""
        return any(item.kind is Kind.RISK for item in self.items)

    @property
    def is_late(self) -> bool:
        """Whether something should have been done by now."""
        late = (Kind.RED_GATE, Kind.AMBER_GATE, Kind.LATE, Kind.UNRECORDED, Kind.UNSIGNED)
        return any(item.kind in late for item in self.items)

    def last(self, measure: str) -> Series | None:
        """One measure's series, when it was ever answered."""
        return next((found for found in self.series if found.measure.id == measure), None)


class Listed(NamedTuple):
    """A course with whose it is, and the mark that tells whether the rest is still as it was.

    ``ended`` is how many others of this therapist have ended: the same in every row.
    """

    pk: UUID
    name: str
    known_as: str
    local_reference: str
    nhs_number: str
    ended_on: date | None
    mark: UUID | None
    ended: int


def _of(courses: QuerySet[Course], account_id: UUID) -> QuerySet[Course]:
    """Those of everybody this therapist is responsible for."""
    return courses.filter(
        person__responsibilities__account=account_id, person__responsibilities__until=None
    )


def _ended(account_id: UUID) -> QuerySet[Course]:
    return _of(Course.objects.exclude(ended_on=None), account_id)


def _listed(account_id: UUID) -> QuerySet[Course]:
    of_person = {"name", "known_as", "local_reference", "nhs_number"}
    marks = ChangeMark.objects.filter(person_id=OuterRef("person")).values("mark")
    ended = progress.how_many(_ended(account_id), "person__responsibilities__account")
    return (
        _of(Course.objects.annotate(mark=Subquery(marks), ended=ended), account_id)
        .order_by("opened_at", "pk")
        .values_list(*(f"person__{name}" if name in of_person else name for name in Listed._fields))
    )


_ALL = Prepared(_listed, UUID)
_OPEN = Prepared(lambda account_id: _listed(account_id).filter(ended_on=None), UUID)
_ENDED = Prepared(lambda account_id: _ended(account_id).values_list("pk"), UUID)


def of_therapist(account_id: UUID, *, with_ended: bool) -> tuple[list[Row], int]:
    """Every course with where it stands, and how many have ended; to be called inside an act.

    What is not kept is worked out in three queries.
    """
    found = [Listed(*row) for row in (_ALL if with_ended else _OPEN)(account_id)]
    ended = found[0].ended if found else len(_ENDED(account_id))
    return _rows(found), ended


def scored(rows: Iterable[Row]) -> dict[UUID, Row]:
    """These rows with their totals, by course."""
    unlike = {row.course_id: row for row in rows}
    series = totals({row.course_id: row.state for row in unlike.values()})
    return {pk: row._replace(series=series.get(pk, ())) for pk, row in unlike.items()}


def totals(states: Mapping[UUID, kept.State | None]) -> dict[UUID, tuple[Series, ...]]:
    """The totals of each course in its state."""
    return _SERIES.of_each(states, _totals)


def _totals(ids: list[UUID]) -> dict[UUID, tuple[Series, ...]]:
    return scores.of_courses(ids, answers=False)


def _rows(found: list[Listed]) -> list[Row]:
    states = kept.states_of({course.pk: course.mark for course in found})
    standing = _STANDING.of_each(states, _worked_out)
    return [
        standing[course.pk]._replace(
            name=course.name,
            called=course.known_as or course.name,
            numbers=(course.local_reference.casefold(), course.nhs_number),
            state=states[course.pk],
        )
        for course in found
    ]


_STANDING: Kept[Row] = Kept(2000)
_SERIES: Kept[tuple[Series, ...]] = Kept(2000)


class Attended(NamedTuple):
    """A course with what ``attention.items`` and its header ask for; nothing sealed."""

    pk: UUID
    planned_sessions: int
    protocol_text: str
    measure_plan: list | None
    planned_end: date | None
    dna_counts: bool
    ended_on: date | None
    end_code: str
    chosen_phase: str | None
    open_risk: int
    urgent_risk: bool
    risk_id: UUID | None
    unsigned: int
    unsigned_id: UUID | None
    unread: int


_ATTENDED = Prepared(
    lambda ids: attention.attended().filter(pk__in=ids).values_list(*Attended._fields), Ids
)


def _worked_out(ids: list[UUID]) -> dict[UUID, Row]:
    """Where these courses stand, without whose they are."""
    booked = slots(ids)
    left = traces(ids)
    return {one.pk: _row(one, booked[one.pk], left[one.pk]) for one in attended(ids)}


def attended(ids: list[UUID]) -> list[Attended]:
    """These courses with what is counted of each."""
    return [
        Attended(*row)
        for start in range(0, len(ids), MOST)
        for row in _ATTENDED(Ids(ids[start : start + MOST]))
    ]


def slots(ids: list[UUID]) -> dict[UUID, list[Slot]]:
    """What is booked in these courses, in order."""
    gathered: dict[UUID, list[Slot]] = defaultdict(list)
    for start in range(0, len(ids), MOST):
        for course_id, *values in _BOOKED(Ids(ids[start : start + MOST])):
            gathered[course_id].append(Slot(*values))
    return gathered


_BOOKED = Prepared(
    lambda ids: (
        Appointment.objects.filter(course__in=ids)
        .order_by("starts_at")
        .values_list(
            "course_id", "id", "starts_at", "attendance", "kind", "minutes", "mode", "place"
        )
    ),
    Ids,
)


def _row(course: Attended, booked: list[Slot], left: list) -> Row:
    contacts = [progress.contact(s.id, s.starts_at, s.attendance, s.kind) for s in booked]
    now = progress.state(course, progress.gathered(contacts, left))
    return Row(
        course_id=course.pk,
        now=progress.without_words(now),
        items=attention.items(course, now),
        next=next((slot for slot in booked if slot.id == now.next_contact), None),
        unread=course.unread,
        slots=tuple(booked),
        end_code=course.end_code,
    )
