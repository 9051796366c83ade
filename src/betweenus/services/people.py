"""People: who an account is when it acts."""

from betweenus.domain.access import Identity, Role
from betweenus.records.people import Account, Person


def identify(account: Account) -> Identity:
    """The identity of a signed-in account; one query more for a client, to find their person."""
    roles = frozenset(Role(role) for role in account.roles)
    person_id = None
    if Role.CLIENT in roles:
        person_id = (
            Person.objects.filter(account_id=account.pk).values_list("id", flat=True).first()
        )
    return Identity(account.pk, account.name, roles, person_id, account.trainee)
