"""Suitability: what is asked before DIT is offered, and what the answers come to."""

from betweenus.domain.suitability.criteria import (
    ANSWERS,
    Assessment,
    Criterion,
    Decision,
    Treatment,
    assessment,
)
from betweenus.domain.suitability.summary import (
    CLINICIAN_DECIDES,
    Leaning,
    Summary,
    summarise,
)

__all__ = [
    "ANSWERS",
    "CLINICIAN_DECIDES",
    "Assessment",
    "Criterion",
    "Decision",
    "Leaning",
    "Summary",
    "Treatment",
    "assessment",
    "summarise",
]
