"""Waiting: who waits for what and for how long, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)

from betweenus.domain.access import Act, Identity
from betweenus.domain.outcomes.waits import (
    EIGHTEEN_WEEKS,
    SIX_WEEKS,
    Wait,
    first_treatment_wait,
)
from betweenus.domain.people import tidy_nhs_number
from betweenus.domain.referral import Stage, State, Task
from betweenus.records.people import PossibleDuplicate
from betweenus.records.referral import Referral
from betweenus.records.teams import Responsibility
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.allocation import allocate
from betweenus.services.standing import could

__all__ = ["Choice", "WaitingPage", "WaitingRow", "allocate", "list_waiting"]

WAITS = (State.RECEIVED, State.ASSESSING, State.WAITING)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One person who waits, and what the reader may do about it."""

    referral_id: UUID
    person_id: UUID
    name: str
    source: str
    received_on: date
    wait: Wait
    stage: Stage
    with_whom: str
    mine: bool
    possible_duplicate: bool
    may_read: bool
    may_allocate: bool
    may_assess: bool
    may_open: bool


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of the waiting list; ``counts`` and the two waits are of everybody who waits."""

    rows: tuple[WaitingRow, ...]
    counts: dict[Stage, int]
    over_6_weeks: int
    over_18_weeks: int
    found: int
    page: int
    pages: int

    @property
    def total(self) -> int:
        """Everybody who waits."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of those who wait to show: everybody, the longest first, unless it says otherwise.

    ``stage`` is a Stage or nothing, ``over`` "6" or "18" weeks or nothing, ``sort`` "longest",
    "newest" or "name"; ``search`` finds by name, NHS number or local reference.
    """

    stage: str = ""
    search: str = ""
    over: str = ""
    mine: bool = False
    sort: str = "longest"
    page: int = 1


EVERYBODY = Choice()


def list_waiting(*, by: Identity, choice: Choice = EVERYBODY) -> WaitingPage:
    """Who waits and how long, in a constant number of queries."""
    with acting(by=by, act=Act.READ_WAITING_LIST, about="waiting list") as deed:
        everybody = _everybody()
        counts = _counts(everybody)
        found = _sorted(_chosen(everybody, by, choice), choice.sort)
        paginator = Paginator(found, PAGE_SIZE)
        shown = paginator.get_page(choice.page)
        deed.detail |= {"found": paginator.count, "page": shown.number}
        return WaitingPage(
            rows=tuple(_row(by, row) for row in shown),
            counts={one: counts[one] for one in Stage},
            over_6_weeks=counts["over_6"],
            over_18_weeks=counts["over_18"],
            found=paginator.count,
            page=shown.number,
            pages=paginator.num_pages,
        )


def _everybody() -> QuerySet[Referral]:
    """Every waiting referral with its stage, its clinician and whether it may be a duplicate."""
    present = Responsibility.objects.filter(person=OuterRef("person"), until=None)
    asked = PossibleDuplicate.objects.filter(
        Q(newer=OuterRef("person")) | Q(older=OuterRef("person")), same=None
    )
    return (
        Referral.objects.filter(state__in=WAITS)
        .annotate(
            clinician=Subquery(present.values("account__name")[:1]),
            clinician_id=Subquery(present.values("account_id")[:1], output_field=UUIDField()),
            task=Subquery(present.values("task")[:1]),
            asked=Exists(asked),
        )
        .annotate(
            stage=Case(
                When(~Q(state=State.WAITING), then=Value(str(Stage.ASSESS))),
                When(task=Task.TREAT, then=Value(str(Stage.OPEN))),
                default=Value(str(Stage.ALLOCATE)),
                output_field=CharField(),
            )
        )
    )


def _counts(everybody: QuerySet[Referral]) -> dict[str, int]:
    """How many wait for what, and how many too long: one query."""
    today = clock.today()
    return everybody.aggregate(
        **{stage: Count("pk", filter=Q(stage=stage)) for stage in Stage},
        over_6=Count("pk", filter=Q(received_on__lt=today - timedelta(days=SIX_WEEKS))),
        over_18=Count("pk", filter=Q(received_on__lt=today - timedelta(days=EIGHTEEN_WEEKS))),
    )


def _chosen(everybody: QuerySet[Referral], by: Identity, choice: Choice) -> QuerySet[Referral]:
    limits = {"6": SIX_WEEKS, "18": EIGHTEEN_WEEKS}
    chosen = everybody.filter(stage=choice.stage) if choice.stage in set(Stage) else everybody
    if choice.over in limits:
        chosen = chosen.filter(received_on__lt=clock.today() - timedelta(days=limits[choice.over]))
    if choice.mine:
        chosen = chosen.filter(clinician_id=by.account_id)
    for word in choice.search.split():
        chosen = chosen.filter(_matches(word, choice.search))
    return chosen


def _matches(word: str, whole: str) -> Q:
    """A word of a name, or the whole search as a number people know themselves by."""
    match = Q(person__name__icontains=word) | Q(person__known_as__icontains=word)
    match |= Q(person__local_reference__iexact=whole.strip())
    if number := tidy_nhs_number(whole):
        match |= Q(person__nhs_number=number)
    return match


def _sorted(chosen: QuerySet[Referral], sort: str) -> QuerySet[Referral]:
    """In order; of each person only what a list shows, so that nothing told is opened for it."""
    order = {"newest": "-received_on", "name": "person__name"}.get(sort, "received_on")
    shown = ("source", "received_on", "person__name")
    return chosen.select_related("person").only(*shown).order_by(order, "entered_at", "pk")


def _row(by: Identity, row: Referral) -> WaitingRow:
    owner = row.clinician_id
    mine = owner is not None and owner == by.account_id
    return WaitingRow(
        referral_id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        source=row.source,
        received_on=row.received_on,
        wait=first_treatment_wait(row.received_on, None, clock.today()),
        stage=Stage(row.stage),
        with_whom=row.clinician or "",
        mine=mine,
        possible_duplicate=row.asked,
        may_read=bool(could(by, Act.READ_REFERRAL, owner)),
        may_allocate=bool(could(by, Act.ALLOCATE, owner)),
        may_assess=mine and row.stage == Stage.ASSESS,
        may_open=mine and row.stage == Stage.OPEN,
    )
