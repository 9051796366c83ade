"""Signing in by an e-mailed link: opened, then pressed, so that scanners cannot use it up."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from betweenus.services import links
from betweenus.web.account.signing_in import sign_in
from betweenus.web.limits import limited


class LinkForm(forms.Form):
    """Where to send the link."""

    email = forms.EmailField(
        label="Email address",
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address like name@example.com",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@limited("sign_in_link", by_field="email")
@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same whether or not the address is known."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        links.send_sign_in_link(email=form.cleaned_data["email"], next_path=_next(request))
        return redirect("link_sent")
    status = 422 if form.errors else 200
    context = {"form": form, "failed_check": bool(form.errors)}
    return render(request, "account/link_request.jinja", context, status=status)


@require_safe
@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    """What to do now."""
    return render(request, "account/link_sent.jinja")


@limited("open_link")
@login_not_required
def use(request: HttpRequest) -> HttpResponse:
    """Opening the link shows a button; pressing it signs in and uses the link up."""
    token = request.POST.get("token") or request.GET.get("token", "")
    account = links.account_for(token)
    if account is None:
        return render(request, "account/link_old.jinja", status=410)
    if request.method == "POST":
        return sign_in(request, account, way="link", to=_next(request))
    context = {"token": token, "next": _next(request)}
    return render(request, "account/link_use.jinja", context)


def _next(request: HttpRequest) -> str:
    """A path of ours to go on to, or nothing."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if asked.startswith("/") and not asked.startswith(("//", "/\\")) else ""


routes = [
    path("sign-in/link/", ask, name="link_request"),
    path("sign-in/link/sent/", sent, name="link_sent"),
    path("sign-in/link/use/", use, name="link_use"),
]
