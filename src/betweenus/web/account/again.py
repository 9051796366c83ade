"""Signing in again: a form posted after the session ended is kept and sent once more."""

from collections.abc import Callable

from allauth.account.forms import LoginForm
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from betweenus.services import holding
from betweenus.web.account import second_factor


def needed(request: HttpRequest, view: Callable) -> bool:
    """Whether somebody has to sign in before this view answers."""
    if request.user.is_authenticated or not getattr(view, "login_required", True):
        return False
    return not view.__module__.startswith("allauth.")


def ask(request: HttpRequest) -> HttpResponse:
    """Answer a page that needs sign-in: a form is held, a script is told, a reader redirected."""
    if request.headers.get("X-Autosave"):
        return HttpResponse("Signed out", status=401, content_type="text/plain")
    if request.method == "POST":
        held = holding.hold(request.get_full_path(), typed(request))
        return _page(request, LoginForm(request=request), held, status=401)
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a posted form held, its safety token left out."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


def _page(request, form: LoginForm, held: str, status: int) -> HttpResponse:
    context = {"form": form, "held": held, "failed_check": bool(form.errors)}
    return render(request, "account/again.jinja", context, status=status)


def first(request: HttpRequest, held: str) -> HttpResponse:
    """What was typed waits in the page until a second factor is set up."""
    return render(request, "account/second_factor_first.jinja", {"held": held}, status=403)


def _sign_in(request: HttpRequest, held: str) -> HttpResponse | None:
    """Sign in by what was posted, in one step or two; a page where something is missing."""
    stage = second_factor.waiting(request)
    if stage and {"code", "credential"} & set(request.POST):
        user = stage.login.user
        kind = second_factor.CodeForm if "code" in request.POST else second_factor.PasskeyForm
        form = kind(user=user, data=request.POST)
        if not form.is_valid():
            return _second(request, user, held, form)
        form.save()
        stage.exit()
    else:
        form = LoginForm(request.POST, request=request)
        if not form.is_valid():
            return _page(request, form, held, status=422)
        form.login(request)
        if stage := second_factor.waiting(request):
            return _second(request, stage.login.user, held)
    return None if request.user.is_authenticated else _page(request, LoginForm(), held, 422)


def _second(request, user, held: str, wrong=None) -> HttpResponse:
    """Ask for the second factor, what was typed still in the page."""
    context = second_factor.asked_of(user) | {"held": held, "failed_check": bool(wrong)}
    context |= {"form": wrong} if isinstance(wrong, second_factor.CodeForm) else {}
    context |= {"webauthn_form": wrong} if isinstance(wrong, second_factor.PasskeyForm) else {}
    status = 422 if wrong else 401
    return render(request, "account/second_factor_ask.jinja", context, status=status)


@login_not_required
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Sign in where needed, then send the held form on, by itself where scripts run."""
    held = request.POST.get("held", "")
    address, fields = holding.release(held)
    if not request.user.is_authenticated and (missing := _sign_in(request, held)):
        return missing
    if second_factor.is_due(request):
        return first(request, held)
    context = {"address": address, "fields": fields, "by_itself": True}
    return render(request, "account/resend.jinja", context)


routes = [path("sign-in/again/", send, name="sign_in_again")]
