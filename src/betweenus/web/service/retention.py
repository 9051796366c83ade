"""Records whose time is over: held with a reason, or erased by a lead who types the name."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.refusals import Refusal
from betweenus.services import erased, retention
from betweenus.web.refusals import CLOSED


class HoldForm(forms.Form):
    """Why a record must be held, or need no longer be."""

    why = forms.CharField(
        label="Why?", required=False, widget=forms.TextInput(attrs={"unmarked": True})
    )


class EraseForm(forms.Form):
    """Whose record, typed again."""

    name = forms.CharField(
        label="Type their full name",
        help_text="It cannot be taken back. That there was one, and that you erased it, stays.",
        required=False,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off"}),
    )


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every record whose time is over."""
    return _page(request)


def _page(request: HttpRequest, failed: forms.Form | None = None, where: str = "") -> HttpResponse:
    def form_of(kind: str, person: UUID) -> forms.Form:
        if failed is not None and where == f"{kind}-{person}":
            return failed
        return (HoldForm if kind == "hold" else EraseForm)(auto_id=f"{kind}-{person}-%s")

    context = {
        "due": retention.due(by=request.actor),
        "erased": erased.read(by=request.actor),
        "form_of": form_of,
        "failed": failed,
        "failed_check": bool(failed),
        "where": where,
        "rule": retention.rule(),
    }
    return render(request, "service/retention.jinja", context, status=422 if failed else 200)


@require_POST
def hold(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Hold a record, or let it go."""
    form = HoldForm(request.POST, auto_id=f"hold-{person_id}-%s")
    form.is_valid()
    held = request.POST.get("held") == "yes"
    try:
        retention.hold(
            by=request.actor, person_id=person_id, held=held, why=form.cleaned_data["why"]
        )
    except Refusal as refusal:
        return _beside(request, form, f"hold-{person_id}", refusal)
    messages.success(request, "It is held." if held else "It need not be held any more.")
    return redirect("retention")


@require_POST
def erase(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Erase a record for good."""
    form = EraseForm(request.POST, auto_id=f"erase-{person_id}-%s")
    form.is_valid()
    try:
        retention.erase_record(
            by=request.actor, person_id=person_id, name=form.cleaned_data["name"]
        )
    except Refusal as refusal:
        return _beside(request, form, f"erase-{person_id}", refusal)
    messages.success(request, "The record is erased.")
    return redirect("retention")


def _beside(request: HttpRequest, form: forms.Form, where: str, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, CLOSED) or refusal.field not in form.fields:
        raise refusal
    form.add_error(refusal.field, str(refusal))
    return _page(request, form, where)


routes = [
    path("service/retention/", listed, name="retention"),
    path("service/retention/<uuid:person_id>/hold/", hold, name="retention_hold"),
    path("service/retention/<uuid:person_id>/erase/", erase, name="retention_erase"),
]
