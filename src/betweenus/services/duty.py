"""Duty: who is on duty on which days, planned by the lead; nobody on duty is said loudly."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.domain.safety import uncovered
from betweenus.records.cover import Absence, DutyTurn
from betweenus.records.people import Account
from betweenus.services import clock
from betweenus.services.acting import acting

# How far ahead days without anybody are looked for. Own choice.
AHEAD = timedelta(days=28)
CLINICIANS = frozenset({Role.THERAPIST, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody on duty from one day to another, both included; ``now``: today is among them."""

    id: UUID
    name: str
    first_day: date
    last_day: date
    now: bool


@dataclass(frozen=True, slots=True)
class Rota:
    """Who is on duty today and later, and the coming days on which nobody is."""

    turns: tuple[Turn, ...]
    gaps: tuple[tuple[date, date], ...]
    clinicians: tuple[tuple[UUID, str], ...]

    @property
    def now(self) -> tuple[str, ...]:
        """Whoever is on duty today."""
        return tuple(turn.name for turn in self.turns if turn.now)


def read(*, by: Identity) -> Rota:
    """The rota from today on."""
    with acting(by=by, act=Act.PLAN_DUTY, about="duty rota") as deed:
        deed.detail["read"] = True
        return rota()


def rota() -> Rota:
    """The rota from today on; to be called inside an act. Two queries."""
    today = clock.today()
    rows = DutyTurn.objects.filter(last_day__gte=today, called_off_at=None)
    found = list(rows.select_related("account").order_by("first_day", "account__name"))
    return Rota(
        turns=tuple(_turn(row, today) for row in found),
        gaps=uncovered(((row.first_day, row.last_day) for row in found), today, today + AHEAD),
        clinicians=clinicians(),
    )


def _turn(row: DutyTurn, today: date) -> Turn:
    return Turn(row.pk, row.account.name, row.first_day, row.last_day, row.first_day <= today)


def clinicians(without: Collection[UUID] = ()) -> tuple[tuple[UUID, str], ...]:
    """Everybody who can act on a risk sign, by name; to be called inside an act."""
    rows = Account.objects.filter(is_active=True, person=None).exclude(pk__in=without)
    found = sorted(rows, key=lambda row: row.name.casefold())
    return tuple((row.pk, row.name) for row in found if CLINICIANS & set(row.roles))


def on_duty() -> tuple[Account, ...]:
    """Whoever is on duty today, by name; to be called inside an act. One query."""
    today = clock.today()
    rows = DutyTurn.objects.filter(
        first_day__lte=today, last_day__gte=today, called_off_at=None, account__is_active=True
    ).select_related("account")
    return tuple({row.account_id: row.account for row in rows.order_by("account__name")}.values())


def plan(*, by: Identity, account_id: UUID, first_day: date, last_day: date) -> DutyTurn:
    """Put a clinician on duty; raises Refusal for days gone by and for somebody on leave then."""
    with acting(by=by, act=Act.PLAN_DUTY, about=f"account:{account_id}") as deed:
        account = clinician(account_id)
        check_days(first_day, last_day)
        _check_here(account, first_day, last_day)
        deed.detail |= {"from": first_day.isoformat(), "to": last_day.isoformat()}
        return DutyTurn.objects.create(
            account=account,
            first_day=first_day,
            last_day=last_day,
            planned_at=clock.now(),
            planned_by_id=by.account_id,
        )


def clinician(account_id: UUID) -> Account:
    """An active clinician; raises Refusal. To be called inside an act."""
    account = Account.objects.filter(pk=account_id, is_active=True, person=None).first()
    if account is None or not CLINICIANS & set(account.roles):
        raise Refusal(
            "Only a therapist or supervisor who works here can do this.",
            "Choose one from the list.",
            field="account",
        )
    return account


def check_days(first_day: date, last_day: date) -> None:
    """Raise Refusal, naming the field, for days in the wrong order or gone by."""
    if last_day < first_day:
        raise Refusal("The last day comes before the first.", field="last_day")
    if last_day < clock.today():
        raise Refusal("These days have gone by.", "Choose days to come.", field="last_day")


def _check_here(account: Account, first_day: date, last_day: date) -> None:
    away = Absence.objects.filter(
        account=account, first_day__lte=last_day, last_day__gte=first_day, called_off_at=None
    )
    if away.exists():
        raise Refusal(
            f"{account.name} is on leave on some of these days.",
            "Choose other days or somebody else.",
            field="account",
        )


def call_off(*, by: Identity, turn_id: UUID) -> None:
    """Take somebody off duty, from now on; raises NotFound."""
    with acting(by=by, act=Act.PLAN_DUTY, about=f"duty:{turn_id}") as deed:
        deed.detail["called off"] = True
        changed = DutyTurn.objects.filter(pk=turn_id, called_off_at=None)
        if not changed.update(called_off_at=clock.now()):
            raise NotFound("They are not on duty then.", "Look at the rota as it is now.")


def counted_on(account_id: UUID) -> bool:
    """Whether somebody is on duty, now or later; to be called inside an act."""
    today = clock.today()
    rows = DutyTurn.objects.filter(account=account_id, last_day__gte=today, called_off_at=None)
    return rows.exists()
