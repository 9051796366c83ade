"""Ending a course: what an ending still needs, planned or early, the end itself, and after it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from betweenus.domain.course import EndCode
from betweenus.domain.refusals import Refusal
from betweenus.services import case as cases
from betweenus.services import course, ending
from betweenus.web.fields import DateField
from betweenus.web.refusals import CLOSED

# Which letter a missing step of an ending is, and how its button reads.
LETTERS = {
    "letter_final": ("goodbye", "Write the letter"),
    "short_letter": ("short", "Write the letter"),
    "keeping_well": ("keeping_well", "Write the plan"),
    "discharge_summary": ("discharge", "Write the summary"),
}


class EndForm(forms.Form):
    """How a course ended."""

    end_code = forms.ChoiceField(
        label="How did it end?",
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={
            "required": "Choose how it ended",
            "invalid_choice": "Choose how it ended from the list",
        },
    )
    ended_on = DateField(
        label="Day of discharge", help_text="Leave empty for today.", required=False
    )
    words = forms.CharField(
        label="In your words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "label": "nhsuk-label--s"}),
        help_text="What led to the ending, for the record.",
    )

    def __init__(self, codes: tuple[EndCode, ...], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_code"].choices = [
            (code.value, f"{code.words} (code {code.value})") for code in codes
        ]


def end_course(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What an ending needs; posting ends the course."""
    page = cases.read(by=request.actor, course_id=course_id)
    form = EndForm(page.ending.codes, request.POST if request.method == "POST" else None)
    if form.is_bound and page.case.ended:
        messages.success(request, "The course has ended already; nothing was changed.")
        return redirect("end_course", course_id=course_id)
    if form.is_bound and form.is_valid():
        try:
            course.end(by=request.actor, course_id=course_id, **form.cleaned_data)
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "The course has ended.")
            return redirect("end_course", course_id=course_id)
    context = {
        "case": page.case,
        "tab": "ending",
        "page": page,
        "form": form,
        "letters": LETTERS,
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "therapist/ending.jinja", context, status=status)


@require_POST
def plan_early(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Say that the course will end before its plan, or that it will not after all."""
    planned = request.POST.get("planned") != "no"
    course.plan_early_ending(by=request.actor, course_id=course_id, planned=planned)
    return redirect("end_course", course_id=course_id)


@require_POST
def ask_measures(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Ask the last questionnaires."""
    has_pages = ending.ask_measures(by=request.actor, course_id=course_id)
    if has_pages:
        messages.success(request, "PHQ-9 and GAD-7 are asked for on the client’s own pages.")
        return redirect("end_course", course_id=course_id)
    messages.success(
        request, "The client has no pages of their own: enter PHQ-9 and GAD-7 from paper."
    )
    return redirect("measures", course_id=course_id)


routes = [
    path("courses/<uuid:course_id>/end/", end_course, name="end_course"),
    path("courses/<uuid:course_id>/end/early/", plan_early, name="plan_early"),
    path("courses/<uuid:course_id>/end/measures/", ask_measures, name="end_measures"),
]
