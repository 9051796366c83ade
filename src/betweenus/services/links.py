"""Links: e-mailed, signed, single-use ways in, made by the token library, never our own."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from sesame.utils import get_token, get_user

from betweenus.records.people import Account
from betweenus.services import messages

SIGN_IN = "sign-in"
INVITATION = "invitation"
INVITATION_SECONDS = 14 * 24 * 60 * 60


def send_sign_in_link(*, email: str, next_path: str = "") -> None:
    """E-mail a link to an active account of that address; silently nothing when there is none."""
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    if account is None:
        return
    query = {"token": get_token(account, scope=SIGN_IN)} | (
        {"next": next_path} if next_path else {}
    )
    address = f"{settings.BETWEENUS_ADDRESS}{reverse('link_use')}?{urlencode(query)}"
    messages.send(
        kind="sign-in link",
        to=account.email,
        subject="Your sign-in link",
        body=(
            f"Open this link to sign in:\n\n{address}\n\n"
            "It works once, for 15 minutes. If you did not ask for it, you can ignore this e-mail."
        ),
    )


def account_for(token: str, scope: str = SIGN_IN) -> Account | None:
    """The active account a link belongs to, or None when it is used up, too old or not ours."""
    age = INVITATION_SECONDS if scope == INVITATION else settings.SESAME_MAX_AGE
    return get_user(token, scope=scope, max_age=age, update_last_login=False)


def invitation_token(account: Account) -> str:
    """The secret part of an invitation link."""
    return get_token(account, scope=INVITATION)


def send_welcome(*, account: Account) -> None:
    """E-mail somebody who works here a link to choose a password; to be called inside the act."""
    query = urlencode({"token": invitation_token(account)})
    address = f"{settings.BETWEENUS_ADDRESS}{reverse('welcome')}?{query}"
    messages.send(
        kind="welcome",
        to=account.email,
        subject="Your account",
        body=(
            f"Dear {account.name},\n\nAn account has been made for you. Open this link to choose "
            f"a password:\n\n{address}\n\nIt works once, for two weeks. If you did not expect "
            "this e-mail, tell us and do not open the link."
        ),
    )
