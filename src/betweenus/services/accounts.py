"""Accounts: who works here, what each may do, and letting somebody in or out again."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.access.granting import STAFF_ROLES, check_led, check_roles
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.people import Account
from betweenus.records.teams import Responsibility, SupervisionLink
from betweenus.services import clock, deputies, duty, links, people, second_factor
from betweenus.services.acting import acting
from betweenus.services.progress import how_many
from betweenus.services.second_factor import HasSecondFactor


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody supervised by somebody, from a day until a day or still."""

    id: UUID
    supervisor: str
    supervisor_id: UUID
    supervisee: str
    supervisee_id: UUID
    since: date
    until: date | None

    @property
    def standing(self) -> bool:
        """Whether it still holds today."""
        return self.until is None or self.until >= clock.today()


@dataclass(frozen=True, slots=True)
class AccountLine:
    """Somebody who works here or did; ``clients`` counts everybody they answer for."""

    id: UUID
    name: str
    email: str
    roles: tuple[Role, ...]
    trainee: bool
    active: bool
    last_seen: datetime | None
    has_password: bool
    clients: int
    supervised_by: tuple[Link, ...]
    supervises: tuple[Link, ...]
    second_factor: HasSecondFactor


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Everybody who works here, by name, and those who did."""

    active: tuple[AccountLine, ...]
    former: tuple[AccountLine, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account with every supervision of theirs, the present and the past."""

    account: AccountLine
    past_links: tuple[Link, ...]
    supervisors: tuple[tuple[UUID, str], ...]
    is_me: bool


def list_accounts(*, by: Identity) -> AccountsPage:
    """Everybody who works here or did."""
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about="accounts") as deed:
        deed.detail["read"] = True
        lines = _lines(_staff())
        return AccountsPage(
            active=tuple(line for line in lines if line.active),
            former=tuple(line for line in lines if not line.active),
        )


def read(*, by: Identity, account_id: UUID) -> AccountPage:
    """One account; raises NotFound, also for a client's account."""
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about=f"account:{account_id}") as deed:
        deed.detail["read"] = True
        everybody = _staff()
        row = next((one for one in everybody if one.pk == account_id), None)
        if row is None:
            raise _unknown()
        (line,) = _lines([row])
        return AccountPage(
            account=line,
            past_links=tuple(one for one in _links(account_id) if not one.standing),
            supervisors=tuple(
                (one.pk, one.name)
                for one in everybody
                if one.is_active and Role.SUPERVISOR in one.roles and one.pk != account_id
            ),
            is_me=account_id == by.account_id,
        )


def _staff() -> list[Account]:
    """Every account that is not a client's, with how many they answer for, by name: one query."""
    theirs = Responsibility.objects.filter(account=OuterRef("pk"), until=None)
    rows = Account.objects.filter(person=None).annotate(clients=how_many(theirs, "account"))
    staff = (row for row in rows if set(row.roles) & set(STAFF_ROLES))
    return sorted(staff, key=lambda row: row.name.casefold())


def _lines(rows: Iterable[Account]) -> list[AccountLine]:
    rows = list(rows)
    standing = [one for one in _links(*(row.pk for row in rows)) if one.standing]
    have = second_factor.of(row.pk for row in rows)
    return [_line(row, standing, have.get(row.pk, HasSecondFactor())) for row in rows]


def _line(row: Account, standing: list[Link], has: HasSecondFactor) -> AccountLine:
    return AccountLine(
        id=row.pk,
        name=row.name,
        email=row.email,
        roles=tuple(role for role in STAFF_ROLES if role in row.roles),
        trainee=row.trainee,
        active=row.is_active,
        last_seen=row.last_login,
        has_password=row.has_usable_password(),
        clients=row.clients,
        supervised_by=tuple(one for one in standing if one.supervisee_id == row.pk),
        supervises=tuple(one for one in standing if one.supervisor_id == row.pk),
        second_factor=has,
    )


def _links(*account_ids: UUID) -> list[Link]:
    """Every supervision these people give or have, past ones too, by day: one query."""
    rows = (
        SupervisionLink.objects.filter(
            Q(supervisor__in=account_ids) | Q(supervisee__in=account_ids)
        )
        .select_related("supervisor", "supervisee")
        .order_by("since", "supervisee__name")
    )
    return [
        Link(
            row.pk,
            row.supervisor.name,
            row.supervisor_id,
            row.supervisee.name,
            row.supervisee_id,
            row.since,
            row.until,
        )
        for row in rows
    ]


def add(
    *, by: Identity, email: str, name: str, roles: Iterable[Role], trainee: bool = False
) -> Account:
    """Make an account and e-mail its owner a link to choose a password; raises Refusal."""
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about="account") as deed:
        made = people.add_account(by=by, email=email, name=name, roles=roles, trainee=trainee)
        deed.about = f"account:{made.pk}"
        deed.detail["invited"] = True
        links.send_welcome(account=made)
        return made


def invite(*, by: Identity, account_id: UUID) -> Account:
    """E-mail somebody a new link to choose a password; it goes to their own address only."""
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about=f"account:{account_id}") as deed:
        row = _account(account_id)
        if not row.is_active:
            raise Refusal(f"{row.name} does not work here now.", "Let them in again first.")
        deed.detail["invited"] = True
        links.send_welcome(account=row)
        return row


def change(
    *, by: Identity, account_id: UUID, name: str, roles: Iterable[Role], trainee: bool
) -> Account:
    """Change somebody's name, roles and trainee mark; the event says what changed.

    Raises Refusal where it must not be: the last lead stays, nobody promotes themselves, and a
    role somebody is needed in is not taken away.
    """
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about=f"account:{account_id}") as deed:
        row = _account(account_id)
        before, after = _roles(row), frozenset(Role(role) for role in roles)
        check_roles(by, row.pk, before, after, other_leads=_other_leads(row.pk))
        _check_needed(row, before, after)
        if not name.strip():
            raise Refusal("An account needs a name.", field="name")
        deed.detail |= {
            "given": sorted(after - before),
            "taken": sorted(before - after),
            "trainee": trainee,
        }
        if row.name != name.strip():  # the trail names people as they were called
            deed.detail["was_called"] = row.name
        row.name, row.roles, row.trainee = name.strip(), sorted(str(r) for r in after), trainee
        row.save(update_fields=["name", "roles", "trainee"])
        return row


def deactivate(*, by: Identity, account_id: UUID) -> Account:
    """Let somebody out: they are signed out and cannot come back until they are let in again.

    Raises Refusal while they answer for somebody or supervise somebody, and for the last lead.
    """
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about=f"account:{account_id}") as deed:
        row = _account(account_id)
        if row.pk == by.account_id:
            raise Refusal("You cannot close your own account.", "Ask another lead to do it.")
        if Role.LEAD in row.roles and not (by.has(Role.LEAD) or by.has(Role.SYSTEM)):
            raise Refusal("Only a service lead can close a lead’s account.")
        check_led(_roles(row), frozenset(), other_leads=_other_leads(row.pk))
        _check_needed(row, _roles(row), frozenset())
        deed.detail["active"] = False
        row.is_active = False
        row.save(update_fields=["is_active"])
        _supervisions_of(row).update(until=clock.today())
        return row


def reactivate(*, by: Identity, account_id: UUID) -> Account:
    """Let somebody in again with the roles they had."""
    with acting(by=by, act=Act.MANAGE_ACCOUNTS, about=f"account:{account_id}") as deed:
        row = _account(account_id)
        check_roles(by, row.pk, frozenset(), _roles(row), other_leads=_other_leads(row.pk))
        deed.detail["active"] = True
        row.is_active = True
        row.save(update_fields=["is_active"])
        return row


def _check_needed(row: Account, before: frozenset[Role], after: Set[Role]) -> None:
    """Refuse while somebody depends on a role that is to go."""
    taken = before - after
    if Role.THERAPIST in taken:
        _check_no_clients(row)
    if Role.SUPERVISOR in taken:
        _check_no_supervisees(row)
    if not duty.CLINICIANS & after:
        _check_stands_in_for_nobody(row)


def _check_stands_in_for_nobody(row: Account) -> None:
    """Nobody goes who is counted on to act on risk signs: as deputy, or by the rota."""
    if away := deputies.counted_on(row.pk):
        raise Refusal(
            f"{row.name} is the deputy of {away}.", "Choose another deputy first.", field="roles"
        )
    if duty.counted_on(row.pk):
        raise Refusal(
            f"{row.name} is on the duty rota.", "Take them off duty first.", field="roles"
        )


def _check_no_clients(row: Account) -> None:
    clients = Responsibility.objects.filter(account=row, until=None).count()
    if clients:
        raise Refusal(
            f"{row.name} still answers for {clients} client{'' if clients == 1 else 's'}.",
            "Hand them over to somebody first.",
            field="roles",
        )


def _check_no_supervisees(row: Account) -> None:
    standing = _standing().filter(supervisor=row).select_related("supervisee")
    names = ", ".join(link.supervisee.name for link in standing)
    if names:
        raise Refusal(
            f"{row.name} still supervises {names}.",
            "Let those supervisions end, or give them another supervisor, first.",
            field="roles",
        )


def _standing():
    return SupervisionLink.objects.filter(Q(until=None) | Q(until__gt=clock.today()))


def _supervisions_of(row: Account):
    return _standing().filter(supervisee=row)


def _other_leads(account_id: UUID) -> int:
    others = Account.objects.filter(is_active=True, person=None).exclude(pk=account_id)
    return sum(Role.LEAD in roles for roles in others.values_list("roles", flat=True))


def _roles(row: Account) -> frozenset[Role]:
    return frozenset(Role(role) for role in row.roles)


def _account(account_id: UUID) -> Account:
    """An account of somebody who works here or did; raises NotFound."""
    staff = Account.objects.select_for_update(of=("self",)).filter(person=None)
    row = staff.filter(pk=account_id).first()
    if row is None or not set(row.roles) & set(STAFF_ROLES):
        raise _unknown()
    return row


def _unknown() -> NotFound:
    return NotFound("There is no such account.", "Choose one of the people who work here.")
