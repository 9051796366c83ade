"""Deputies: a clinician's leave, and who sees and acts for their clients' risk meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.refusals import NotAllowed, NotFound, Refusal
from betweenus.records.cover import Absence, DutyTurn
from betweenus.records.people import Account
from betweenus.services import clock, duty
from betweenus.services.acting import acting


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody on leave from one day to another, both included, and who acts for them."""

    id: UUID
    name: str
    deputy: str
    first_day: date
    last_day: date
    now: bool


@dataclass(frozen=True, slots=True)
class LeavePage:
    """Leave of now and later: one's own, what one is deputy for, and for the lead everybody's."""

    mine: tuple[Leave, ...]
    deputising: tuple[Leave, ...]
    everybody: tuple[Leave, ...]
    may_plan_own: bool
    may_plan_all: bool
    clinicians: tuple[tuple[UUID, str], ...]


def read(*, by: Identity) -> LeavePage:
    """The leave somebody may know of."""
    with acting(by=by, act=Act.PLAN_ABSENCE, about="leave") as deed:
        deed.detail["read"] = True
        rows = _coming().order_by("first_day", "account__name")
        if not by.has(Role.LEAD):
            rows = rows.filter(Q(account=by.account_id) | Q(deputy=by.account_id))
        found = list(rows)
        return LeavePage(
            mine=_leaves(row for row in found if row.account_id == by.account_id),
            deputising=_leaves(row for row in found if row.deputy_id == by.account_id),
            everybody=_leaves(found) if by.has(Role.LEAD) else (),
            may_plan_own=bool(by.roles & duty.CLINICIANS),
            may_plan_all=by.has(Role.LEAD),
            clinicians=duty.clinicians(),
        )


def _coming() -> QuerySet[Absence]:
    rows = Absence.objects.filter(last_day__gte=clock.today(), called_off_at=None)
    return rows.select_related("account", "deputy")


def _leaves(rows) -> tuple[Leave, ...]:
    today = clock.today()
    return tuple(
        Leave(
            row.pk,
            row.account.name,
            row.deputy.name,
            row.first_day,
            row.last_day,
            row.first_day <= today,
        )
        for row in rows
    )


def plan(
    *, by: Identity, account_id: UUID, deputy_id: UUID, first_day: date, last_day: date
) -> Absence:
    """Put down a leave with its deputy, one's own or, by the lead, anybody's.

    Raises Refusal when somebody would have to be in two places: a deputy on leave, or who leaves
    while being deputy or on duty.
    """
    with acting(by=by, act=Act.PLAN_ABSENCE, about=f"account:{account_id}") as deed:
        _check_whose(by, account_id)
        duty.check_days(first_day, last_day)
        account = duty.clinician(account_id)
        deputy = _deputy(account, deputy_id)
        _check_free(account, deputy, first_day, last_day)
        deed.detail |= {
            "from": first_day.isoformat(),
            "to": last_day.isoformat(),
            "deputy": str(deputy_id),
        }
        return Absence.objects.create(
            account=account,
            deputy=deputy,
            first_day=first_day,
            last_day=last_day,
            planned_at=clock.now(),
            planned_by_id=by.account_id,
        )


def _check_whose(by: Identity, account_id: UUID) -> None:
    if account_id != by.account_id and not by.has(Role.LEAD):
        raise NotAllowed("Only the service lead may plan somebody else's leave.", "Ask them.")


def _deputy(account: Account, deputy_id: UUID) -> Account:
    if deputy_id == account.pk:
        raise Refusal("Nobody is their own deputy.", "Choose somebody else.", field="deputy")
    try:
        return duty.clinician(deputy_id)
    except Refusal as refusal:
        raise Refusal(refusal.what, refusal.todo, field="deputy") from None


def _check_free(account: Account, deputy: Account, first: date, last: date) -> None:
    then = Absence.objects.filter(
        first_day__lte=last, last_day__gte=first, called_off_at=None
    ).select_related("account")
    if then.filter(account=account).exists():
        raise Refusal(
            "There is leave on some of these days already.",
            "End that one first, or choose other days.",
            field="first_day",
        )
    if then.filter(account=deputy).exists():
        raise Refusal(
            f"{deputy.name} is on leave on some of these days.",
            "Choose somebody who is here the whole time.",
            field="deputy",
        )
    if other := then.filter(deputy=account).first():
        raise Refusal(
            f"{account.name} is the deputy of {other.account.name} on some of these days.",
            "Somebody else has to be that first.",
            field="first_day",
        )
    turns = DutyTurn.objects.filter(
        account=account, first_day__lte=last, last_day__gte=first, called_off_at=None
    )
    if turns.exists():
        raise Refusal(
            f"{account.name} is on duty on some of these days.",
            "The service lead changes the rota.",
            field="first_day",
        )


def call_off(*, by: Identity, absence_id: UUID) -> None:
    """End a leave now, or before it begins: the deputy no longer sees anything; raises NotFound."""
    with acting(by=by, act=Act.PLAN_ABSENCE, about=f"absence:{absence_id}") as deed:
        row = Absence.objects.filter(pk=absence_id, called_off_at=None).first()
        if row is None:
            raise NotFound("There is no such leave.", "Look at the leave as it is now.")
        _check_whose(by, row.account_id)
        deed.detail["ended"] = True
        row.called_off_at = clock.now()
        row.save(update_fields=["called_off_at"])


def acting_for(account_ids: Collection[UUID]) -> tuple[Account, ...]:
    """The deputies of those who are on leave today; to be called inside an act. One query."""
    today = clock.today()
    rows = Absence.objects.filter(
        account__in=account_ids,
        first_day__lte=today,
        last_day__gte=today,
        called_off_at=None,
        deputy__is_active=True,
    ).select_related("deputy")
    return tuple(row.deputy for row in rows)


def counted_on(account_id: UUID) -> str:
    """Whose deputy somebody is, now or later, "" for nobody's; to be called inside an act."""
    row = _coming().filter(deputy=account_id).first()
    return row.account.name if row else ""
