"""My goals and how it is going: ratings, curves, in plain words."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.formulation.goals import ANCHORS, HIGHEST, RATING_ASKS
from betweenus.domain.refusals import NotFound
from betweenus.services import goals, portal
from betweenus.web.client.pictures import my_chart, my_goals_chart
from betweenus.web.client.words import plain_name, say_change


def _label(number: int) -> str:
    return f"{number}: {ANCHORS[number].lower()}" if number in ANCHORS else str(number)


class RatingForm(forms.Form):
    """How near a goal is."""

    value = forms.TypedChoiceField(
        label=RATING_ASKS,
        choices=[("", "Choose"), *((n, _label(n)) for n in range(HIGHEST + 1))],
        coerce=int,
        widget=forms.Select,
        error_messages={"required": "Choose a number from 0 to 10"},
    )


@require_GET
def my_goals(request: HttpRequest) -> HttpResponse:
    """The goals."""
    return _show(request)


def _show(request: HttpRequest, wrong: dict[UUID, RatingForm] | None = None) -> HttpResponse:
    page = portal.my_goals(by=request.actor)
    forms_of = {
        goal.id: (wrong or {}).get(goal.id) or RatingForm(auto_id=f"goal-{goal.number}-%s")
        for goal in page.goals
    }
    context = {
        "page": page,
        "forms": forms_of,
        "wrong": next(iter((wrong or {}).values()), None),
        "chart": my_goals_chart(page.goals, page.protocol) if page.protocol else None,
        "failed_check": bool(wrong),
    }
    return render(request, "client/goals.jinja", context, status=422 if wrong else 200)


@require_POST
def rate(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """Rate one of the goals."""
    page = portal.my_goals(by=request.actor)
    goal = next((goal for goal in page.goals if goal.id == goal_id), None)
    if goal is None:
        raise NotFound("There is no such goal.", "Open your goals again.")
    form = RatingForm(request.POST, auto_id=f"goal-{goal.number}-%s")
    if not form.is_valid():
        return _show(request, {goal_id: form})
    goals.rate(by=request.actor, goal_id=goal_id, value=form.cleaned_data["value"])
    messages.success(request, "Saved. Your therapist sees it too.")
    return redirect("my_goals")


@require_GET
def my_progress(request: HttpRequest) -> HttpResponse:
    """The curves and what they say."""
    page = portal.my_progress(by=request.actor)
    context = {
        "page": page,
        "chart": my_chart(page.series, page.protocol, ended_after=page.ended_after)
        if page.protocol
        else None,
        "goals_chart": my_goals_chart(page.goals, page.protocol) if page.protocol else None,
        "plain_name": plain_name,
        "say_change": say_change,
    }
    return render(request, "client/progress.jinja", context)


routes = [
    path("me/goals/", my_goals, name="my_goals"),
    path("me/goals/<uuid:goal_id>/rate/", rate, name="my_goal_rate"),
    path("me/progress/", my_progress, name="my_progress"),
]
