"""An invitation, opened: who it is from, and how its owner wants to sign in from now on."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from betweenus.domain.refusals import NotFound
from betweenus.services import invitations
from betweenus.services.invitations import Opened
from betweenus.web.account.signing_in import sign_in
from betweenus.web.limits import limited

LINKS, PASSWORD = "links", "password"


class AcceptForm(forms.Form):
    """A password, or none."""

    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three words that do not belong together are good.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password, or sign in by email links instead"},
    )

    def clean_password(self) -> str:
        """Long enough and not a common one."""
        password = self.cleaned_data["password"]
        validate_password(password)
        return password


@limited("open_link")
@login_not_required
def invitation(request: HttpRequest) -> HttpResponse:
    """Open an invitation; posting accepts it and signs its owner in."""
    token = request.POST.get("token") or request.GET.get("token", "")
    opened = invitations.open_link(by=request.actor, token=token)
    if opened is None:
        return render(request, "account/invitation_old.jinja", status=410)
    if request.method != "POST":
        return _page(request, opened, token, AcceptForm())
    if request.POST.get("way") == LINKS:
        return _accept(request, token, None)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, token, form)
    return _accept(request, token, form.cleaned_data["password"])


def _page(request: HttpRequest, opened: Opened, token: str, form: AcceptForm) -> HttpResponse:
    context = {
        "opened": opened,
        "token": token,
        "form": form,
        "failed_check": bool(form.errors),
        "signed_in_as_another": request.user.is_authenticated,
    }
    status = 422 if form.errors else 200
    return render(request, "account/invitation.jinja", context, status=status)


def _accept(request: HttpRequest, token: str, password: str | None) -> HttpResponse:
    try:
        account = invitations.accept(by=request.actor, token=token, password=password)
    except NotFound:  # used in another window while this one was open
        return render(request, "account/invitation_old.jinja", status=410)
    return sign_in(request, account, way="invitation", to=reverse("portal"))


routes = [path("invitation/", invitation, name="invitation")]
