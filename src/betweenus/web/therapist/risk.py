"""Risk signs: the list, urgent ones first, and one to be acknowledged with what was done."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.access import Relation
from betweenus.domain.refusals import Refusal
from betweenus.domain.safety import DONE_WORDS
from betweenus.services import safety
from betweenus.web.words import when


class AcknowledgeForm(forms.Form):
    """What was done about a sign."""

    done = forms.ChoiceField(
        label="What did you do?",
        choices=[(done.value, words) for done, words in DONE_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was done", "invalid_choice": "Choose one"},
    )
    words = forms.CharField(
        label="In a few words",
        help_text="What was said and agreed, whom you spoke to, when you look at it again.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "unmarked": True}),
    )


GROUPS = {
    Relation.DUTY: "Come to me as the clinician on duty",
    Relation.DEPUTY: "Clients of those I am deputy for",
    Relation.OWN: "My clients",
    Relation.SUPERVISEE: "Clients of those I supervise",
}
AS_WHAT = {
    "duty": "on duty",
    "supervisor": "supervisor",
    "deputy": "deputy",
    "lead": "service lead, since nobody was on duty",
}


@require_GET
def risks(request: HttpRequest) -> HttpResponse:
    """Every open sign that is theirs to see, by why it is."""
    lines = safety.open_tasks(by=request.actor)
    groups = [
        (words, [line for line in lines if line.standing is standing])
        for standing, words in GROUPS.items()
    ]
    context = {"groups": [(words, found) for words, found in groups if found]}
    return render(request, "therapist/risks.jinja", context)


def risk(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One sign; posting says what was done."""
    try:
        return _risk(request, task_id)
    except safety.Settled as settled:
        context = {"settled": settled, "words": request.POST.get("words", "")}
        return render(request, "therapist/risk_settled.jinja", context, status=409)


def _risk(request: HttpRequest, task_id: UUID) -> HttpResponse:
    form = AcknowledgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            task = safety.acknowledge(by=request.actor, task_id=task_id, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            return _after(request, task)
    page = safety.read(by=request.actor, task_id=task_id)
    context = {
        "page": page,
        "form": form,
        "went": [(one.to, AS_WHAT.get(one.standing, one.standing), one.at) for one in page.went],
        "failed_check": bool(form.errors),
    }
    return render(request, "therapist/risk.jinja", context, status=422 if form.errors else 200)


def _after(request: HttpRequest, task) -> HttpResponse:
    if task.acknowledged_at is None:
        messages.success(request, "Noted. The sign stays open until somebody has reached them.")
        return redirect("risk", task_id=task.pk)
    if task.acknowledged_by_id != request.actor.account_id:
        messages.info(
            request,
            f"{task.acknowledged_by.name} acknowledged it while you wrote, on "
            f"{when(task.acknowledged_at)}. What you did is added to it.",
        )
        return redirect("risk", task_id=task.pk)
    messages.success(request, "Acknowledged. What you did is on record.")
    return redirect("risks")


routes = [
    path("risk/", risks, name="risks"),
    path("risk/<uuid:task_id>/", risk, name="risk"),
]
