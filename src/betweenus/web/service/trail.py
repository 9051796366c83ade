"""Unusual reading of records, for the lead: who, when, why it is here, and what came of asking."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.access import Role
from betweenus.domain.access.identity import ROLE_WORDS
from betweenus.domain.refusals import Refusal
from betweenus.domain.trail.unusual import Why
from betweenus.services import unusual
from betweenus.services.unusual import LONGEST, Shown
from betweenus.web.words import plural, time

FIRST_YEAR = 2000

TAGS = {
    Why.SAME_NAME: "Same family name",
    Why.NIGHT: "At night",
    Why.NOT_THEIRS: "Not on their caseload",
    Why.LONG_ENDED: "Ended long ago",
    Why.REFUSED: "Refused",
    Why.MANY: "Many records",
}


class ReviewForm(forms.Form):
    """What came of asking."""

    words = forms.CharField(
        label="What did you find out?",
        help_text="For instance whom you asked, and what they said. Nothing about the therapy.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what you found out"},
    )


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What was unusual in seven days."""
    return _show(request, _day(request.GET.get("until", "")))


@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Say of one finding what it was."""
    key, until = request.POST.get("key", ""), _day(request.POST.get("until", ""))
    form = ReviewForm(request.POST, auto_id="answered-%s")
    if form.is_valid():
        try:
            unusual.review(by=request.actor, key=key, words=form.cleaned_data["words"])
        except Refusal as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Kept. It has moved to what has been looked at.")
            query = f"?until={until.isoformat()}" if until else ""
            return redirect(reverse("service_trail") + query)
    return _show(request, until, wrong=key, wrong_form=form)


def _show(
    request: HttpRequest,
    until: date | None,
    wrong: str = "",
    wrong_form: ReviewForm | None = None,
) -> HttpResponse:
    page = unusual.read(by=request.actor, until=until)
    lines = [
        (
            one,
            sentence(one),
            when(one),
            wrong_form
            if wrong_form and one.finding.key == wrong
            else ReviewForm(auto_id=f"say-{place}-%s"),
        )
        for place, one in enumerate(page.shown)
    ]
    context = {
        "page": page,
        "waiting": [line for line in lines if line[0].review is None],
        "looked_at": [line for line in lines if line[0].review],
        "tags": TAGS,
        "role": role,
        "wrong": wrong,
        "form": wrong_form,
        "failed_check": bool(wrong_form),
    }
    return render(request, "service/trail.jinja", context, status=422 if wrong_form else 200)


def sentence(one: Shown) -> str:
    """What somebody did: "opened the record of K.A. (6f2b3f0e)"; their name stands before it."""
    found = one.finding
    if not found.client:
        if found.usual is None:
            return f"opened {found.records} records in a day. What is usual is not known yet."
        usual = plural(round(found.usual), "record")
        return f"opened {found.records} records in a day. Usually it is {usual}."
    whose = f"the record of {one.initials or 'somebody'} ({one.record})"
    if found.why == (Why.REFUSED,):
        return f"tried to open {whose} and was refused."
    return f"opened {whose}{', and was refused something' if Why.REFUSED in found.why else ''}."


def when(one: Shown) -> str:
    """At what time of the day, and how often."""
    first, last = time(one.finding.first), time(one.finding.last)
    times = f", {plural(one.finding.times, 'time')}" if one.finding.times > 1 else ""
    return f"at {last}{times}" if first == last else f"between {first} and {last}{times}"


def role(one: Shown) -> str:
    """What the reader is in the service, for the middle of a sentence."""
    words = ROLE_WORDS[Role(one.finding.reader.role)].partition(":")[0]
    return words.lower()


def _day(said: str) -> date | None:
    """A day of an address; anything else, and a day before any trail of ours, is today."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


routes = [
    path("service/trail/", show, name="service_trail"),
    path("service/trail/review/", review, name="service_trail_review"),
]
