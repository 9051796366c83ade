"""Opening a course: consent, contract and frame; then the dates, checked before they are booked."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.course import Break, Mode
from betweenus.domain.refusals import Refusal
from betweenus.services import course
from betweenus.services.opening import OpeningPage
from betweenus.web.therapist.times import (
    at,
    day_field,
    local_day,
    local_time,
    mode_field,
    place_field,
    time_field,
)

YES_NO = [("yes", "Yes"), ("no", "No")]
BREAKS = 3  # stated holidays a form has room for; more can be set once the course is open
CONTRACT = (
    "{sessions} sessions of {minutes} minutes, once a week, at the same time. The last date is "
    "known from the start. Sessions missed without notice are talked about. What is said stays "
    "between us, unless somebody is in danger; my supervisor hears about the work."
)


def _consent(label: str, hint: str, *, unasked: bool = True) -> forms.ChoiceField:
    choices = [*YES_NO, ("", "Not asked yet")] if unasked else YES_NO
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices if not unasked else [*YES_NO, ("unasked", "Not asked yet")],
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": f"Say whether they agree: {label[0].lower()}{label[1:]}"},
    )


class OpeningForm(forms.Form):
    """The frame of a course."""

    treatment = _consent(
        "Treatment",
        "They know what DIT is, how long it lasts, what else there would be, and agree to begin.",
        unasked=False,
    )
    recording = _consent(
        "Recording sessions",
        "Asked separately. No is fine, and yes can be taken back at any time.",
    )
    gp = _consent("Letters to the GP", "A summary at the end, of which they get a copy.")
    recording_words = forms.CharField(
        label="About recording",
        help_text="What was agreed: what for, who hears it, until when it is kept",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contract = forms.CharField(
        label="What you agreed on",
        help_text="The frame in plain words. Change it to what you said to each other.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "unmarked": True}),
    )
    planned_sessions = forms.TypedChoiceField(
        label="Sessions", coerce=int, widget=forms.RadioSelect(attrs={"inline": True})
    )
    first_day = day_field("Day of the first session")
    first_time = time_field("Time of the first session")
    mode = mode_field(initial=Mode.FACE_TO_FACE.value)
    place = place_field()

    def __init__(self, page: OpeningPage, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned_sessions"].choices = [(n, str(n)) for n in page.lengths]
        self.fields["planned_sessions"].initial = page.planned_sessions
        self.fields["contract"].initial = CONTRACT.format(
            sessions=page.planned_sessions, minutes=page.minutes
        )
        for number in range(BREAKS):
            self.fields[f"break_{number}_first"] = day_field("From", required=False, what="a day")
            self.fields[f"break_{number}_last"] = day_field("To", required=False, what="a day")
            self.fields[f"break_{number}_why"] = forms.CharField(
                label="Why", required=False, max_length=60, widget=forms.TextInput()
            )
            for part in ("first", "last", "why"):
                self.fields[f"break_{number}_{part}"].widget.attrs["unmarked"] = True

    def clean(self):
        """A break ends after it begins; a lone day is a break of one day."""
        cleaned = super().clean()
        for number in range(BREAKS):
            first = cleaned.get(f"break_{number}_first")
            last = cleaned.get(f"break_{number}_last")
            if first and last and last < first:
                self.add_error(f"break_{number}_last", "A break ends on or after its first day")
            if last and not first:
                self.add_error(f"break_{number}_first", "Enter the first day of this break")
        if cleaned.get("treatment") == "no":
            self.add_error(
                "treatment",
                "A course cannot be opened for somebody who does not agree to it. Talk about it "
                "again, or close the referral.",
            )
        return cleaned

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The holidays stated, once valid."""
        values = self.cleaned_data
        return tuple(
            Break(first, values.get(f"break_{n}_last") or first, values.get(f"break_{n}_why", ""))
            for n in range(BREAKS)
            if (first := values.get(f"break_{n}_first"))
        )

    @property
    def first_session(self) -> datetime:
        """The first session as a moment, once valid."""
        return at(self.cleaned_data["first_day"], self.cleaned_data["first_time"])

    @property
    def consents(self) -> dict[str, bool]:
        """What was answered; what was not asked is left out."""
        asked = ("treatment", "recording", "gp")
        answers = {name: self.cleaned_data[name] for name in asked}
        return {
            name: answer == "yes" for name, answer in answers.items() if answer in ("yes", "no")
        }


class DatesForm(forms.Form):
    """The proposed dates, each to be checked and changed."""

    def __init__(self, count: int, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, count + 1):
            self.fields[f"day_{number}"] = day_field(
                f"Day of session {number}", what=f"the day of session {number}"
            )
            self.fields[f"time_{number}"] = time_field(
                f"Time of session {number}", what=f"the time of session {number}"
            )
            for part in ("day", "time"):
                self.fields[f"{part}_{number}"].widget.attrs["label"] = "nhsuk-u-visually-hidden"
        self.count = count

    @property
    def dates(self) -> list[datetime]:
        """The dates as they were checked, once valid."""
        values = self.cleaned_data
        return [at(values[f"day_{n}"], values[f"time_{n}"]) for n in range(1, self.count + 1)]

    @staticmethod
    def values(dates) -> dict[str, object]:
        """The form's values for these moments."""
        filled: dict[str, object] = {}
        for number, moment in enumerate(dates, start=1):
            filled[f"day_{number}"] = local_day(moment).isoformat()
            filled[f"time_{number}"] = f"{local_time(moment):%H:%M}"
        return filled


def open_course(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The frame first; then the dates to check; then the course is open."""
    page = course.propose_dates(by=request.actor, referral_id=referral_id)
    form = OpeningForm(page, request.POST or None)
    if request.method != "POST":
        return _render(request, page, form)
    if not form.is_valid():
        return _render(request, page, form, status=422)
    if request.POST.get("step") == "book":
        return _book(request, page, form, referral_id)
    return _propose(request, form, referral_id)


def _propose(request: HttpRequest, form: OpeningForm, referral_id: UUID) -> HttpResponse:
    page = course.propose_dates(
        by=request.actor,
        referral_id=referral_id,
        first_session=form.first_session,
        planned_sessions=form.cleaned_data["planned_sessions"],
        breaks=form.breaks,
    )
    values = DatesForm.values(one.starts_at for one in page.dates)
    return _render(request, page, form, dates=DatesForm(len(page.dates), values))


def _book(
    request: HttpRequest, page: OpeningPage, form: OpeningForm, referral_id: UUID
) -> HttpResponse:
    values = form.cleaned_data
    dates = DatesForm(values["planned_sessions"], request.POST)
    if sum(name.startswith("day_") for name in request.POST) != dates.count:
        # Another number of sessions was chosen since the dates were shown: show them first.
        return _propose(request, form, referral_id)
    if not dates.is_valid():
        return _render(request, page, form, dates=dates, status=422)
    try:
        opened = course.open_course(
            by=request.actor,
            referral_id=referral_id,
            planned_sessions=values["planned_sessions"],
            mode=values["mode"],
            place=values["place"],
            breaks=form.breaks,
            consents=form.consents,
            consent_words={"recording": values["recording_words"]},
            contract=values["contract"],
            dates=dates.dates,
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _render(request, page, form, dates=dates, status=422)
    messages.success(request, f"The course is open, with {len(dates.dates)} sessions booked.")
    return redirect("case", course_id=opened.pk)


def _render(request, page, form, *, dates: DatesForm | None = None, status: int = 200):
    rows = []
    if dates is not None:
        clashes = [one.clash for one in page.dates] + [""] * dates.count
        rows = [
            (n, dates[f"day_{n}"], dates[f"time_{n}"], clashes[n - 1])
            for n in range(1, dates.count + 1)
        ]
    context = {
        "page": page,
        "form": form,
        "dates": dates,
        "rows": rows,
        "open_frame": dates is None or bool(form.errors),
        "breaks": [
            tuple(form[f"break_{n}_{part}"] for part in ("first", "last", "why"))
            for n in range(BREAKS)
        ],
        "failed_check": status == 422,
    }
    return render(request, "therapist/opening.jinja", context, status=status)


routes = [path("referrals/<uuid:referral_id>/open/", open_course, name="open_course")]
