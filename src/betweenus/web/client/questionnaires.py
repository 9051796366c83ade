"""Questionnaires: what is due, filling one in, what it came to, with help where it is needed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.refusals import Refusal
from betweenus.domain.safety import NOT_READ_LIVE
from betweenus.services import measures, questionnaires
from betweenus.services.questionnaires import Asked
from betweenus.web.client.pictures import my_chart
from betweenus.web.client.words import how_long, what_about
from betweenus.web.questionnaire_form import ClientForm


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """What is due now, what later, what was filled in."""
    context = {"due": questionnaires.read(by=request.actor), "what_about": what_about}
    return render(request, "client/questionnaires.jinja", context)


def questionnaire(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One questionnaire; posting takes the answers, once."""
    asked = questionnaires.one(by=request.actor, request_id=request_id)
    if asked.answered_on:
        return redirect("questionnaire_done", request_id=request_id)
    form = ClientForm(asked.measure, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            measures.answer(
                by=request.actor,
                person_id=request.actor.person_id,
                measure=asked.measure.id,
                answers=form.answers,
                words=form.written,
                request_id=request_id,
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("questionnaire_done", request_id=request_id)
    return _form(request, asked, form)


def _form(request: HttpRequest, asked: Asked, form: ClientForm) -> HttpResponse:
    measure = asked.measure
    context = {
        "measure": measure,
        "whom": asked.whom,
        "form": form,
        "failed_check": bool(form.errors),
        "what_about": what_about,
        "how_long": how_long(measure),
        "risky": [item.id for item in measure.items if item.risk],
    }
    status = 422 if form.errors else 200
    return render(request, "client/questionnaire.jinja", context, status=status)


@require_GET
def done(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Thanks, the client's own curve; and first of all the crisis text, where an answer asks it."""
    page = questionnaires.done(by=request.actor, request_id=request_id)
    context = {
        "page": page,
        "chart": my_chart([page.series], page.protocol, name="after"),
        "not_read_live": NOT_READ_LIVE,
        "what_about": what_about,
    }
    return render(request, "client/questionnaire_done.jinja", context)


routes = [
    path("me/questionnaires/", list_page, name="questionnaires"),
    path("me/questionnaires/<uuid:request_id>/", questionnaire, name="questionnaire"),
    path("me/questionnaires/<uuid:request_id>/done/", done, name="questionnaire_done"),
]
