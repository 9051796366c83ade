"""Who a session is of: signing in is the library's, and its account is found by a prepared query.

Every page begins with this, as with its session.
"""

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from betweenus.services import people


class Backend(AuthenticationBackend):
    """The library's; only how the account of a session is found is ours."""

    def get_user(self, user_id: UUID):
        """The account, or None when there is none or it was closed."""
        account = people.account(user_id)
        return account if account and self.user_can_authenticate(account) else None
