"""Questionnaires due and late, of everybody in a therapist's care."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.services import measure_lists


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """Who still has something to fill in, the late ones first."""
    context = {"page": measure_lists.mine(by=request.actor)}
    return render(request, "therapist/measures_due.jinja", context)


routes = [path("questionnaires/due/", due, name="measures_due")]
