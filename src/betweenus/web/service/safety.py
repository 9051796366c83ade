"""Safety for the lead: risk signs that wait, who is on duty, what the service does by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.services import clock, waiting_signs
from betweenus.web.therapist.risk import AS_WHAT
from betweenus.web.words import plural


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Counts, ages, and whom each sign went to; no client and no words."""
    page = waiting_signs.read(by=request.actor)
    lines = [
        (one, _age(one.opened_at), [(name, AS_WHAT.get(what, what)) for name, what in one.went])
        for one in page.waiting
    ]
    return render(request, "service/safety.jinja", {"page": page, "lines": lines})


def _age(since) -> str:
    """How long ago, in hours and from two days on in days."""
    hours = int((clock.now() - since).total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    return plural(hours, "hour") if hours < 48 else plural(hours // 24, "day")


routes = [path("service/safety/", show, name="service_safety")]
