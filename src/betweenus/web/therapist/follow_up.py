"""The follow-up page: a time one to six months after the end, questionnaires asked beforehand."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.course import Attendance
from betweenus.domain.refusals import Refusal
from betweenus.services import follow_up
from betweenus.services.follow_up import FollowUpPage
from betweenus.web.refusals import CLOSED
from betweenus.web.therapist.times import at, day_field, mode_field, place_field, time_field
from betweenus.web.words import plural, when

OTHER = "other"


class FollowUpForm(forms.Form):
    """When, how and where: one of the times offered, or another."""

    choice = forms.ChoiceField(
        label="When?",
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={"required": "Choose when", "invalid_choice": "Choose one of the times"},
    )
    day = day_field("Another day", required=False, what="the day of the review")
    time = time_field("Time", required=False, what="the time of the review")
    mode = mode_field()
    place = place_field()

    def __init__(self, page: FollowUpPage, data=None) -> None:
        super().__init__(data, initial={"mode": page.mode, "place": page.place})
        self.page = page
        for name in ("day", "time"):
            self.fields[name].widget.attrs["unmarked"] = True
        self.fields["choice"].choices = [
            *(
                (str(months), f"{plural(months, 'month')} after the end: {when(moment)}")
                for months, moment in page.suggested.items()
            ),
            (OTHER, "Another time"),
        ]

    def clean(self):
        """Another time needs its day and hour."""
        cleaned = super().clean()
        if cleaned.get("choice") == OTHER:
            for name in ("day", "time"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    @property
    def starts_at(self):
        """The chosen moment, once valid."""
        chosen = self.cleaned_data["choice"]
        if chosen == OTHER:
            return at(self.cleaned_data["day"], self.cleaned_data["time"])
        return self.page.suggested[int(chosen)]


def follow_up_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Plan a follow-up; posting books it."""
    page = follow_up.read(by=request.actor, course_id=course_id)
    form = FollowUpForm(page, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row = follow_up.plan(
                by=request.actor,
                course_id=course_id,
                starts_at=form.starts_at,
                mode=form.cleaned_data["mode"],
                place=form.cleaned_data["place"],
            )
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request,
                f"The follow-up is booked for {when(row.starts_at)}. PHQ-9 and GAD-7 are asked "
                "for beforehand.",
            )
            return redirect("follow_up", course_id=course_id)
    context = {
        "case": page.case,
        "tab": "overview",
        "page": page,
        "form": form,
        "attendance": {code.value: code.words for code in Attendance},
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "therapist/follow_up.jinja", context, status=status)


routes = [path("courses/<uuid:course_id>/follow-up/", follow_up_page, name="follow_up")]
