"""The waiting list, and giving somebody to a therapist."""

from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.access import Act, Role
from betweenus.domain.outcomes.waits import EIGHTEEN_WEEKS, SIX_WEEKS
from betweenus.domain.referral import STAGES, Task
from betweenus.services import acting, allocation, waiting
from betweenus.web.sent import number
from betweenus.web.words import plural

SORTS = {"longest": "Longest wait first", "newest": "Newest first", "name": "Name"}
OVERS = {"": "Any", "6": "Over 6 weeks", "18": "Over 18 weeks"}


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Who waits, for what and how long."""
    choice = _choice(request)
    page = waiting.list_waiting(by=request.actor, choice=choice)
    context = {
        "page": page,
        "choice": choice,
        "stages": STAGES,
        "sorts": SORTS,
        "overs": OVERS,
        "bar_days": EIGHTEEN_WEEKS,
        "six_weeks": SIX_WEEKS,
        "therapist": request.actor.has(Role.THERAPIST),
        "office": request.actor.has(Role.LEAD) or request.actor.has(Role.ADMINISTRATOR),
        "may_refer": acting.may(request.actor, Act.REFER),
        "filtered": bool(choice.search or choice.over or choice.mine or choice.stage),
        "address": lambda **changed: _address(choice, **changed),
        "row_words": _next_words,
    }
    return render(request, "therapist/waiting.jinja", context)


def _choice(request: HttpRequest) -> waiting.Choice:
    """What the address asks for; anything it cannot mean is left out."""
    asked = request.GET
    page = asked.get("page", "1")
    return waiting.Choice(
        stage=asked.get("stage", ""),
        search=asked.get("search", "").strip()[:100],
        over=asked.get("over", ""),
        mine=asked.get("mine") == "1" and request.actor.has(Role.THERAPIST),
        sort=asked.get("sort", "longest") if asked.get("sort") in SORTS else "longest",
        page=number(page, 1),
    )


def _address(choice: waiting.Choice, **changed: object) -> str:
    """The list's address with something changed, back on its first page unless that is it."""
    asked = {
        "stage": choice.stage,
        "search": choice.search,
        "over": choice.over,
        "mine": "1" if choice.mine else "",
        "sort": "" if choice.sort == "longest" else choice.sort,
        "page": "",
    } | changed
    return f"?{urlencode({key: value for key, value in asked.items() if value})}"


def _next_words(row: waiting.WaitingRow) -> str:
    """With whom somebody is, in words for a cell."""
    if not row.with_whom:
        return "with nobody yet"
    return "with you" if row.mine else f"with {row.with_whom}"


class Allocate(forms.Form):
    """To whom."""

    account = forms.ChoiceField(
        label="Therapist",
        error_messages={
            "required": "Choose a therapist",
            "invalid_choice": "Choose a therapist from the list",
        },
        widget=forms.RadioSelect(),
    )
    words = forms.CharField(
        label="Why them",
        help_text="A line for the therapist, for example “asked for mornings”.",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"label": "nhsuk-label--s"}),
    )


def allocate(request: HttpRequest, referral_id) -> HttpResponse:
    """Give somebody to a therapist, with what each of them carries in view."""
    if request.method == "POST" and request.POST.get("account") == "me":
        return _take(request, referral_id)
    page = allocation.read_allocation(by=request.actor, referral_id=referral_id)
    form = Allocate(request.POST if request.method == "POST" else None)
    form.fields["account"].choices = [
        (str(one.account_id), _named(one, request.actor.account_id)) for one in page.therapists
    ]
    form.fields["account"].widget.attrs["hints"] = {
        str(one.account_id): carries(one) for one in page.therapists
    }
    if form.is_bound and form.is_valid():
        given = allocation.allocate(by=request.actor, referral_id=referral_id, **_chosen(form))
        name = next(one.name for one in page.therapists if one.account_id == given.account_id)
        messages.success(request, f"{page.person.name} is with {name} now.")
        return redirect("waiting")
    context = {"page": page, "form": form, "failed_check": bool(form.errors), "Task": Task}
    status = 422 if form.errors else 200
    return render(request, "therapist/allocate.jinja", context, status=status)


def _chosen(form: Allocate) -> dict[str, object]:
    return {"account_id": UUID(form.cleaned_data["account"]), "words": form.cleaned_data["words"]}


def _named(one: allocation.Load, me) -> str:
    return f"{one.name}{' (you)' if one.account_id == me else ''}"


def carries(one: allocation.Load) -> str:
    """What a therapist carries now, in words."""
    parts = [plural(one.courses, "open course")]
    if one.to_assess:
        parts.append(f"{one.to_assess} to assess")
    if one.to_open:
        parts.append(f"{one.to_open} to open")
    return ", ".join(parts) + (" · in training" if one.trainee else "")


def _take(request: HttpRequest, referral_id) -> HttpResponse:
    """A therapist takes somebody themselves, with one press."""
    given = allocation.allocate(
        by=request.actor, referral_id=referral_id, account_id=request.actor.account_id
    )
    to_do = "assess" if given.task == Task.ASSESS else "treat"
    messages.success(request, f"{given.person.name} is yours to {to_do}.")
    return redirect("referral", referral_id=referral_id)


routes = [
    path("waiting/", show, name="waiting"),
    path("referrals/<uuid:referral_id>/allocate/", allocate, name="allocate"),
]
