"""The client's first page, their sessions and their calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.services import calendars, portal
from betweenus.services.portal import PortalHome
from betweenus.web.client.words import became, how_long, what_about
from betweenus.web.pictures.picture import Picture
from betweenus.web.pictures.ribbon import Reader
from betweenus.web.ribbons import course_ribbon


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where I am, what comes next, what waits for me."""
    page = portal.home(by=request.actor)
    context = {
        "page": page,
        "called": request.actor.name,
        "ribbon": _ribbon(page),
        "what_about": what_about,
        "how_long": how_long,
    }
    return render(request, "client/portal.jinja", context)


def _ribbon(page: PortalHome) -> Picture | None:
    if page.now is None or page.facts is None:
        return None
    return course_ribbon(page.now, page.facts, reader=Reader.CLIENT)


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Every session, past and to come."""
    page = portal.my_sessions(by=request.actor)
    context = {
        "page": page,
        "ahead": [meeting for meeting in page.meetings if meeting.ahead],
        "past": [meeting for meeting in reversed(page.meetings) if not meeting.ahead],
        "became": became,
    }
    return render(request, "client/sessions.jinja", context)


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The dates as a file for one's own calendar, without a clinical word."""
    course_id = portal.course_id_of(by=request.actor)
    answer = HttpResponse(
        calendars.for_case(by=request.actor, course_id=course_id),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="appointments.ics"'
    return answer


routes = [
    path("me/", home, name="portal"),
    path("me/sessions/", sessions, name="my_sessions"),
    path("me/calendar.ics", calendar, name="my_calendar"),
]
