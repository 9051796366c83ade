"""The pictures on the client's pages: their own curve, goals, focus and course, in plain words."""

from collections.abc import Iterable

from betweenus.domain.course import Protocol
from betweenus.services.focus import MyFocus
from betweenus.services.goals import GoalNow
from betweenus.services.scores import Series
from betweenus.web.charts import goals_chart, plain_chart
from betweenus.web.client.words import plain_name
from betweenus.web.pictures import focus as focus_picture
from betweenus.web.pictures.picture import Picture


def my_chart(
    series: Iterable[Series],
    protocol: Protocol,
    *,
    ended_after: int | None = None,
    name: str = "mine",
) -> Picture | None:
    """The client's own curve, without bands and thresholds; None before the first score."""
    drawn = [
        (plain_name(one.measure), one)
        for one in series
        if any(total is not None for total in one.totals)
    ]
    return plain_chart(drawn, protocol, ended_after=ended_after, name=name) if drawn else None


def my_goals_chart(goals: Iterable[GoalNow], protocol: Protocol) -> Picture | None:
    """The client's goals over the sessions; None before the first rating."""
    rated = [
        (goal.words, [(rating.session, rating.value) for rating in goal.ratings])
        for goal in goals
        if goal.ratings
    ]
    return goals_chart(rated, protocol) if rated else None


def my_focus_picture(mine: MyFocus) -> Picture | None:
    """The agreed focus as a picture, its therapist-only parts left out; None before agreement."""
    view = mine.view
    if not view.agreed:
        return None
    return focus_picture.draw_focus(
        focus_picture.Focus(
            self_view=view.self_view,
            other_view=view.other_view,
            shown=view.shown,
            hidden=None,  # feelings beneath stay with the therapist
            defence=None,
            cost=None,
        )
    )
