"""Questionnaires due and late in the whole service, in counts, and e-mails that did not leave."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.services import measure_lists


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """Due and late by therapist; nobody's name and no answer."""
    context = {"page": measure_lists.of_service(by=request.actor)}
    return render(request, "service/measures_due.jinja", context)


routes = [path("service/questionnaires/", due, name="service_measures_due")]
