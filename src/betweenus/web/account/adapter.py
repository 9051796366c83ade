"""What this service asks of the sign-in library: nobody signs themselves up."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import ratelimit
from django.conf import settings
from django.urls import reverse

from betweenus.services import messages, own_sessions, people, second_factor
from betweenus.web.navigation import home_route

# Of the library's notices, those that happen here, as the trail and an e-mail say them.
CHANGES = {
    "totp_activated": "An app for codes was set up as your second factor",
    "totp_deactivated": "The app for codes was removed from how you sign in",
    "webauthn_added": "A passkey was added to how you sign in",
    "webauthn_removed": "A passkey was removed from how you sign in",
    "recovery_codes_generated": "You have new recovery codes, and the former no longer work",
    "password_changed": "Your password was changed",
    "password_reset": "Your password was changed by a link that was sent to you",
    "password_set": "A password was set",
}
_TAKEN_AWAY = ("totp_deactivated", "webauthn_removed")


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation; each role starts at its own first page."""

    def is_open_for_signup(self, request) -> bool:
        """Never: staff are added by a lead, clients are invited."""
        return False

    def get_login_redirect_url(self, request) -> str:
        """The first page of whoever signed in."""
        return reverse(home_route(people.identify(request.user)))

    def post_login(self, request, user, **kwargs):
        """Leave an event: who signed in, and by what."""
        response = super().post_login(request, user, **kwargs)
        records = get_authentication_records(request, user)
        ways = [second_factor.WORDS.get(one.get("type"), one["method"]) for one in records]
        second_factor.signed_in(by=people.identify(user), ways=ways)
        return response

    def is_reauthentication_required(self, *, app, **kwargs) -> bool:
        """Not in the first minutes after signing in: that was proof enough."""
        now = time.time()
        recent = any(
            now - one["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
            for one in get_authentication_records(self.request, self.request.user)
        )
        return not recent and super().is_reauthentication_required(app=app, **kwargs)

    def send_mail(self, template_prefix, email, context) -> None:
        """By the queue, as every e-mail here: how long an answer takes tells nobody's address."""
        mail = self.render_mail(template_prefix, email, {"email": email, **context})
        kind = template_prefix.rpartition("/")[2].replace("_", " ")
        messages.send(kind=kind, to=email, subject=mail.subject, body=mail.body.strip())

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """What changed in how somebody signs in: on the trail, and told to them."""
        notice = template_prefix.rpartition("/")[2]
        if notice not in CHANGES:
            return
        who = people.identify(user)
        second_factor.changed(by=who, what=CHANGES[notice], email=user.email)
        if notice in _TAKEN_AWAY:
            # What was signed in by it elsewhere ends, and here is asked anew what is needed.
            own_sessions.end_others(by=who, here=self.request.session.session_key or "")
            self.request.session.pop(second_factor.SHOWN, None)

    def add_message(self, request, level, *args, **kwargs) -> None:
        """No banners for signing in and out: people see that for themselves."""

    # -- wrong passwords ------------------------------------------------------------------

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """Count by address and place, so that a stranger's tries are not the owner's."""
        place = ratelimit._impl.get_ip(request)
        return f"{super()._get_login_attempts_cache_key(request, **credentials)} {place}"

    def pre_authenticate(self, request, **credentials) -> None:
        """Also refuse when tries at one address come from very many places."""
        if not self._anywhere(request, credentials, dry_run=True):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request, **credentials) -> None:
        """Count a wrong password for its address, wherever it came from."""
        self._anywhere(request, credentials)

    def _anywhere(self, request, credentials, *, dry_run: bool = False) -> bool:
        key = credentials.get("email", "").lower()
        return ratelimit.consume(request, action="login_failed_anywhere", key=key, dry_run=dry_run)
