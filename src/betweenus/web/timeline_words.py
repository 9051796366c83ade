"""What a time line says in its table: a row for each week in which anything is known."""

from collections.abc import Iterable, Mapping
from datetime import date

from betweenus.domain.tracking.rating import PLACES, Rating, monday
from betweenus.services.scores import Series
from betweenus.services.tracking import TrackingPage
from betweenus.web.pictures.picture import Twin
from betweenus.web.words import short_day

PLACE_NAMES = {"outside": "With people now", "past": "In the past", "here": "Here, between us"}
MY_PLACES = {"outside": "With people now", "past": "In memories", "here": "In the session"}


def twin(page: TrackingPage, weeks: tuple[date, ...], moods: list[Series]) -> Twin:
    """A row for each week in which anything is known."""
    called, days = page.case.called, {c.id: c.day for c in page.facts.contacts}
    held = {monday(days[key]): n for key, n in page.now.numbers.items() if key in days}
    scored = [
        {monday(p.answered_on): p.total for p in one.during if p.total is not None} for one in moods
    ]
    rows = []
    for week in weeks:
        client, therapist = page.of(week, by_client=True), page.of(week, by_client=False)
        values = [found.get(week) for found in scored]
        if client or therapist or any(value is not None for value in values):
            rows.append(
                (
                    short_day(week),
                    f"{held.get(week, '')}",
                    *_both(client, therapist),
                    _where_both(client, therapist, called),
                    *("" if value is None else f"{value:g}" for value in values),
                )
            )
    headers = (
        "Week of",
        "Session",
        f"Showed, {called}",
        "Showed, therapist",
        f"Stepped back, {called}",
        "Stepped back, therapist",
        "Where",
        *(one.measure.short_title for one in moods),
    )
    return Twin("How the focus goes, by week", headers, tuple(rows))


def _both(client: Rating | None, therapist: Rating | None) -> Iterable[str]:
    for name in ("showed", "stepped_back"):
        for one in (client, therapist):
            yield _number(getattr(one, name) if one else None)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value}"


def _where(rating: Rating | None, names: Mapping[str, str]) -> str:
    return ", ".join(names[place].lower() for place in PLACES if rating and place in rating.places)


def _where_both(client: Rating | None, therapist: Rating | None, called: str) -> str:
    found = [
        f"{who}: {said}"
        for who, one in ((called, client), ("therapist", therapist))
        if (said := _where(one, PLACE_NAMES))
    ]
    return "; ".join(found)


def my_twin(ratings: Iterable[Rating]) -> Twin:
    """A client's own weeks."""
    return Twin(
        "My weeks",
        ("Week of", "How much it showed", "Stepped back", "Where"),
        tuple(
            (
                short_day(one.week),
                f"{one.showed}",
                _number(one.stepped_back),
                _where(one, MY_PLACES),
            )
            for one in ratings
        ),
    )
