"""Reading that is out of the ordinary, so that the lead of the demo has something to ask about."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from betweenus.domain.access import Identity
from betweenus.domain.refusals import NotAllowed
from betweenus.services import case, clock
from betweenus.services.demo.days import Days
from betweenus.services.demo.stories_reading import Story
from betweenus.services.demo.telling import Told


def tell_readings(
    rows: Iterable[Story], staff: Mapping[str, Identity], told: Mapping[str, Told], days: Days
) -> None:
    """Somebody opens a case at an odd hour, or tries to open one that is not theirs."""
    for row in rows:
        course_id = told[row["client"]].course
        assert course_id, f"{row['client']} has no course to be read about"
        with clock.as_of(days.at(row["days_ago"], row["at"])), suppress(NotAllowed):
            case.read(by=staff[row["who"]], course_id=course_id)
