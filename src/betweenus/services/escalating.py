"""Escalating: a risk sign nobody acknowledged in time goes to others who can act.

It goes to whoever is on duty, the supervisor, and the deputy of somebody on leave. While it stays
open it goes to whoever comes on duty after them too. With nobody on duty the leads are told: they
cannot open it, but they can see to it that somebody can.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from betweenus.domain import safety as rules
from betweenus.domain.access import Act, Role
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.records.people import Account
from betweenus.records.safety import RiskEscalation, RiskTask
from betweenus.records.teams import Responsibility, SupervisionLink
from betweenus.services import clock, deputies, duty, messages, safety
from betweenus.services.acting import acting
from betweenus.services.one_by_one import one_by_one


class Standing(StrEnum):
    """As what somebody is given a sign. Stored, so never renamed."""

    DUTY = "duty"
    SUPERVISOR = "supervisor"
    DEPUTY = "deputy"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class _Goes:
    """Somebody a sign goes to, and as what."""

    to: Account
    standing: Standing


def escalate_due(now: datetime) -> int:
    """Pass on every sign that has waited too long; how many went to somebody. A round."""
    hours = safety.escalation()
    waiting = RiskTask.objects.filter(acknowledged_at=None).order_by("opened_at")
    overdue = [
        task for task in waiting if rules.is_overdue(task.opened_at, now, hours, urgent=task.urgent)
    ]
    return one_by_one(overdue, _pass_on)


def _pass_on(task: RiskTask) -> bool:
    """Give a sign to everybody who should have it and does not yet; whether there was somebody."""
    if not _new(task) and task.escalated_at:
        return False
    with acting(
        by=THE_SERVICE, act=Act.ESCALATE_RISK, person=task.person_id, about=f"risk:{task.pk}"
    ) as deed:
        row = RiskTask.objects.select_for_update().get(pk=task.pk)
        if row.acknowledged_at:
            return False
        new = _new(row)  # read again: another run may have passed it on by now
        if not new and row.escalated_at:
            return False
        deed.detail["to"] = {str(one.to.pk): one.standing for one in new}
        RiskEscalation.objects.bulk_create(
            RiskEscalation(task=row, to=one.to, standing=one.standing, at=clock.now())
            for one in new
        )
        if row.escalated_at is None:
            row.escalated_at = clock.now()
            row.save(update_fields=["escalated_at"])
        for one in new:
            _tell(one)
    return True


def _new(task: RiskTask) -> list[_Goes]:
    told = set(RiskEscalation.objects.filter(task=task).values_list("to", flat=True))
    found: dict[UUID, _Goes] = {}
    for goes in _should_have(task.person_id):
        if goes.to.pk not in told:
            found.setdefault(goes.to.pk, goes)
    return list(found.values())


def _should_have(person_id: UUID) -> list[_Goes]:
    """Everybody a sign of this client goes to now, besides whoever answers for the client."""
    present = Responsibility.objects.filter(person=person_id, until=None)
    own = set(present.values_list("account", flat=True))
    on_duty = [one for one in duty.on_duty() if one.pk not in own]
    return [
        *(_Goes(one, Standing.DUTY) for one in on_duty),
        *(_Goes(one, Standing.DEPUTY) for one in deputies.acting_for(own)),
        *(_Goes(one, Standing.SUPERVISOR) for one in _supervisors(own)),
        *(_Goes(one, Standing.LEAD) for one in (() if on_duty else _leads())),
    ]


def _supervisors(account_ids: set[UUID]) -> list[Account]:
    today = clock.today()
    links = SupervisionLink.objects.filter(
        Q(until=None) | Q(until__gte=today),
        supervisee__in=account_ids,
        supervisor__is_active=True,
        since__lte=today,
    ).select_related("supervisor")
    return [link.supervisor for link in links]


def _leads() -> list[Account]:
    rows = Account.objects.filter(is_active=True, person=None)
    return [row for row in rows if Role.LEAD in row.roles]


def _tell(goes: _Goes) -> None:
    """Say that something waits, and nothing of what; nobody may rely on an e-mail."""
    if goes.standing is Standing.LEAD:
        subject = "Nobody is on duty"
        body = (
            "Something in the service has waited too long for somebody to act, and nobody is on "
            "duty today. Please sign in, see whom it went to, and put somebody on duty."
        )
    else:
        subject = "Something has come to you"
        body = (
            "Something in the service has waited too long for somebody to act, and has come to "
            "you. Please sign in now and open it."
        )
    messages.send(kind="escalation", to=goes.to.email, subject=subject, body=body)
