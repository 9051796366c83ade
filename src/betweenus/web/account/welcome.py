"""A new colleague's first page: the link they were sent, and a password of their own."""

from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from betweenus.services import welcome
from betweenus.web.account.signing_in import sign_in
from betweenus.web.limits import limited


class PasswordForm(forms.Form):
    """A password, typed once and shown on request, as the design system advises."""

    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters, and not one that many people use. "
        "Three words that do not belong together work well.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password"},
    )

    def __init__(self, *args, account=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """The password, if it is long enough and hard to guess."""
        password = self.cleaned_data["password"]
        try:
            password_validation.validate_password(password, self.account)
        except ValidationError as found:
            raise forms.ValidationError(" ".join(found.messages)) from None
        return password


@limited("open_link")
@login_not_required
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a password; it signs in and uses the link up."""
    token = request.POST.get("token") or request.GET.get("token", "")
    account = welcome.open_link(by=request.actor, token=token)
    if account is None:
        return render(request, "account/welcome_old.jinja", status=410)
    form = PasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        found = welcome.choose_password(by=request.actor, token=token, password=password)
        messages.success(request, "Your password is set.")
        return sign_in(request, found, way="welcome link")
    context = {
        "form": form,
        "token": token,
        "name": account.name,
        "email": account.email,
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "account/welcome.jinja", context, status=status)


routes = [path("welcome/", choose, name="welcome")]
