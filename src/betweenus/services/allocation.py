"""Allocation: giving somebody who waits to a therapist, with what each of them carries in view."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.outcomes.waits import Wait, first_treatment_wait
from betweenus.domain.referral import State, Task
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.records.course import Course
from betweenus.records.people import Account, Person
from betweenus.records.referral import Referral
from betweenus.records.teams import Responsibility
from betweenus.services import clock, referral, responsibility
from betweenus.services.acting import Deed, acting, relations

WAITS = (State.RECEIVED, State.ASSESSING, State.WAITING)


@dataclass(frozen=True, slots=True)
class Load:
    """A therapist and what they carry: courses open, people to assess, people to open."""

    account_id: UUID
    name: str
    trainee: bool
    courses: int
    to_assess: int
    to_open: int

    @property
    def total(self) -> int:
        """Everybody they have now."""
        return self.courses + self.to_assess + self.to_open


@dataclass(frozen=True, slots=True)
class AllocationPage:
    """Somebody to be given to a therapist; no narrative but what they asked of whoever arranges."""

    referral_id: UUID
    person: Person
    received_on: date
    wait: Wait
    task: Task
    wishes: str
    with_whom: str
    with_whom_id: UUID | None
    therapists: tuple[Load, ...]


def read_allocation(*, by: Identity, referral_id: UUID) -> AllocationPage:
    """Who may take somebody, each with what they carry now."""
    row = referral.load(referral_id)
    with acting(
        by=by, act=Act.ALLOCATE, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        deed.detail["read"] = True
        present = responsibility.present(row.person_id)
        return AllocationPage(
            referral_id=row.pk,
            person=row.person,
            received_on=row.received_on,
            wait=first_treatment_wait(row.received_on, None, clock.today()),
            task=_task(row),
            wishes=row.preference_words,
            with_whom=present.account.name if present else "",
            with_whom_id=present.account_id if present else None,
            therapists=loads(),
        )


def loads() -> tuple[Load, ...]:
    """Every active therapist with what they carry now, the least loaded first: three queries."""
    courses = Counter(Course.objects.filter(ended_on=None).values_list("therapist_id", flat=True))
    open_referrals = Referral.objects.filter(person=OuterRef("person"), state__in=WAITS)
    waiting = list(
        Responsibility.objects.filter(Exists(open_referrals), until=None).values_list(
            "account_id", "task"
        )
    )
    assess = Counter(account for account, task in waiting if task == Task.ASSESS)
    treat = Counter(account for account, task in waiting if task == Task.TREAT)
    made = (
        Load(
            account_id=account.pk,
            name=account.name,
            trainee=account.trainee,
            courses=courses[account.pk],
            to_assess=assess[account.pk],
            to_open=treat[account.pk],
        )
        for account in Account.objects.filter(is_active=True)
        if Role.THERAPIST in account.roles
    )
    return tuple(sorted(made, key=lambda one: (one.total, one.name)))


def allocate(
    *, by: Identity, referral_id: UUID, account_id: UUID, words: str = ""
) -> Responsibility:
    """Make a therapist responsible: to assess, or, once accepted, to treat.

    Raises Refusal when the referral no longer waits or the account is not an active therapist.
    """
    row = referral.load(referral_id)
    with acting(
        by=by, act=Act.ALLOCATE, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        task = _task(row)
        _needs_therapist(account_id)
        _nobody_was_quicker(deed, row)
        given = responsibility.give(
            by=by, person_id=row.person_id, account_id=account_id, task=task, words=words.strip()
        )
        if row.state == State.RECEIVED:
            row.state = State.ASSESSING
            row.save(update_fields=["state"])
        deed.detail |= {"to": str(account_id), "task": task}
        return given


def _nobody_was_quicker(deed: Deed, row: Referral) -> None:
    """Two people may press at once: the second stands differently to the client by now."""
    Referral.objects.select_for_update().get(pk=row.pk)
    if relations(deed.by, row.person_id) != deed.relations:
        raise Conflict(
            f"{row.person.name} has just been given to somebody else.",
            "Look at the waiting list again.",
        )


def _task(row: Referral) -> Task:
    """What somebody would be made responsible for; raises Refusal when nobody waits any more."""
    if not State(row.state).waits:
        raise Refusal(
            f"{row.person.name} is not waiting any more.", "Look at their referral or their course."
        )
    return Task.TREAT if row.state == State.WAITING else Task.ASSESS


def _needs_therapist(account_id: UUID) -> None:
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or Role.THERAPIST not in account.roles:
        raise Refusal(
            "Only a therapist who works here can be given somebody.",
            "Choose one from the list.",
            field="account",
        )
