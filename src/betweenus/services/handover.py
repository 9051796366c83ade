"""Handing over: a therapist's clients go to another, each with the reason and its own event."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.course.dates import LONDON
from betweenus.domain.referral import Task
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Course
from betweenus.records.people import Account
from betweenus.records.teams import Responsibility
from betweenus.services import allocation, responsibility
from betweenus.services.acting import acting
from betweenus.services.allocation import Load


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody a clinician answers for: since when, for what, and how far their course is."""

    person_id: UUID
    name: str
    task: Task
    since: date
    opened_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """Everybody somebody answers for, and who could take them; the least loaded first."""

    account_id: UUID
    name: str
    clients: tuple[Client, ...]
    therapists: tuple[Load, ...]


def read(*, by: Identity, account_id: UUID) -> HandoverPage:
    """Whom somebody answers for, and who could take them; raises NotFound."""
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about=f"account:{account_id}") as deed:
        deed.detail["read"] = "clients"
        account = _account(account_id)
        return HandoverPage(
            account_id=account.pk,
            name=account.name,
            clients=tuple(_client(row) for row in _theirs(account_id)),
            therapists=tuple(load for load in allocation.loads() if load.account_id != account_id),
        )


def _theirs(account_id: UUID) -> QuerySet[Responsibility]:
    """Everybody somebody answers for, by name, with their newest course: one query."""
    newest = (
        Course.objects.filter(person=OuterRef("person"))
        .annotate(opened_on=TruncDate("opened_at", tzinfo=LONDON))
        .order_by("-opened_at")
    )
    return (
        Responsibility.objects.filter(account=account_id, until=None)
        .select_related("person")
        .annotate(
            opened_on=Subquery(newest.values("opened_on")[:1], output_field=DateField()),
            ended_on=Subquery(newest.values("ended_on")[:1]),
        )
        .order_by("person__name")
    )


def _client(row: Responsibility) -> Client:
    return Client(
        person_id=row.person_id,
        name=row.person.name,
        task=Task(row.task),
        since=row.since,
        opened_on=row.opened_on,
        ended_on=row.ended_on,
    )


def hand_over(
    *, by: Identity, account_id: UUID, to: UUID, person_ids: Collection[UUID], reason: str
) -> int:
    """Make another therapist answer for these clients from today; how many there were.

    Their courses go on with the new therapist. Every client's own trail gets its event. Raises
    Refusal without a reason or clients, and when ``to`` is not an active therapist.
    """
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about=f"account:{account_id}") as deed:
        if not reason.strip():
            raise Refusal("Say why they are handed over.", field="reason")
        rows = [row for row in _theirs(account_id) if row.person_id in set(person_ids)]
        if not rows:
            raise Refusal("Choose whom to hand over.", field="clients")
        taker = _taker(to, account_id)
        for row in rows:
            _give(by, row, taker, reason.strip())
        deed.detail |= {"handed over": len(rows), "to": str(to)}
        return len(rows)


def _give(by: Identity, row: Responsibility, taker: Account, reason: str) -> None:
    about = f"person:{row.person_id}"
    with acting(by=by, act=Act.ALLOCATE, person=row.person_id, about=about) as deed:
        deed.detail |= {"from": str(row.account_id), "to": str(taker.pk), "task": row.task}
        responsibility.give(
            by=by,
            person_id=row.person_id,
            account_id=taker.pk,
            task=Task(row.task),
            words=reason,
        )
        Course.objects.filter(person=row.person_id, ended_on=None).update(therapist=taker)


def _taker(to: UUID, account_id: UUID) -> Account:
    account = Account.objects.filter(pk=to, is_active=True, person=None).first()
    if account is None or Role.THERAPIST not in account.roles or to == account_id:
        raise Refusal(
            "Only another therapist who works here can be given clients.",
            "Choose one from the list.",
            field="to",
        )
    return account


def _account(account_id: UUID) -> Account:
    account = Account.objects.filter(pk=account_id, person=None).first()
    if account is None:
        raise NotFound("There is no such account.", "Choose one of the people who work here.")
    return account
