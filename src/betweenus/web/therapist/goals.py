"""The goals page: one to three goals, their ratings and their way."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from betweenus.domain.formulation.goals import ANCHORS, HIGHEST, MOST_GOALS, RATING_ASKS, aims
from betweenus.domain.refusals import Refusal
from betweenus.services import goals
from betweenus.services.goals import GoalsPage
from betweenus.web.charts import goals_chart

RATINGS = [(n, str(n)) for n in range(HIGHEST + 1)]


class GoalForm(forms.Form):
    """A goal, in own words or from one of the seven aims, with its first rating."""

    aim = forms.ChoiceField(
        label="Start from one of the aims of this therapy",
        required=False,
        choices=[("", "None: own words"), *aims().items()],
        widget=forms.Select(attrs={"unmarked": True}),
    )
    words = forms.CharField(
        label="In the client’s own words",
        help_text="Leave empty to take the aim as it is written.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "unmarked": True}),
    )
    first_rating = forms.TypedChoiceField(
        label=f"First rating: {RATING_ASKS[0].lower()}{RATING_ASKS[1:]}",
        help_text=f"0 is “{ANCHORS[0].lower()}”, 10 is “{ANCHORS[10].lower()}”.",
        choices=[("", "Not yet"), *RATINGS],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"unmarked": True}),
    )


class RatingForm(forms.Form):
    """How near a goal is."""

    value = forms.TypedChoiceField(
        label=RATING_ASKS,
        choices=[("", "Choose"), *RATINGS],
        coerce=int,
        widget=forms.Select,
        error_messages={"required": "Choose a number from 0 to 10"},
    )


def goals_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The goals of a course; posting sets one."""
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            goals.set_goal(by=request.actor, course_id=course_id, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The goal is set.")
            return redirect("goals", course_id=course_id)
    page = goals.read(by=request.actor, course_id=course_id)
    return _show(request, page, form, status=422 if form.errors else 200)


def _show(request, page: GoalsPage, form, *, status: int = 200, **extra) -> HttpResponse:
    drawn = [
        (goal.words, [(rating.session, rating.value) for rating in goal.ratings])
        for goal in page.standing
    ]
    context = {
        "case": page.case,
        "tab": "goals",
        "page": page,
        "form": form,
        "failed_check": status == 422,
        "room": len(page.standing) < MOST_GOALS,
        "chart": goals_chart(drawn, page.protocol) if drawn else None,
        "rating_forms": {
            goal.id: RatingForm(auto_id=f"goal-{goal.number}-%s") for goal in page.standing
        },
        "aims": aims(),
    }
    return render(request, "therapist/goals.jinja", context | extra, status=status)


@require_POST
def rate(request: HttpRequest, course_id: UUID, goal_id: UUID) -> HttpResponse:
    """Rate a goal."""
    form = RatingForm(request.POST)
    if form.is_valid():
        goals.rate(by=request.actor, goal_id=goal_id, value=form.cleaned_data["value"])
        return redirect("goals", course_id=course_id)
    page = goals.read(by=request.actor, course_id=course_id)
    return _show(request, page, GoalForm(), status=422, rating_error=form)


@require_POST
def let_go(request: HttpRequest, course_id: UUID, goal_id: UUID) -> HttpResponse:
    """Let a goal go."""
    goals.let_go(by=request.actor, goal_id=goal_id)
    messages.success(request, "The goal is let go. It stays on record.")
    return redirect("goals", course_id=course_id)


routes = [
    path("courses/<uuid:course_id>/goals/", goals_page, name="goals"),
    path("courses/<uuid:course_id>/goals/<uuid:goal_id>/rate/", rate, name="goal_rate"),
    path("courses/<uuid:course_id>/goals/<uuid:goal_id>/let-go/", let_go, name="goal_let_go"),
]
