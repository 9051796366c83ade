"""The weeks of the demo, as client and therapist rate them, and the moments a focus rests on."""

from datetime import timedelta
from typing import Any

from betweenus.domain.tracking.rating import monday
from betweenus.services import clock, episodes, evidence, focus_rating
from betweenus.services.demo.meeting import ends_at
from betweenus.services.demo.telling import Told

AFTER = timedelta(minutes=90)  # episodes of the session are written down and coded by then


def tell_weeks(told: Told) -> None:
    """Every rating of a story, and what its focus rests on."""
    weeks = told.story.get("weeks", {})
    for row in weeks.get("client", ()):
        told.then(told.days.at(row["days_ago"], "20:30"), lambda r=row: _rate(told, r, client=True))
    for row in weeks.get("therapist", ()):
        moment = ends_at(told, row["days_ago"]) + AFTER
        told.then(moment, lambda r=row: _rate(told, r, client=False))
    if found := told.story.get("evidence"):
        told.then(ends_at(told, found["days_ago"]) + AFTER, lambda: _rest_on(told, found))


def _rate(told: Told, row: dict[str, Any], *, client: bool) -> None:
    focus_rating.rate(
        by=told.client if client else told.therapist,
        course_id=told.course,
        week=monday(clock.today()),
        showed=row["showed"],
        stepped_back=row.get("back"),
        places=row.get("places", ()),
        tried=row.get("tried", ""),
    )


def _rest_on(told: Told, found: dict[str, Any]) -> None:
    page = episodes.read(by=told.therapist, course_id=told.course)
    numbers = {one.number: one.id for one in page.told}
    evidence.take(
        by=told.therapist,
        course_id=told.course,
        pattern=found["pattern"],
        episodes=[numbers[number] for number in found["episodes"]],
    )
