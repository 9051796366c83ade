"""What this service asks of the sign-in library: nobody signs themselves up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from betweenus.services import messages, people
from betweenus.web.navigation import home_route


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation; each role starts at its own first page."""

    def is_open_for_signup(self, request) -> bool:
        """Never: staff are added by a lead, clients are invited."""
        return False

    def get_login_redirect_url(self, request) -> str:
        """The first page of whoever signed in."""
        return reverse(home_route(people.identify(request.user)))

    def send_mail(self, template_prefix, email, context) -> None:
        """By the queue, as every e-mail here: how long an answer takes tells nobody's address."""
        mail = self.render_mail(template_prefix, email, {"email": email, **context})
        kind = template_prefix.rpartition("/")[2].replace("_", " ")
        messages.send(kind=kind, to=email, subject=mail.subject, body=mail.body.strip())

    def add_message(self, request, level, *args, **kwargs) -> None:
        """No banners for signing in and out: people see that for themselves."""
