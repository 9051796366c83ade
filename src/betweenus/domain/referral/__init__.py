"""How somebody comes to the service: where a referral stands, and the answers its form offers."""

from betweenus.domain.referral.answers import (
    CONTACT_BY,
    PREFERENCES,
    PRESENTING,
    PREVIOUS_THERAPIES,
    SOURCES,
    words_for,
)
from betweenus.domain.referral.stages import STAGES, Stage, State, Task, stage_of

__all__ = [
    "CONTACT_BY",
    "PREFERENCES",
    "PRESENTING",
    "PREVIOUS_THERAPIES",
    "SOURCES",
    "STAGES",
    "Stage",
    "State",
    "Task",
    "stage_of",
    "words_for",
]
