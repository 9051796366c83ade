"""Responsibility: which clinician answers for a client, one at a time."""

from uuid import UUID

from betweenus.domain.access import Identity
from betweenus.domain.referral import State, Task
from betweenus.records.people import Person
from betweenus.records.teams import Responsibility
from betweenus.services import clock


def present(person_id: UUID) -> Responsibility | None:
    """Who answers for this client now, with their account; None while nobody does."""
    return (
        Responsibility.objects.select_related("account")
        .filter(person=person_id, until=None)
        .first()
    )


def give(
    *, by: Identity, person_id: UUID, account_id: UUID, task: Task, words: str = ""
) -> Responsibility:
    """Make a clinician responsible in place of whoever was; to be called inside the act."""
    let_go(person_id)
    return Responsibility.objects.create(
        person_id=person_id,
        account_id=account_id,
        task=task,
        words=words,
        since=clock.today(),
        given_by_id=by.account_id,
    )


def let_go(person_id: UUID) -> None:
    """End the present responsibility, if there is one; to be called inside the act."""
    Responsibility.objects.filter(person=person_id, until=None).update(until=clock.today())


def has_open_care(person: Person) -> bool:
    """Whether any referral of this person is not closed."""
    return person.referrals.exclude(state=State.CLOSED).exists()
