"""Mentalising language on the page of a transcript: counts, a picture, and what they are not."""

from collections.abc import Sequence

from betweenus.domain.mentalising import FEWEST_WORDS, markers
from betweenus.services.spoken import SessionSpoken
from betweenus.web.pictures.picture import Picture
from betweenus.web.pictures.spoken import SpokenFamily, SpokenSessions, draw_spoken
from betweenus.web.words import short_day


def picture_of(sessions: Sequence[SessionSpoken]) -> Picture | None:
    """The counts of each session; None while no session has words enough."""
    if not any(one.shown for one in sessions):
        return None
    return draw_spoken(
        SpokenSessions(
            sessions=tuple(short_day(one.at) for one in sessions),
            words=tuple(_words(one) for one in sessions),
            families=tuple(
                SpokenFamily(family.name, tuple(_rate(one, family.id) for one in sessions))
                for family in markers().families
            ),
            caption="Words about minds in what the client said",
        )
    )


def too_few() -> str:
    """What a page says while nothing can be said."""
    return (
        f"Counted from {FEWEST_WORDS} words of the client’s up; no session here has so many, or "
        "the client’s voice is not known."
    )


def _words(one: SessionSpoken) -> str:
    return str(one.spoken.words) if one.spoken else "voices not told apart"


def _rate(one: SessionSpoken, family: str) -> float | None:
    return one.shown.per_thousand(family) if one.shown else None
