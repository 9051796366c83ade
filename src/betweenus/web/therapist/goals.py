"""The goals page: one to three goals, their ratings and their way."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from betweenus.domain.formulation.goals import ANCHORS, HIGHEST, MOST_GOALS, RATING_ASKS, aims
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.services import goals
from betweenus.services.goals import GoalsPage
from betweenus.web.charts import goals_chart
from betweenus.web.refusals import CLOSED

RATINGS = [(n, str(n)) for n in range(HIGHEST + 1)]
_FROM_TO = f"0 is “{ANCHORS[0].lower()}”, 10 is “{ANCHORS[10].lower()}”."


class GoalForm(forms.Form):
    """A goal, in own words or from one of the seven aims, with its first rating."""

    words = forms.CharField(
        label="In the client’s own words",
        help_text="Or leave this empty and take one of the aims below as it is written.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "unmarked": True, "label": "nhsuk-label--s"}),
    )
    aim = forms.ChoiceField(
        label="Which aim of this therapy it belongs to",
        required=False,
        choices=[("", "None of them"), *aims().items()],
        widget=forms.Select(attrs={"unmarked": True, "label": "nhsuk-label--s"}),
    )
    first_rating = forms.TypedChoiceField(
        label=f"First rating: “{RATING_ASKS}”",
        help_text=_FROM_TO,
        choices=[("", "Not yet"), *RATINGS],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"unmarked": True, "label": "nhsuk-label--s"}),
    )


class RatingForm(forms.Form):
    """How near a goal is."""

    value = forms.TypedChoiceField(
        label=RATING_ASKS,
        choices=[("", "Choose"), *RATINGS],
        coerce=int,
        widget=forms.Select,
        error_messages={
            "required": "Choose a number from 0 to 10",
            "invalid_choice": "Choose a number from 0 to 10",
        },
    )


def goals_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The goals of a course; posting sets one."""
    form = GoalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            goals.set_goal(by=request.actor, course_id=course_id, **form.cleaned_data)
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The goal is set.")
            return redirect("goals", course_id=course_id)
    page = goals.read(by=request.actor, course_id=course_id)
    return _show(request, page, form, status=422 if form.errors else 200)


def _show(request, page: GoalsPage, form, *, status: int = 200, rated=None) -> HttpResponse:
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
        "room": len(page.standing) < MOST_GOALS or bool(form.errors),
        "chart": goals_chart(drawn, page.protocol) if drawn else None,
        "rating_forms": {
            goal.id: RatingForm(
                rated[1] if rated and rated[0] == goal.id else None,
                auto_id=f"goal-{goal.number}-%s",
            )
            for goal in page.standing
        },
        "aims": aims(),
    }
    return render(request, "therapist/goals.jinja", context, status=status)


@require_POST
def rate(request: HttpRequest, course_id: UUID, goal_id: UUID) -> HttpResponse:
    """Rate a goal."""
    form = RatingForm(request.POST)
    if form.is_valid():
        goals.rate(by=request.actor, goal_id=goal_id, value=form.cleaned_data["value"])
        messages.success(request, f"Rated {form.cleaned_data['value']}.")
        return redirect("goals", course_id=course_id)
    page = goals.read(by=request.actor, course_id=course_id)
    if goal_id not in {goal.id for goal in page.standing}:
        raise NotFound("There is no such goal.", "It may have been let go.")
    return _show(request, page, GoalForm(), status=422, rated=(goal_id, request.POST))


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
