"""The client's diary, as their therapist reads it: shared entries only, new ones marked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.formulation.episodes import moment_parts
from betweenus.services import diary


@require_GET
def diary_for_therapist(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every shared entry; those that were new count as read from now on."""
    page = diary.read_for_therapist(by=request.actor, course_id=course_id)
    context = {"page": page, "case": page.case, "tab": "", "moment_parts": moment_parts()}
    return render(request, "therapist/diary.jinja", context)


routes = [path("courses/<uuid:course_id>/diary/", diary_for_therapist, name="diary_for_therapist")]
