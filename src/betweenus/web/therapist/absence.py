"""Leave: when somebody is away, and the deputy who sees their clients' risk signs meanwhile."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from betweenus.domain.refusals import Refusal
from betweenus.services import deputies
from betweenus.services.deputies import LeavePage
from betweenus.web.therapist.times import day_field


class LeaveForm(forms.Form):
    """From when to when, and who acts meanwhile; for the lead also who is away."""

    account = forms.ChoiceField(
        label="Who is away?", error_messages={"required": "Choose who is away"}
    )
    first_day = day_field("First day of leave", what="the first day of leave")
    last_day = day_field("Last day of leave", what="the last day of leave")
    deputy = forms.ChoiceField(
        label="Who is deputy?",
        help_text="Sees and acknowledges risk signs of these clients, and nothing else.",
        error_messages={"required": "Choose a deputy"},
    )

    def __init__(self, page: LeavePage, me: UUID, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(pk), name) for pk, name in page.clinicians]
        self.fields["account"].choices = [("", "Choose"), *people]
        self.fields["deputy"].choices = [
            ("", "Choose"),
            *(one for one in people if page.may_plan_all or one[0] != str(me)),
        ]
        if not page.may_plan_all:
            del self.fields["account"]


def leave(request: HttpRequest) -> HttpResponse:
    """The leave of now and later; posting puts one down."""
    page = deputies.read(by=request.actor)
    me = request.actor.account_id
    form = LeaveForm(page, me, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _plan(request, form)
        except Refusal as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The leave is put down. Tell the deputy yourself as well.")
            return redirect("absences")
    context = {"page": page, "form": form, "failed_check": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "therapist/absence.jinja", context, status=status)


def _plan(request: HttpRequest, form: LeaveForm) -> None:
    chosen = form.cleaned_data
    deputies.plan(
        by=request.actor,
        account_id=UUID(chosen.get("account") or str(request.actor.account_id)),
        deputy_id=UUID(chosen["deputy"]),
        first_day=chosen["first_day"],
        last_day=chosen["last_day"],
    )


@require_POST
def end(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """End a leave now, or before it begins."""
    deputies.call_off(by=request.actor, absence_id=absence_id)
    messages.success(request, "The leave is ended. The deputy no longer sees these risk signs.")
    return redirect("absences")


routes = [
    path("leave/", leave, name="absences"),
    path("leave/<uuid:absence_id>/end/", end, name="absence_end"),
]
