"""Calendar files: all of a therapist's sessions, or one course's for the client."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.services import calendars


def file(content: bytes, name: str) -> HttpResponse:
    """A calendar as a file to keep."""
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
def therapist(request: HttpRequest) -> HttpResponse:
    """Everything booked with this therapist, by initials."""
    return file(calendars.for_therapist(by=request.actor), "sessions.ics")


@require_GET
def case(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """One course's dates, without a clinical word."""
    return file(calendars.for_case(by=request.actor, course_id=course_id), "appointments.ics")


routes = [
    path("today/calendar.ics", therapist, name="therapist_calendar"),
    path("courses/<uuid:course_id>/calendar.ics", case, name="case_calendar"),
]
