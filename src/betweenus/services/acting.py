"""One act: allowed, done and recorded together, or not at all.

Every service function that changes or reads a client's record runs inside ``acting(...)``::

    with acting(by=by, act=Act.SIGN_NOTE, person=person.id, about=f"appointment:{id}") as deed:
        ...
        deed.detail["phase"] = phase

The event is written in the same transaction as the change, as its last thing (services/chain.py).
A refusal stays when the change does not. A page that only reads says so (``only_reads``): it keeps
nobody from writing while it reads, and its event is written before anything it read leaves here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from betweenus.domain.access import Act, Decision, Identity, Relation, Role, decide
from betweenus.domain.refusals import NotAllowed
from betweenus.domain.trail import purpose_of
from betweenus.records.cover import Absence, DutyTurn, EmergencyAccess
from betweenus.records.safety import RiskTask
from betweenus.records.teams import Responsibility, SupervisionLink
from betweenus.services import chain, clock
from betweenus.services.prepared import Prepared
from betweenus.services.turns import my_turn, reading

THE_CLIENT = "the client"
_CLINICIANS = frozenset({Role.THERAPIST, Role.SUPERVISOR})
_STAFF = frozenset({Role.THERAPIST, Role.SUPERVISOR, Role.LEAD, Role.ADMINISTRATOR})


@dataclass
class Deed:
    """An act under way: why it is allowed, and what the event will say. Never clinical text."""

    about: str
    decision: Decision
    detail: dict[str, object] = field(default_factory=dict)
    person: UUID | None = None
    by: Identity | None = None
    relations: frozenset[Relation] = frozenset()

    def may(self, act: Act) -> Decision:
        """Whether whoever acts may also do ``act`` to this client; for drawing a button."""
        assert self.by, "a deed under way has somebody who does it"
        return decide(act, self.by, self.relations)


def relations(by: Identity, person_id: UUID) -> frozenset[Relation]:
    """How ``by`` stands to this client: one query for staff, none for the client."""
    found = {Relation.SELF} if by.person_id == person_id else set()
    if not by.roles & _STAFF:
        return frozenset(found)
    found.add(Relation.SERVICE)
    assert by.account_id, "staff have accounts"
    today = clock.today()
    responsible = _RESPONSIBLE(person_id, by.account_id, today)
    if not responsible:
        found.add(Relation.WAITING)
        if by.roles & _CLINICIANS and _DUTY_CALLS.first(person_id, by.account_id, today):
            found.add(Relation.DUTY)
    for account_id, *standing in responsible:
        if account_id == by.account_id:
            found.add(Relation.OWN)
        found |= {one for one, so in zip(_STANDING, standing, strict=True) if so}
    return frozenset(found)


_STANDING = (Relation.SUPERVISEE, Relation.DEPUTY, Relation.DUTY)


def _responsible(person_id: UUID, account_id: UUID, today: date) -> QuerySet[Responsibility]:
    """Who answers for this client, each with how ``account_id`` stands to them, as _STANDING."""
    supervised = SupervisionLink.objects.filter(
        Q(until=None) | Q(until__gte=today),
        supervisor_id=account_id,
        supervisee_id=OuterRef("account_id"),
        since__lte=today,
    )
    away = Absence.objects.filter(
        account=OuterRef("account_id"),
        deputy_id=account_id,
        first_day__lte=today,
        last_day__gte=today,
        called_off_at=None,
    )
    escalated = _escalated_to_duty(account_id, today).filter(person=OuterRef("person_id"))
    return (
        Responsibility.objects.filter(person_id=person_id, until=None)
        .annotate(supervised=Exists(supervised), covers=Exists(away), on_duty=Exists(escalated))
        .values_list("account_id", "supervised", "covers", "on_duty")
    )


def _escalated_to_duty(account_id: UUID, today: date) -> QuerySet[RiskTask]:
    """Signs that have escalated and are open, while ``account_id`` is on duty; else none."""
    turns = DutyTurn.objects.filter(
        account_id=account_id, first_day__lte=today, last_day__gte=today, called_off_at=None
    )
    return RiskTask.objects.filter(Exists(turns), escalated_at__isnull=False, acknowledged_at=None)


def _duty_calls(person_id: UUID, account_id: UUID, today: date) -> QuerySet[RiskTask]:
    return _escalated_to_duty(account_id, today).filter(person_id=person_id).values_list("pk")


_RESPONSIBLE = Prepared(_responsible, UUID, UUID, date)
_DUTY_CALLS = Prepared(_duty_calls, UUID, UUID, date)


def _in_emergency(by: Identity, person_id: UUID) -> bool:
    """Whether ``by`` has opened this record for an emergency that is not over.

    Asked only of whom nothing else lets in, so that it costs nobody else a query.
    """
    if not by.roles & _CLINICIANS:
        return False
    opened = EmergencyAccess.objects.filter(
        account_id=by.account_id, person_id=person_id, ended_at=None, until__gt=clock.now()
    )
    return opened.exists()


def may(by: Identity, act: Act, person_id: UUID | None = None) -> Decision:
    """Whether ``by`` may do ``act``; for drawing a button. Guards use ``acting``."""
    standing = relations(by, person_id) if person_id else frozenset()
    decision = decide(act, by, standing)
    if not decision and person_id and _in_emergency(by, person_id):
        return decide(act, by, standing | {Relation.EMERGENCY})
    return decision


@contextmanager
def acting(
    *,
    by: Identity,
    act: Act,
    person: UUID | None = None,
    about: str = "",
    only_reads: bool = False,
) -> Iterator[Deed]:
    """Do one act: raises NotAllowed (and leaves a refusal in the trail) or records it when done.

    ``person`` is the client's id where the act is about one client; ``about`` names the thing,
    e.g. ``course:<id>``. Anything raised inside undoes change and event together. With
    ``only_reads`` nothing may be written inside; should the event fail, what was read is not given
    out either.
    """
    standing = relations(by, person) if person else frozenset()
    decision = decide(act, by, standing)
    if not decision and person and _in_emergency(by, person):
        standing |= {Relation.EMERGENCY}
        decision = decide(act, by, standing)
    if not decision:
        _refuse(by, act, person, about, decision)
    deed = Deed(about, decision, person=person, by=by, relations=standing)
    if only_reads:
        with reading():
            yield deed
        with my_turn(), chain.told_at_the_end():
            _record(by, act, deed, decision)
        return
    with my_turn(), chain.told_at_the_end():
        yield deed
        _record(by, act, deed, decision)


def _refuse(by: Identity, act: Act, person: UUID | None, about: str, decision: Decision) -> None:
    deed = Deed(about, decision, {"reason": decision.reason}, person)
    _record(by, act, deed, decision)
    raise NotAllowed(decision.reason, "If you think you should be able to, ask your service lead.")


def _record(by: Identity, act: Act, deed: Deed, decision: Decision) -> None:
    chain.tell(
        at=clock.now(),
        account_id=by.account_id,
        # A client is known by their id alone: the trail outlives a record that is erased.
        account_name=THE_CLIENT if by.person_id else by.name,
        role=decision.role or min(by.roles),
        relation=decision.relation or "",
        purpose=purpose_of(decision.role, decision.relation) or "",
        act=act,
        person_id=deed.person,
        about=deed.about,
        done=decision.allowed,
        detail=deed.detail,
    )
