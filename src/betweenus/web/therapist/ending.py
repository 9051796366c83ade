"""Ending a course: what an ending still needs, planned or early, and the end itself."""

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
from betweenus.services import course
from betweenus.services.case import CasePage
from betweenus.web.fields import DateField


class EndForm(forms.Form):
    """How a course ended."""

    end_code = forms.ChoiceField(
        label="How did it end?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended"},
    )
    ended_on = DateField(
        label="Day of discharge", help_text="Leave empty for today.", required=False
    )
    words = forms.CharField(
        label="In your words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What led to the ending, for the record.",
    )

    def __init__(self, codes: tuple[EndCode, ...], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_code"].choices = [(code.value, code.words) for code in codes]


def end_course(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What an ending needs; posting ends the course."""
    page = cases.read(by=request.actor, course_id=course_id)
    form = EndForm(page.ending.codes, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            course.end(by=request.actor, course_id=course_id, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "The course is ended.")
            return redirect("case", course_id=course_id)
    return _show(request, page, form, status=422 if form.errors else 200)


def _show(request, page: CasePage, form: EndForm, *, status: int) -> HttpResponse:
    context = {
        "case": page.case,
        "tab": "case",
        "page": page,
        "form": form,
        "failed_check": status == 422,
        "letter_kind": page.ending.letter,
    }
    return render(request, "therapist/ending.jinja", context, status=status)


@require_POST
def plan_early(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Say that the course will end before its plan, or that it will not after all."""
    planned = request.POST.get("planned") != "no"
    course.plan_early_ending(by=request.actor, course_id=course_id, planned=planned)
    return redirect("end_course", course_id=course_id)


routes = [
    path("courses/<uuid:course_id>/end/", end_course, name="end_course"),
    path("courses/<uuid:course_id>/end/early/", plan_early, name="plan_early"),
]
