"""Opening a record in an emergency, what helps at once, and a lead's review of each."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.refusals import Refusal
from betweenus.services import at_hand, emergency
from betweenus.web.fields import DateField
from betweenus.web.refusals import CLOSED
from betweenus.web.words import time


class EmergencyForm(forms.Form):
    """Who is in danger, and why the record is needed now."""

    nhs_number = forms.CharField(
        label="NHS number",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "unmarked": True, "width": "10"}),
    )
    name = forms.CharField(
        label="Full name", required=False, widget=forms.TextInput(attrs={"unmarked": True})
    )
    born_on = DateField(label="Date of birth", required=False)
    born_on.widget.attrs["unmarked"] = True
    reason = forms.CharField(
        label="Why do you need the record now?",
        help_text="Who is in danger, and what you are about to do.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "unmarked": True, "label": "nhsuk-label--s"}),
    )


class ReviewForm(forms.Form):
    """What a lead found."""

    words = forms.CharField(
        label="What did you find?", required=False, widget=forms.TextInput(attrs={"unmarked": True})
    )


def break_glass(request: HttpRequest) -> HttpResponse:
    """Say who and why; the record opens for some hours."""
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        try:
            person = emergency.find(by=request.actor, **given)
            opened = emergency.open_record(by=request.actor, person_id=person, reason=reason)
        except Refusal as refusal:
            if isinstance(refusal, CLOSED) or refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"The record is open to you until {time(opened.until)}.")
            return redirect("emergency_record", person_id=person)
    context = {
        "form": form,
        "page": emergency.mine(by=request.actor),
        "hours": emergency.HOURS,
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "therapist/emergency.jinja", context, status=status)


@require_GET
def at_once(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What helps at once of a record that is open."""
    context = {"page": at_hand.read(by=request.actor, person_id=person_id)}
    return render(request, "therapist/emergency_record.jinja", context)


@require_POST
def over(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The emergency is over."""
    emergency.close(by=request.actor, person_id=person_id)
    messages.success(request, "The record is closed to you again.")
    return redirect("break_glass")


@require_GET
def emergencies(request: HttpRequest) -> HttpResponse:
    """Every one, for the lead."""
    return _list(request)


def _list(
    request: HttpRequest, failed: ReviewForm | None = None, where: object = ""
) -> HttpResponse:
    def form_of(one: UUID) -> ReviewForm:
        return failed if failed and str(one) == str(where) else ReviewForm(auto_id=f"{one}-%s")

    context = {
        "failed_check": bool(failed),
        "found": emergency.to_review(by=request.actor),
        "form_of": form_of,
        "failed": failed,
    }
    return render(request, "service/emergencies.jinja", context, status=422 if failed else 200)


@require_POST
def review(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    """Say what was found."""
    form = ReviewForm(request.POST, auto_id=f"{emergency_id}-%s")
    form.is_valid()
    try:
        emergency.review(
            by=request.actor, emergency_id=emergency_id, words=form.cleaned_data["words"]
        )
    except Refusal as refusal:
        if isinstance(refusal, CLOSED) or refusal.field not in form.fields:
            raise
        form.add_error(refusal.field, str(refusal))
        return _list(request, form, emergency_id)
    messages.success(request, "The review is kept.")
    return redirect("emergencies")


routes = [
    path("emergency/", break_glass, name="break_glass"),
    path("emergency/<uuid:person_id>/", at_once, name="emergency_record"),
    path("emergency/<uuid:person_id>/over/", over, name="emergency_over"),
    path("service/emergencies/", emergencies, name="emergencies"),
    path("service/emergencies/<uuid:emergency_id>/", review, name="emergency_review"),
]
