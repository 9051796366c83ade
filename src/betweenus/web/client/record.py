"""My record: asking for a copy of it, and saying that something in it is wrong."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from betweenus.domain.refusals import Refusal
from betweenus.services import corrections, disclosure
from betweenus.services.corrections import ABOUT


class CorrectionForm(forms.Form):
    """What is wrong."""

    about = forms.ChoiceField(
        label="What is it about?",
        choices=list(ABOUT.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about"},
    )
    words = forms.CharField(
        label="What is wrong, and what should it say?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "unmarked": True}),
    )


def my_record(request: HttpRequest) -> HttpResponse:
    """What I asked and what was answered; posting says that something is wrong."""
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            corrections.ask(by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Sent. Your therapist will answer you here.")
            return redirect("my_record")
    context = {
        "form": form,
        "requests": disclosure.mine(by=request.actor),
        "said": corrections.mine(by=request.actor),
    }
    return render(request, "client/record.jinja", context, status=422 if form.errors else 200)


@require_POST
def ask_copy(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of my record."""
    disclosure.ask(
        by=request.actor, person_id=request.actor.person_id, words=request.POST.get("words", "")
    )
    messages.success(request, "Your request is with your therapist.")
    return redirect("my_record")


routes = [
    path("me/record/", my_record, name="my_record"),
    path("me/record/copy/", ask_copy, name="ask_copy"),
]
