"""On paper: what a clinician or the office prints for when the service cannot be reached."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.services import downtime
from betweenus.web.downloads import PDF, download


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What there is to print, for whoever looks."""
    return render(request, "therapist/paper.jinja", {"page": downtime.read(by=request.actor)})


@require_GET
def own_sessions(request: HttpRequest) -> HttpResponse:
    """A therapist's own sessions to come."""
    return download(downtime.own_sessions(by=request.actor), PDF)


@require_GET
def everybodys_sessions(request: HttpRequest) -> HttpResponse:
    """All sessions to come, for the office."""
    return download(downtime.everybodys_sessions(by=request.actor), PDF)


@require_GET
def forms(request: HttpRequest) -> HttpResponse:
    """Blank forms."""
    return download(downtime.forms(by=request.actor), PDF)


@require_GET
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Blank questionnaires."""
    return download(downtime.questionnaires(by=request.actor), PDF)


routes = [
    path("paper/", show, name="paper"),
    path("paper/sessions.pdf", own_sessions, name="paper_sessions"),
    path("paper/sessions-of-everybody.pdf", everybodys_sessions, name="paper_everybody"),
    path("paper/forms.pdf", forms, name="paper_forms"),
    path("paper/questionnaires.pdf", questionnaires, name="paper_questionnaires"),
]
