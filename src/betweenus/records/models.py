"""Where Django looks for tables: every noun's module, gathered."""

from betweenus.records import (
    asking,
    course,
    cover,
    diary,
    events,
    formulation,
    importing,
    letters,
    measures,
    notes,
    people,
    referral,
    rounds,
    safety,
    supervision,
    teams,
)

__all__ = [
    "asking",
    "course",
    "cover",
    "diary",
    "events",
    "formulation",
    "importing",
    "letters",
    "measures",
    "notes",
    "people",
    "referral",
    "rounds",
    "safety",
    "supervision",
    "teams",
]
