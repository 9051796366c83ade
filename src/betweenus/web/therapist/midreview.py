"""The half-way review page."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.refusals import Refusal
from betweenus.services import midreview
from betweenus.services.midreview import FITS
from betweenus.web.charts import goals_chart, symptom_chart
from betweenus.web.refusals import CLOSED


class ReviewForm(forms.Form):
    """What the review found."""

    focus_fits = forms.ChoiceField(
        label="Is the focus still right?",
        choices=list(FITS.items()),
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={"required": "Say whether the focus is still right"},
    )
    words = forms.CharField(
        label="What you found together",
        help_text="The curve, the goals, what has moved and what has not.",
        widget=forms.Textarea(attrs={"rows": 4, "label": "nhsuk-label--s", "data-grows": "1"}),
        error_messages={"required": "Write what you found, a sentence or two"},
    )
    client_words = forms.CharField(
        label="In the client’s words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "label": "nhsuk-label--s", "data-grows": "1"}),
    )
    plan = forms.CharField(
        label="For the second half",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "label": "nhsuk-label--s", "data-grows": "1"}),
    )


def mid_review(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Look at the first half together; posting keeps what was found."""
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            midreview.record(by=request.actor, course_id=course_id, **form.cleaned_data)
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The review is kept.")
            return redirect("mid_review", course_id=course_id)
    page = midreview.read(by=request.actor, course_id=course_id)
    standing = [goal for goal in page.goals if goal.let_go_at is None]
    drawn = [(g.words, [(r.session, r.value) for r in g.ratings]) for g in standing]
    context = {
        "case": page.case,
        "tab": "overview",
        "page": page,
        "form": form,
        "failed_check": bool(form.errors),
        "fits": FITS,
        "chart": symptom_chart(page.series, page.protocol),
        "goals": goals_chart(drawn, page.protocol) if drawn else None,
    }
    status = 422 if form.errors else 200
    return render(request, "therapist/midreview.jinja", context, status=status)


routes = [path("courses/<uuid:course_id>/mid-review/", mid_review, name="mid_review")]
