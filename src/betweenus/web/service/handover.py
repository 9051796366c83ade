"""Handing a therapist's clients to another."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.referral import Task
from betweenus.domain.refusals import Refusal
from betweenus.services import handover
from betweenus.services.handover import Client, HandoverPage
from betweenus.web.therapist.waiting import carries
from betweenus.web.words import plural, short_day


class HandoverForm(forms.Form):
    """Who goes, to whom, and why."""

    clients = forms.MultipleChoiceField(
        label="Who is handed over?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person"},
    )
    to = forms.ChoiceField(
        label="To whom?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a therapist"},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="Kept with each client’s record. The client sees who looks after them, not why.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why they are handed over"},
    )

    def __init__(self, page: HandoverPage, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        clients = self.fields["clients"]
        clients.choices = [(str(one.person_id), one.name) for one in page.clients]
        clients.widget.attrs["hints"] = {str(one.person_id): stands(one) for one in page.clients}
        clients.initial = [str(one.person_id) for one in page.clients]
        to = self.fields["to"]
        to.choices = [(str(one.account_id), one.name) for one in page.therapists]
        to.widget.attrs["hints"] = {str(one.account_id): carries(one) for one in page.therapists}


def stands(client: Client) -> str:
    """How far somebody is, without a word of what it is about."""
    if client.ended_on:
        return f"Course ended on {short_day(client.ended_on)}; the record needs somebody."
    if client.opened_on:
        return f"Course open since {short_day(client.opened_on)}"
    return "To be assessed" if client.task is Task.ASSESS else "Accepted, course not open yet"


def hand_over(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Hand clients over."""
    page = handover.read(by=request.actor, account_id=account_id)
    posted = request.POST if request.method == "POST" else None
    form = HandoverForm(page, posted, auto_id="handover-%s")
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            count = handover.hand_over(
                by=request.actor,
                account_id=account_id,
                to=UUID(chosen["to"]),
                person_ids={UUID(one) for one in chosen["clients"]},
                reason=chosen["reason"],
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{plural(count, 'client')} handed over. Tell them yourself.")
            return redirect("account", account_id=account_id)
    context = {"page": page, "form": form, "failed_check": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "service/handover.jinja", context, status=status)


routes = [path("service/people/<uuid:account_id>/hand-over/", hand_over, name="handover")]
