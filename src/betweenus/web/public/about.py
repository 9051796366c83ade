"""The pages about the service itself: crisis help, accessibility, what is kept about people."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from betweenus.web.navigation import home_route


@require_safe
@login_not_required
def crisis_help(request: HttpRequest) -> HttpResponse:
    """The service's own words on where to turn now."""
    return render(request, "public/crisis_help.jinja")


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.jinja")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, how long, and what they can ask for."""
    return render(request, "public/privacy.jinja")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Wherever this person starts."""
    return redirect(home_route(request.actor))


routes = [
    path("help-in-a-crisis/", crisis_help, name="crisis_help"),
    path("accessibility/", accessibility, name="accessibility"),
    path("your-information/", privacy, name="privacy"),
    path("home/", home, name="home"),
]
