"""Breaks of a course as a page: a new one moves what was booked in it, and the end with it."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.refusals import Refusal
from betweenus.services import breaks
from betweenus.web.therapist.course import dates
from betweenus.web.therapist.times import day_field
from betweenus.web.words import day, plural


class BreakForm(forms.Form):
    """Days without sessions."""

    first_day = day_field("First day without a session", what="the first day of the break")
    last_day = day_field("Last day", what="the last day of the break")
    why = forms.CharField(
        label="Why", required=False, max_length=60, widget=forms.TextInput(attrs={"width": "20"})
    )
    move_sessions = forms.BooleanField(
        label="Move the sessions booked in it to the end of the course",
        required=False,
        initial=True,
    )

    def clean(self):
        """A break ends after it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The break ends on or after its first day")
        if first and last and last - first > timedelta(days=366):
            self.add_error("last_day", "A break of more than a year is an ending")
        return cleaned


def break_list(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The breaks of a course; a new one moves what was booked in it."""
    if request.method == "POST" and request.POST.get("remove"):
        breaks.remove_break(
            by=request.actor, course_id=course_id, break_id=_uuid(request.POST["remove"])
        )
        messages.success(request, "The break is removed. Sessions stay where they are now.")
        return redirect("breaks", course_id=course_id)
    form = BreakForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _, moved = breaks.set_break(by=request.actor, course_id=course_id, **form.cleaned_data)
        page = breaks.read(by=request.actor, course_id=course_id)
        messages.success(request, _break_words(moved, page.now))
        return redirect("breaks", course_id=course_id)
    page = breaks.read(by=request.actor, course_id=course_id)
    context = {
        "page": page,
        "case": page.case,
        "tab": "sessions",
        "form": form,
        "dates": dates(page.now),
        "failed_check": bool(form.errors),
    }
    return render(request, "therapist/breaks.jinja", context, status=422 if form.errors else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal("This break could not be found.", "Go back and try again.") from None


def _break_words(moved, now) -> str:
    words = "The break is kept."
    if moved:
        words += f" {plural(len(moved), 'session')} moved to the end."
    if now.projected_end:
        words += f" The last session is likely on {day(now.projected_end)}."
    return words


routes = [path("courses/<uuid:course_id>/breaks/", break_list, name="breaks")]
