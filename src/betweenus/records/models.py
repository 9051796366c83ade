"""Where Django looks for tables: every noun's module, gathered."""

from betweenus.records import (
    course,
    diary,
    events,
    formulation,
    importing,
    letters,
    measures,
    notes,
    people,
    referral,
    safety,
    supervision,
    teams,
)

__all__ = [
    "course",
    "diary",
    "events",
    "formulation",
    "importing",
    "letters",
    "measures",
    "notes",
    "people",
    "referral",
    "safety",
    "supervision",
    "teams",
]
