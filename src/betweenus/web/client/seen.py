"""What my therapist can see: who may, in plain words, and who has opened my record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.services import trail
from betweenus.web.client.trail_words import as_what, at_what_time, did, what_for, who
from betweenus.web.sent import number


@require_GET
def who_can_see(request: HttpRequest) -> HttpResponse:
    """Who may see what, and the trail, newest first."""
    page = trail.read(by=request.actor, page=number(request.GET.get("page"), 1))
    context = {
        "page": page,
        "who": who,
        "as_what": as_what,
        "what_for": what_for,
        "did": did,
        "at_what_time": at_what_time,
    }
    return render(request, "client/who_can_see.jinja", context)


routes = [path("me/who-can-see/", who_can_see, name="who_can_see")]
