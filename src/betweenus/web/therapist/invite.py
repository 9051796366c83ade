"""Inviting a client to their own pages, and seeing whether they have come."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from betweenus.domain.refusals import Refusal
from betweenus.services import invitations, second_factor


class InviteForm(forms.Form):
    """Where the invitation goes."""

    email = forms.CharField(
        label="Email address",
        help_text="Only they should read what arrives there. It is also how they sign in.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "width": 30}),
        error_messages={"required": "Enter their email address"},
    )


def invite(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """How somebody stands with their own pages; posting sends an invitation."""
    form = InviteForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            sent = invitations.invite(
                by=request.actor, person_id=person_id, email=form.cleaned_data["email"]
            )
        except Refusal as refusal:
            if refusal.field is None:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"The invitation is on its way to {sent.email}.")
            return redirect("invite", person_id=person_id)
    state = invitations.state(by=request.actor, person_id=person_id)
    form = form or InviteForm(initial={"email": state.email})
    context = {"state": state, "form": form, "failed_check": bool(form.errors)}
    return render(request, "therapist/invite.jinja", context, status=422 if form.errors else 200)


@require_POST
def reset_second_factor(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take away the second factor a client has lost, so that they come in without it."""
    second_factor.reset_of_client(
        by=request.actor, person_id=person_id, reason=request.POST.get("reason", "")
    )
    messages.success(request, "They sign in without it now, and are told so by email.")
    return redirect("invite", person_id=person_id)


routes = [
    path("people/<uuid:person_id>/invite/", invite, name="invite"),
    path(
        "people/<uuid:person_id>/invite/second-factor/",
        reset_second_factor,
        name="invite_second_factor",
    ),
]
