"""Signing somebody in who came by a link: whoever has a second factor is asked for it first."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse


def sign_in(request: HttpRequest, account, *, way: str, to: str = "") -> HttpResponse:
    """Answer with where to go: on, or to the page that asks for the second factor."""
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, account, method=way)
    return perform_login(request, Login(user=account, email=account.email, redirect_url=to or None))
