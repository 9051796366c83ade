"""The caseload: a therapist's day and everybody in their care, in a constant number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.core.paginator import Paginator

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import State, TaskState
from betweenus.domain.course.dates import LONDON
from betweenus.domain.people import tidy_nhs_number
from betweenus.domain.referral import State as ReferralState
from betweenus.domain.referral import Task
from betweenus.records.referral import Referral
from betweenus.services import caseload_rows, clock, signs_to_see
from betweenus.services.acting import acting
from betweenus.services.attention import Item, Kind
from betweenus.services.caseload_rows import Row, Slot
from betweenus.services.prepared import Prepared

PAGE_SIZE = 25
SHOWS = ("", "late", "risk", "unread", "ended")
SORTS = ("next", "attention", "session", "name")


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
    """A therapist's home. ``counts`` are of everybody open, by show and by phase; ``come_to_me``
    are others' risk signs.
    """

    today: tuple[TodaySession, ...]
    come_to_me: int
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
    with acting(by=by, act=Act.READ_CASELOAD, about="caseload", only_reads=True) as deed:
        with_ended = filter == "ended" or bool(search.strip())
        every, ended = caseload_rows.of_therapist(by.account_id, with_ended=with_ended)
        rows = [row for row in every if row.now.ended is None]
        paginator = Paginator(_sorted(_chosen(every, filter, phase, search), sort), PAGE_SIZE)
        shown = paginator.get_page(page)
        today = _today(rows)
        scored = caseload_rows.scored((*shown, *(row for row, _ in today)))
        come_to_me = signs_to_see.come_to(by)
        deed.detail |= {
            "found": paginator.count,
            "page": shown.number,
            "come to them": come_to_me,
        }
        return CaseloadPage(
            today=tuple(_session(scored[row.course_id], slot) for row, slot in today),
            come_to_me=come_to_me,
            pressing=tuple((row, item) for row in rows for item in row.items if item.pressing),
            rows=tuple(scored[row.course_id] for row in shown),
            ready=_ready(by),
            counts=_counts(rows) | {"ended": ended},
            phases=_phases(rows),
            found=paginator.count,
            total=len(rows),
            page=shown.number,
            pages=paginator.num_pages,
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
    if not search:
        return True
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
    shows = {
        "": len(rows),
        "late": sum(row.is_late for row in rows),
        "risk": sum(row.has_risk for row in rows),
        "unread": sum(row.unread > 0 for row in rows),
    }
    return shows | Counter(f"phase {row.now.phase.id}" for row in rows)


def _phases(rows: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """The phases of the protocols in use, in their order."""
    return tuple(
        dict.fromkeys((phase.id, phase.name) for row in rows for phase in row.now.protocol.phases)
    )
