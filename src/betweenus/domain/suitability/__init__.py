"""Suitability: what is asked before DIT is offered, and what the answers come to."""

from betweenus.domain.suitability.criteria import (
    ANSWERS,
    Assessment,
    Caution,
    Criterion,
    Decision,
    Treatment,
    assessment,
)
from betweenus.domain.suitability.summary import (
    CLINICIAN_DECIDES,
    Leaning,
    Summary,
    answer_leaning,
    summarise,
    unexplained,
)

__all__ = [
    "ANSWERS",
    "CLINICIAN_DECIDES",
    "Assessment",
    "Caution",
    "Criterion",
    "Decision",
    "Leaning",
    "Summary",
    "Treatment",
    "answer_leaning",
    "assessment",
    "summarise",
    "unexplained",
]
