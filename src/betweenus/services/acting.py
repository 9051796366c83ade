"""One act: allowed, done and recorded together, or not at all.

Every service function that changes or reads a client's record runs inside ``acting(...)``::

    with acting(by=by, act=Act.SIGN_NOTE, person=person.id, about=f"appointment:{id}") as deed:
        ...
        deed.detail["phase"] = phase

The event is written in the same transaction as the change. A refusal is written outside it, so
that it stays when the change does not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from betweenus.domain.access import Act, Decision, Identity, Relation, Role, decide
from betweenus.domain.refusals import NotAllowed
from betweenus.records.events import Event
from betweenus.records.teams import Responsibility, SupervisionLink
from betweenus.services import clock

_STAFF = frozenset({Role.THERAPIST, Role.SUPERVISOR, Role.LEAD, Role.ADMINISTRATOR})


@dataclass
class Deed:
    """An act under way: what the event will say about it. Never clinical text."""

    about: str
    detail: dict[str, object] = field(default_factory=dict)
    person: UUID | None = None


def relations(by: Identity, person_id: UUID) -> frozenset[Relation]:
    """How ``by`` stands to this client: one query, two for a supervisor."""
    found = {Relation.SELF} if by.person_id == person_id else set()
    if not by.roles & _STAFF:
        return frozenset(found)
    found.add(Relation.SERVICE)
    responsible = list(
        Responsibility.objects.filter(person_id=person_id, until=None).values_list(
            "account_id", flat=True
        )
    )
    if not responsible:
        found.add(Relation.WAITING)
    elif by.account_id in responsible:
        found.add(Relation.OWN)
    elif by.has(Role.SUPERVISOR) and _supervises(by, responsible):
        found.add(Relation.SUPERVISEE)
    return frozenset(found)


def _supervises(by: Identity, accounts: list[UUID]) -> bool:
    today = clock.today()
    return SupervisionLink.objects.filter(
        Q(until=None) | Q(until__gte=today),
        supervisor_id=by.account_id,
        supervisee_id__in=accounts,
        since__lte=today,
    ).exists()


def may(by: Identity, act: Act, person_id: UUID | None = None) -> Decision:
    """Whether ``by`` may do ``act``; for drawing a button. Guards use ``acting``."""
    return decide(act, by, relations(by, person_id) if person_id else frozenset())


@contextmanager
def acting(
    *, by: Identity, act: Act, person: UUID | None = None, about: str = ""
) -> Iterator[Deed]:
    """Do one act: raises NotAllowed (and leaves a refusal in the trail) or records it when done.

    ``person`` is the client's id where the act is about one client; ``about`` names the thing,
    e.g. ``course:<id>``. Anything raised inside undoes change and event together.
    """
    decision = may(by, act, person)
    if not decision:
        _refuse(by, act, person, about, decision)
    deed = Deed(about=about, person=person)
    with transaction.atomic():
        yield deed
        _record(by, act, deed, decision)


def _refuse(by: Identity, act: Act, person: UUID | None, about: str, decision: Decision) -> None:
    deed = Deed(about=about, detail={"reason": decision.reason}, person=person)
    _record(by, act, deed, decision)
    raise NotAllowed(decision.reason, "If you think you should be able to, ask your service lead.")


def _record(by: Identity, act: Act, deed: Deed, decision: Decision) -> None:
    Event.objects.create(
        at=clock.now(),
        account_id=by.account_id,
        account_name=by.name,
        role=decision.role or sorted(by.roles)[0],
        relation=decision.relation or "",
        act=act,
        person_id=deed.person,
        about=deed.about,
        done=decision.allowed,
        detail=deed.detail,
    )
