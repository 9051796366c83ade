"""The caseload: a therapist's day and everybody in their care, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Mode, Progress, State, TaskState
from betweenus.domain.course.dates import LONDON
from betweenus.domain.people import tidy_nhs_number
from betweenus.domain.referral import State as ReferralState
from betweenus.domain.referral import Task
from betweenus.records.course import Appointment, Course
from betweenus.records.referral import Referral
from betweenus.services import attention, clock, progress, scores
from betweenus.services.acting import acting
from betweenus.services.attention import Item, Kind
from betweenus.services.prepared import MOST, Ids, Prepared
from betweenus.services.scores import Series
from betweenus.services.traces import traces

PAGE_SIZE = 25
SHOWS = ("", "late", "risk", "unread", "ended")
SORTS = ("next", "attention", "session", "name")


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


@dataclass(frozen=True, slots=True)
class Row:
    """One client: where their course stands, what waits, the last scores, the next session.

    ``numbers`` are what they are found by besides their name.
    """

    course_id: UUID
    name: str
    called: str
    numbers: tuple[str, ...]
    now: Progress
    items: tuple[Item, ...]
    next: Slot | None
    unread: int
    slots: tuple[Slot, ...]
    end_code: str = ""
    series: tuple[Series, ...] = ()

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


@dataclass(frozen=True, slots=True)
class TodaySession:
    """A session of today, its number, and what is to be done in and before it."""

    slot: Slot
    row: Row
    number: int | None
    tasks: tuple[TaskState, ...]
    unanswered: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Whether what became of it is recorded."""
        return bool(self.slot.attendance)


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody accepted whose course waits to be opened."""

    referral_id: UUID
    name: str
    received_on: date


@dataclass(frozen=True, slots=True)
class CaseloadPage:
    """A therapist's home. ``counts`` are of everybody open, by show and by phase."""

    today: tuple[TodaySession, ...]
    pressing: tuple[tuple[Row, Item], ...]
    rows: tuple[Row, ...]
    ready: tuple[Ready, ...]
    counts: Mapping[str, int]
    phases: tuple[tuple[str, str], ...]
    found: int
    total: int
    page: int
    pages: int


def read(
    *,
    by: Identity,
    sort: str = "next",
    filter: str = "",  # noqa: A002 - the word people use for it
    phase: str = "",
    search: str = "",
    page: int = 1,
) -> CaseloadPage:
    """Today's sessions, what comes first, and a page of the people in this therapist's care.

    ``filter`` is one of SHOWS, ``phase`` a phase's id or nothing, ``sort`` one of SORTS; a search
    by name, NHS number or local reference also finds people whose course has ended.
    """
    with acting(by=by, act=Act.READ_CASELOAD, about="caseload") as deed:
        with_ended = filter == "ended" or bool(search.strip())
        every = _rows([Listed(*row) for row in (_ALL if with_ended else _OPEN)(by.account_id)])
        rows = [row for row in every if row.now.ended is None]
        ended = len(every) - len(rows) if with_ended else len(_ENDED(by.account_id))
        paginator = Paginator(_sorted(_chosen(every, filter, phase, search), sort), PAGE_SIZE)
        shown = paginator.get_page(page)
        today = _today(rows)
        scored = {row.course_id for row in (*shown, *(row for row, _ in today))}
        series = scores.of_courses(scored, answers=False)
        deed.detail |= {"found": paginator.count, "page": shown.number}
        return CaseloadPage(
            today=tuple(_session(_scored(row, series), slot) for row, slot in today),
            pressing=tuple((row, item) for row in rows for item in row.items if item.pressing),
            rows=tuple(_scored(row, series) for row in shown),
            ready=_ready(by),
            counts=_counts(rows) | {"ended": ended},
            phases=_phases(rows),
            found=paginator.count,
            total=len(rows),
            page=shown.number,
            pages=paginator.num_pages,
        )


def _of(courses: QuerySet[Course], account_id: UUID) -> QuerySet[Course]:
    """Those of everybody this therapist is responsible for."""
    return courses.filter(
        person__responsibilities__account=account_id, person__responsibilities__until=None
    )


class Listed(NamedTuple):
    """A course as a list reads it, with what ``attention.items`` asks for; nothing sealed."""

    pk: UUID
    name: str
    known_as: str
    local_reference: str
    nhs_number: str
    planned_sessions: int
    protocol_text: str
    measure_plan: list | None
    planned_end: date | None
    dna_counts: bool
    ended_on: date | None
    end_code: str
    open_risk: int
    urgent_risk: bool
    risk_id: UUID | None
    unsigned: int
    unsigned_id: UUID | None
    unread: int


def _listed(courses: QuerySet[Course]) -> QuerySet[Course]:
    of_person = {"name", "known_as", "local_reference", "nhs_number"}
    return courses.values_list(
        *(f"person__{name}" if name in of_person else name for name in Listed._fields)
    )


_ALL = Prepared(lambda account_id: _listed(_of(attention.attended(), account_id)), UUID)
_OPEN = Prepared(
    lambda account_id: _listed(_of(attention.attended(), account_id).filter(ended_on=None)), UUID
)
_ENDED = Prepared(
    lambda account_id: (
        _of(Course.objects.all(), account_id).exclude(ended_on=None).values_list("pk")
    ),
    UUID,
)


def _rows(found: list[Listed]) -> list[Row]:
    """Every course with where it stands: two queries."""
    ids = [course.pk for course in found]
    slots = _slots(ids)
    left = traces(ids)
    return [_row(course, slots[course.pk], left[course.pk]) for course in found]


def _slots(ids: list[UUID]) -> dict[UUID, list[Slot]]:
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


def _row(course: Listed, slots: list[Slot], left: list) -> Row:
    contacts = [progress.contact(s.id, s.starts_at, s.attendance, s.kind) for s in slots]
    now = progress.state(course, progress.gathered(contacts, left))
    return Row(
        course_id=course.pk,
        name=course.name,
        called=course.known_as or course.name,
        numbers=(course.local_reference.casefold(), course.nhs_number),
        now=now,
        items=attention.items(course, now),
        next=next((slot for slot in slots if slot.id == now.next_contact), None),
        unread=course.unread,
        slots=tuple(slots),
        end_code=course.end_code,
    )


def _chosen(rows: Iterable[Row], show: str, phase: str, search: str) -> list[Row]:
    tests = {
        "late": lambda row: row.is_late and not row.now.ended,
        "risk": lambda row: row.has_risk,
        "unread": lambda row: row.unread > 0,
        "ended": lambda row: row.now.ended is not None,
    }
    chosen = [row for row in rows if show not in tests or tests[show](row)]
    if phase:
        chosen = [row for row in chosen if row.now.phase.id == phase and not row.now.ended]
    return [row for row in chosen if _matches(row, search)]


def _matches(row: Row, search: str) -> bool:
    """Every word of the search is in the name, or the whole of it is one of their numbers."""
    wanted = search.casefold().strip()
    if (wanted and wanted in row.numbers) or (tidy_nhs_number(search) or "-") in row.numbers:
        return True
    names = f"{row.name} {row.called}".casefold()
    return all(word in names for word in wanted.split())


def _sorted(rows: Iterable[Row], sort: str) -> list[Row]:
    by_name = sorted(rows, key=lambda row: row.name.casefold())
    orders = {
        "session": lambda row: (-row.now.used,),
        "attention": lambda row: tuple(-count for count in _weights(row)),
        "name": lambda row: (),
    }
    return sorted(by_name, key=orders.get(sort, _soonest))


def _soonest(row: Row) -> tuple[float, ...]:
    """The next session first; then whoever has none booked; ended courses last."""
    if row.now.ended:
        return (2, -row.now.ended.toordinal())
    return (0, row.next.starts_at.timestamp()) if row.next else (1, 0)


def _weights(row: Row) -> tuple[int, int, int]:
    kinds = [item.kind for item in row.items]
    return kinds.count(Kind.RISK), kinds.count(Kind.RED_GATE), len(kinds)


def _scored(row: Row, series: Mapping[UUID, tuple[Series, ...]]) -> Row:
    return replace(row, series=series.get(row.course_id, ()))


def _today(rows: Iterable[Row]) -> list[tuple[Row, Slot]]:
    begins = datetime.combine(clock.today(), time.min, LONDON)
    start, end = (moment.astimezone(UTC) for moment in (begins, begins + timedelta(days=1)))
    found = [(row, slot) for row in rows for slot in row.slots if start <= slot.starts_at < end]
    return sorted(found, key=lambda pair: pair[1].starts_at)


def _session(row: Row, slot: Slot) -> TodaySession:
    number = row.now.numbers.get(slot.id)
    due = row.now.in_state(State.DUE) if number else ()
    asked = row.now.protocol.measures_of(number) if number else ()
    filled = {
        found.measure.id
        for found in row.series
        if any(point.session == number for point in found.points)
    }
    return TodaySession(slot, row, number, due, tuple(set(asked) - filled))


def _ready(by: Identity) -> tuple[Ready, ...]:
    """Accepted, given to this therapist to treat, and not begun: longest waiting first."""
    return tuple(Ready(*values) for values in _READY(by.account_id))


_READY = Prepared(
    lambda account_id: (
        Referral.objects.filter(
            state=ReferralState.WAITING,
            person__responsibilities__account=account_id,
            person__responsibilities__until=None,
            person__responsibilities__task=Task.TREAT,
        )
        .order_by("received_on")
        .values_list("pk", "person__name", "received_on")
    ),
    UUID,
)


def _counts(rows: Iterable[Row]) -> dict[str, int]:
    rows = list(rows)
    shows = {show: len(_chosen(rows, show, "", "")) for show in ("late", "risk", "unread")}
    phases = Counter(f"phase {row.now.phase.id}" for row in rows)
    return {"": len(rows)} | shows | phases


def _phases(rows: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """The phases of the protocols in use, in their order."""
    return tuple(
        dict.fromkeys((phase.id, phase.name) for row in rows for phase in row.now.protocol.phases)
    )
