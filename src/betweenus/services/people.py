"""People: who an account is when it acts, and who works here with whom."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.access.granting import check_roles
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.people import Account, Person
from betweenus.records.teams import SupervisionLink
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.prepared import Prepared


def account(account_id: UUID) -> Account | None:
    """The account of a session; one query."""
    return _ACCOUNT.first(account_id)


def identify(account: Account) -> Identity:
    """The identity of a signed-in account; one query more for a client, to find their person."""
    roles = frozenset(Role(role) for role in account.roles)
    person_id = None
    if Role.CLIENT in roles:
        (person_id,) = _PERSON.first(account.pk) or (None,)
    return Identity(account.pk, account.name, roles, person_id, account.trainee)


_ACCOUNT = Prepared(lambda account_id: Account.objects.filter(pk=account_id), UUID)
_PERSON = Prepared(
    lambda account_id: Person.objects.filter(account=account_id).values_list("id")[:1], UUID
)


def add_account(
    *,
    by: Identity,
    email: str,
    name: str,
    roles: Iterable[Role],
    trainee: bool = False,
    password: str | None = None,
) -> Account:
    """Give somebody who works here an account; without a password they sign in by e-mailed link.

    Raises Refusal when the address is taken, or nothing says who they are.
    """
    address, called = email.strip().lower(), name.strip()
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about="account") as deed:
        chosen = sorted({Role(role) for role in roles})
        if not called or not chosen:
            raise Refusal("An account needs a name and at least one role.", field="name")
        check_roles(by, None, frozenset(), frozenset(chosen), other_leads=0)
        if Account.objects.filter(email=address).exists():
            raise Refusal(
                f"There is an account for {address} already.",
                "Look for it among the people, or use another address.",
                field="email",
            )
        made = Account.objects.create_user(
            address,
            password,
            name=called,
            roles=[str(role) for role in chosen],
            trainee=trainee,
            created_at=clock.now(),
        )
        deed.about = f"account:{made.pk}"
        deed.detail["roles"] = made.roles
        return made


def link_supervision(
    *,
    by: Identity,
    supervisor: Account | UUID,
    supervisee: Account | UUID,
    since: date | None = None,
) -> SupervisionLink:
    """Let somebody be supervised by somebody from a day on; raises Refusal when it cannot be so."""
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about="supervision") as deed:
        above, below = _account(supervisor), _account(supervisee)
        first = since or clock.today()
        _check_link(by, above, below, first)
        deed.detail |= {
            "supervisor": str(above.pk),
            "supervisee": str(below.pk),
            "since": first.isoformat(),
        }
        return SupervisionLink.objects.create(supervisor=above, supervisee=below, since=first)


def _check_link(by: Identity, above: Account, below: Account, first: date) -> None:
    if Role.SUPERVISOR not in above.roles or not above.is_active:
        raise Refusal(
            f"{above.name} is not a supervisor.", "Give them that role first.", field="supervisor"
        )
    if above.pk == below.pk:
        raise Refusal("Nobody supervises themselves.", field="supervisor")
    if above.pk == by.account_id and not by.has(Role.LEAD):
        raise Refusal(
            "You cannot make yourself somebody's supervisor.",
            "Ask your service lead to do it.",
            field="supervisor",
        )
    standing = SupervisionLink.objects.filter(
        Q(until=None) | Q(until__gte=first), supervisor=above, supervisee=below
    )
    if standing.exists():
        raise Refusal(f"{above.name} supervises {below.name} already.", field="supervisor")


def end_supervision(*, by: Identity, link_id: UUID, until: date | None = None) -> SupervisionLink:
    """Let a supervision end on a day, today if none is said; raises NotFound, Refusal.

    From the day after, the supervisor no longer reads these cases.
    """
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about=f"supervision:{link_id}") as deed:
        link = SupervisionLink.objects.filter(pk=link_id).first()
        if link is None:
            raise NotFound("There is no such supervision.", "Open it from the person's page.")
        last = until or clock.today()
        if last < link.since:
            raise Refusal("It cannot end before it began.", "Choose a later day.", field="until")
        deed.detail |= {"ended": last.isoformat(), "supervisee": str(link.supervisee_id)}
        link.until = last
        link.save(update_fields=["until"])
        return link


def _account(found: Account | UUID) -> Account:
    """An account by itself or its id; raises NotFound."""
    if isinstance(found, Account):
        return found
    row = Account.objects.filter(pk=found).first()
    if row is None:
        raise NotFound("There is no such account.", "Choose one of the people who work here.")
    return row
