"""The second factor: who has one, what the trail says of it, its secrets sealed, and its loss.

The sign-in library keeps it (allauth.mfa, decision 19); here stands what is this service's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings

from betweenus.domain.access import Act, Identity
from betweenus.domain.access.granting import STAFF_ROLES
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.people import Account, Person
from betweenus.records.sealed import seal, unseal
from betweenus.services import messages, own_sessions
from betweenus.services.acting import acting
from betweenus.services.second_factor_secrets import PLACE

APP, PASSKEY, CODES = "totp", "webauthn", "recovery_codes"
SHOWN = "second factor shown"  # in a session of somebody who has what they need
WORDS = {APP: "app", PASSKEY: "passkey", CODES: "recovery codes"}


@dataclass(frozen=True, slots=True)
class HasSecondFactor:
    """What somebody can show beside their password; recovery codes alone are none."""

    app: bool = False
    passkeys: int = 0

    def __bool__(self) -> bool:
        return self.app or bool(self.passkeys)


def sealed(text: str) -> str:
    """A secret of a second factor as it is kept; touches no table."""
    return seal(text, PLACE)


def opened(text: str) -> str:
    """The secret again; raises CannotUnseal, as every sealed field."""
    return unseal(text, PLACE)


def of(accounts: Iterable[UUID]) -> Mapping[UUID, HasSecondFactor]:
    """What each of these people has, those with nothing left out: one query; inside an act."""
    rows = Authenticator.objects.filter(user__in=list(accounts)).exclude(type=CODES)
    kinds: dict[UUID, list[str]] = {}
    for account_id, kind in rows.values_list("user_id", "type"):
        kinds.setdefault(account_id, []).append(kind)
    return {
        account_id: HasSecondFactor(APP in some, some.count(PASSKEY))
        for account_id, some in kinds.items()
    }


def is_asked_of(*, by: Identity) -> bool:
    """Whether they need one at all: who works here, where the service asks for it."""
    return settings.BETWEENUS_SECOND_FACTOR == "staff" and bool(by.roles & set(STAFF_ROLES))


def due(*, by: Identity) -> bool:
    """Whether they need one and have none, so that they set it up before anything else."""
    if not is_asked_of(by=by):
        return False
    return not Authenticator.objects.filter(user=by.account_id).exclude(type=CODES).exists()


def signed_in(*, by: Identity, ways: Iterable[str]) -> None:
    """Somebody has signed in, by these ways one after another."""
    with acting(by=by, act=Act.SIGN_IN, about=f"account:{by.account_id}") as deed:
        deed.detail["ways"] = list(ways)


def failed(*, by: Identity) -> None:
    """Somebody who knew the password could not show the second factor. ``by``: whose it is."""
    with acting(by=by, act=Act.SIGN_IN, about=f"account:{by.account_id}") as deed:
        deed.detail["second factor failed"] = True


def changed(*, by: Identity, what: str, email: str) -> None:
    """Something of how they sign in is another now: on the trail, and told to them by e-mail."""
    with acting(by=by, act=Act.CHANGE_SIGN_IN, about=f"account:{by.account_id}") as deed:
        deed.detail["changed"] = what
        _tell(email, f"{what}.", "If that was not you, tell us at once and change your password.")


def _tell(email: str, what: str, todo: str) -> None:
    messages.send(
        kind="change of signing in",
        to=email,
        subject="How you sign in was changed",
        body=f"{what}\n\n{todo}",
    )


def reset(*, by: Identity, account_id: UUID, reason: str) -> Account:
    """Take away the second factor a colleague has lost, and sign them out everywhere.

    Raises Refusal for one's own account and without a reason, NotFound for nobody of that id.
    """
    about = f"account:{account_id}"
    with acting(by=by, act=Act.RESET_SECOND_FACTOR, about=about) as deed:
        row = Account.objects.filter(pk=account_id, person=None).first()
        if row is None or not set(row.roles) & set(STAFF_ROLES):
            raise NotFound("There is no such account.", "Choose one of the people who work here.")
        deed.detail["reason"] = _reset(by, row, reason)
        return row


def reset_of_address(*, by: Identity, email: str, reason: str) -> Account:
    """The same by the address a colleague signs in with; for the operator's command."""
    row = Account.objects.filter(email=email.strip().lower()).first()
    if row is None:
        raise NotFound(f"There is no account for {email}.", "Type the address they sign in with.")
    return reset(by=by, account_id=row.pk, reason=reason)


def reset_of_client(*, by: Identity, person_id: UUID, reason: str) -> Account:
    """The same for a client, by whoever answers for them or looks after accounts."""
    with acting(by=by, act=Act.RESET_SECOND_FACTOR, person=person_id) as deed:
        person = Person.objects.select_related("account").filter(pk=person_id).first()
        if person is None or person.account is None:
            raise NotFound("They have no pages of their own.", "Invite them first.")
        deed.about = f"account:{person.account_id}"
        deed.detail["reason"] = _reset(by, person.account, reason)
        return person.account


def _reset(by: Identity, row: Account, reason: str) -> str:
    """Give back the reason as it goes on the trail: it is about signing in, never about care."""
    said = " ".join(reason.split())[:200]
    if row.pk == by.account_id:
        raise Refusal(
            "Nobody takes away their own second factor this way.",
            "Use a recovery code, or ask a colleague who looks after accounts.",
        )
    if not said:
        raise Refusal("Say why, and how you know that it is them.", field="reason")
    if not Authenticator.objects.filter(user=row).delete()[0]:
        raise Refusal(f"{row.name} has no second factor.", "There is nothing to take away.")
    own_sessions.end_all(row)
    _tell(
        row.email,
        f"{by.name} took your second factor away, because it was said to be lost.",
        "Sign in with your password or a link, and set up a new one. "
        "If you did not ask for this, tell us at once.",
    )
    return said
