"""Invitations: a client gets a link to their own pages, and chooses how to sign in from then on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.people import Account, Invitation, Person
from betweenus.records.teams import Responsibility
from betweenus.services import clock, links, messages, people, second_factor, service
from betweenus.services.acting import acting

DAYS = links.INVITATION_SECONDS // (24 * 60 * 60)


@dataclass(frozen=True, slots=True)
class InvitationState:
    """How somebody stands with their own pages, as staff see it."""

    person_id: UUID
    name: str
    called: str
    email: str
    sent_at: datetime | None = None
    sent_to: str = ""
    sent_by: str = ""
    accepted_at: datetime | None = None
    has_second_factor: bool = False

    @property
    def runs_out_at(self) -> datetime | None:
        """When the link stops working."""
        return self.sent_at + timedelta(days=DAYS) if self.sent_at else None

    @property
    def open(self) -> bool:
        """Whether an invitation is out and still works."""
        return bool(self.runs_out_at and not self.accepted_at and self.runs_out_at > clock.now())


@dataclass(frozen=True, slots=True)
class Opened:
    """What an invitation shows to whoever opens its link. Nothing clinical."""

    called: str
    email: str
    service: str
    phone: str
    from_whom: str


def invite(*, by: Identity, person_id: UUID, email: str | None = None) -> Invitation:
    """Send somebody the link to their own pages; a new one makes the former useless.

    Raises Refusal without an address, when the address is another account's, and when they have
    accepted already.
    """
    person = _person(person_id)
    with acting(by=by, act=Act.INVITE_CLIENT, person=person_id, about="invitation") as deed:
        address = _address(email if email is not None else person.email)
        if _accepted(person):
            raise Refusal(
                f"{person.called} uses their own pages already.",
                "If they cannot get in, they can ask for a sign-in link on the sign-in page.",
            )
        again = person.account_id is not None
        account = _account_for(person, address)
        row = Invitation.objects.create(
            person=person, email=address, sent_at=clock.now(), sent_by_id=by.account_id
        )
        _send(account, person)
        deed.about = f"invitation:{row.pk}"
        deed.detail["again"] = again
        return row


def _person(person_id: UUID) -> Person:
    row = Person.objects.select_related("account").filter(pk=person_id).first()
    if row is None:
        raise NotFound("There is no such person.", "Open them from your clients.")
    return row


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refusal(
            "There is no email address to send it to."
            if not address
            else "This is not an email address.",
            "Enter an email address like name@example.com.",
            field="email",
        ) from None
    return address


def _accepted(person: Person) -> bool:
    account = person.account
    return account is not None and (
        account.last_login is not None or person.invitations.exclude(accepted_at=None).exists()
    )


def _account_for(person: Person, address: str) -> Account:
    """The person's account, made or given this address; former links stop working."""
    taken = Account.objects.filter(email=address).exclude(pk=person.account_id).exists()
    if taken:
        raise Refusal(
            "Another account has this email address already.",
            "Ask for an address of their own: it is how they are known when they sign in.",
            field="email",
        )
    if person.account is None:
        person.account = Account.objects.create_user(
            address, name=person.called, roles=[str(Role.CLIENT)], created_at=clock.now()
        )
        person.save(update_fields=["account"])
        return person.account
    person.account.email = address
    # A link is bound to the password in force; a new unusable one voids the links sent before.
    person.account.set_password(None)
    person.account.save(update_fields=["email", "password"])
    return person.account


def _send(account: Account, person: Person) -> None:
    query = urlencode({"token": links.invitation_token(account)})
    address = f"{settings.BETWEENUS_ADDRESS}{reverse('invitation')}?{query}"
    messages.send(
        kind="invitation",
        to=account.email,
        person=person.pk,
        subject="Your invitation",
        body=(
            f"Hello {person.called},\n\n"
            f"You are invited to your own pages with us. Open this link to begin:\n\n{address}\n\n"
            f"It works once, for {DAYS} days. If you were not expecting it, you can ignore this"
            " email; nothing happens then."
        ),
    )


def state(*, by: Identity, person_id: UUID) -> InvitationState:
    """How somebody stands with their own pages, for whoever may invite them."""
    person = _person(person_id)
    with acting(by=by, act=Act.INVITE_CLIENT, person=person_id, about="invitation") as deed:
        deed.detail["read"] = True
        last = person.invitations.select_related("sent_by").order_by("-sent_at").first()
        return InvitationState(
            person_id=person_id,
            name=person.name,
            called=person.called,
            email=person.account.email if person.account else person.email,
            sent_at=last.sent_at if last else None,
            sent_to=last.email if last else "",
            sent_by=last.sent_by.name if last and last.sent_by else "",
            accepted_at=_accepted_at(person, last),
            has_second_factor=bool(person.account_id and second_factor.of([person.account_id])),
        )


def _accepted_at(person: Person, last: Invitation | None) -> datetime | None:
    if last and last.accepted_at:
        return last.accepted_at
    return person.account.last_login if person.account else None


def open_link(*, by: Identity, token: str) -> Opened | None:
    """What an invitation says; None when its link was used, replaced, or is too old.

    ``by`` is whoever opened it, usually somebody not signed in: holding the link is what shows
    that they are the one invited.
    """
    account = links.account_for(token, scope=links.INVITATION)
    if account is None:
        return None
    invited = people.identify(account)
    with acting(
        by=invited, act=Act.ACCEPT_INVITATION, person=invited.person_id, about="invitation"
    ) as deed:
        deed.detail |= {"opened": True, "signed in as another": _is_another(by, account)}
        frame = service.present()
        return Opened(
            called=account.name,
            email=account.email,
            service=frame.name,
            phone=frame.phone,
            from_whom=_from_whom(invited.person_id),
        )


def _is_another(by: Identity, account: Account) -> bool:
    return by.account_id not in (None, account.pk)


def _from_whom(person_id: UUID | None) -> str:
    """The clinician who looks after them, else whoever sent the last invitation."""
    clinician = Responsibility.objects.filter(person=person_id, until=None)
    name = clinician.values_list("account__name", flat=True).first()
    if name:
        return name
    sent = Invitation.objects.filter(person=person_id).order_by("-sent_at")
    return sent.values_list("sent_by__name", flat=True).first() or ""


def accept(*, by: Identity, token: str, password: str | None = None) -> Account:
    """Accept an invitation with a password, or without one to sign in by e-mailed links.

    Gives the account to be signed in, which uses the link up. Raises NotFound when the link does
    not work any more. Passwords are checked where they are typed.
    """
    account = links.account_for(token, scope=links.INVITATION)
    if account is None:
        raise NotFound(
            "This invitation has been used already, or is too old.",
            "Sign in, or ask your service for a new one.",
        )
    invited = people.identify(account)
    with acting(
        by=invited, act=Act.ACCEPT_INVITATION, person=invited.person_id, about="invitation"
    ) as deed:
        deed.detail |= {
            "way": "password" if password else "links",
            "signed in as another": _is_another(by, account),
        }
        account.set_password(password)
        account.save(update_fields=["password"])
        last = Invitation.objects.filter(person=invited.person_id).order_by("-sent_at").first()
        if last:
            last.accepted_at = clock.now()
            last.save(update_fields=["accepted_at"])
            deed.about = f"invitation:{last.pk}"
        return account
