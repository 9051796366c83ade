"""The duty rota: who is on duty when, and days on which nobody is."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from betweenus.domain.refusals import Refusal
from betweenus.services import duty
from betweenus.services.duty import Rota
from betweenus.web.therapist.times import day_field


class TurnForm(forms.Form):
    """Who is on duty, from which day to which."""

    account = forms.ChoiceField(
        label="Who is on duty?", error_messages={"required": "Choose a clinician"}
    )
    first_day = day_field("First day on duty", what="the first day on duty")
    last_day = day_field("Last day on duty", what="the last day on duty")

    def __init__(self, page: Rota, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(pk), name) for pk, name in page.clinicians]
        self.fields["account"].choices = [("", "Choose"), *people]


def rota(request: HttpRequest) -> HttpResponse:
    """The rota from today on; posting puts somebody on duty."""
    page = duty.read(by=request.actor)
    form = TurnForm(page, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            duty.plan(
                by=request.actor,
                account_id=UUID(chosen["account"]),
                first_day=chosen["first_day"],
                last_day=chosen["last_day"],
            )
        except Refusal as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The rota is as you put it down.")
            return redirect("duty")
    context = {"page": page, "form": form, "failed_check": bool(form.errors)}
    return render(request, "service/duty.jinja", context, status=422 if form.errors else 200)


@require_POST
def call_off(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    """Take somebody off duty."""
    duty.call_off(by=request.actor, turn_id=turn_id)
    messages.success(request, "They are no longer on duty then.")
    return redirect("duty")


routes = [
    path("service/duty/", rota, name="duty"),
    path("service/duty/<uuid:turn_id>/off/", call_off, name="duty_off"),
]
