"""Welcome: somebody new opens the link they were sent and chooses a password nobody else knows."""

from betweenus.domain.access import Act, Identity
from betweenus.domain.access.granting import STAFF_ROLES
from betweenus.domain.refusals import NotFound
from betweenus.records.people import Account
from betweenus.services import links, people
from betweenus.services.acting import acting


def open_link(*, by: Identity, token: str) -> Account | None:
    """Whose account a link is for; None when it was used, is too old, or is not a colleague's.

    ``by`` is whoever opened it, usually somebody not signed in: holding the link is what shows
    that they are the one it was sent to.
    """
    account = links.account_for(token, scope=links.INVITATION)
    if account is None or not set(account.roles) & set(STAFF_ROLES):
        return None
    with acting(by=people.identify(account), act=Act.CHOOSE_PASSWORD, about="account") as deed:
        deed.about = f"account:{account.pk}"
        other = by.account_id not in (None, account.pk)
        deed.detail |= {"opened": True, "signed in as another": other}
        return account


def choose_password(*, by: Identity, token: str, password: str) -> Account:
    """Keep the password, which uses the link up; gives the account to be signed in.

    Raises NotFound when the link does not work any more. Passwords are checked where typed.
    """
    account = open_link(by=by, token=token)
    if account is None:
        raise NotFound("This link no longer works.", "Ask your service lead to send a new one.")
    with acting(by=people.identify(account), act=Act.CHOOSE_PASSWORD, about="account") as deed:
        deed.about = f"account:{account.pk}"
        account.set_password(password)
        account.save(update_fields=["password"])
        return account
