"""Questionnaires: what is due, filling one in, what it came to, with help where it is needed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.measures import Measure
from betweenus.domain.refusals import Refusal
from betweenus.domain.safety import NOT_READ_LIVE
from betweenus.services import measures, questionnaires
from betweenus.services.begun import Given
from betweenus.services.questionnaires import Asked
from betweenus.web.client.pictures import my_chart
from betweenus.web.client.words import how_long, what_about
from betweenus.web.questionnaire_form import WholeForm, say_already_in
from betweenus.web.refusals import CLOSED


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """What is due now, what later, what was filled in."""
    context = {"due": questionnaires.read(by=request.actor), "what_about": what_about}
    return render(request, "client/questionnaires.jinja", context)


def questionnaire(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One questionnaire; posting takes the answers, once, or saves them for later.

    By script each answer is saved as it is given.
    """
    asked = questionnaires.one(by=request.actor, request_id=request_id)
    if asked.answered_on:
        say_already_in(request)
        return redirect("questionnaire_done", request_id=request_id)
    if request.method != "POST":
        return _form(request, asked, WholeForm(asked.measure, initial=asked.so_far))
    form = WholeForm(asked.measure, request.POST)
    later = "later" in request.POST
    if form.is_valid() and not later and _handed_in(request, asked, form):
        return redirect("questionnaire_done", request_id=request_id)
    asked = _save(request, asked, form)
    if not later:
        return _form(request, asked, form)
    messages.success(request, f"Your answers to {asked.name} are saved. Go on when you like.")
    # The page of the questionnaire has the crisis text, and whoever needs it reads it first.
    there = ("questionnaire", request_id) if asked.risk else ("questionnaires",)
    return redirect(*there)


def _handed_in(request: HttpRequest, asked: Asked, form: WholeForm) -> bool:
    """Hand the answers in; what is refused stands in the form."""
    try:
        measures.answer(
            by=request.actor,
            person_id=request.actor.person_id,
            measure=asked.measure.id,
            answers=form.answers,
            words=form.written,
            request_id=asked.id,
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _save(request: HttpRequest, asked: Asked, form: WholeForm) -> Asked:
    """Save what was sensibly answered, whatever is wrong with the rest."""
    return questionnaires.save(by=request.actor, request_id=asked.id, answers=lambda _: form.given)


@require_POST
def keep(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Save the answers given so far, sent by script; says whether the crisis text is called for."""

    def given(measure: Measure) -> Given:
        form = WholeForm(measure, request.POST)
        form.is_valid()  # what is wrong with one answer does not keep the others from being saved
        return form.given

    try:
        after = questionnaires.save(by=request.actor, request_id=request_id, answers=given)
    except CLOSED:
        raise
    except Refusal:  # handed in from another window: the page says so when it is sent
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-Help-Now": "yes"} if after.risk else {})


def _form(request: HttpRequest, asked: Asked, form: WholeForm) -> HttpResponse:
    measure = asked.measure
    context = {
        "asked": asked,
        "measure": measure,
        "form": form,
        "failed_check": bool(form.errors),
        "what_about": what_about,
        "how_long": how_long(measure),
        "risky": [item.id for item in measure.items if item.risk],
        "not_read_live": NOT_READ_LIVE,
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
    path("me/questionnaires/<uuid:request_id>/keep/", keep, name="questionnaire_keep"),
    path("me/questionnaires/<uuid:request_id>/done/", done, name="questionnaire_done"),
]
