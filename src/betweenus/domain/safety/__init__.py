"""Safety: which answer is a sign of risk, what must follow, and by when."""

from betweenus.domain.safety.acknowledging import (
    DONE_WORDS,
    NEEDS_WORDS,
    Acknowledgement,
    Done,
    acknowledgement,
)
from betweenus.domain.safety.cover import uncovered
from betweenus.domain.safety.crisis import DEFAULT_CRISIS_TEXT, NOT_READ_LIVE, crisis_text
from betweenus.domain.safety.escalation import Escalation, escalates_at, is_overdue
from betweenus.domain.safety.signs import RiskSign, signs, unseen

__all__ = [
    "DEFAULT_CRISIS_TEXT",
    "DONE_WORDS",
    "NEEDS_WORDS",
    "NOT_READ_LIVE",
    "Acknowledgement",
    "Done",
    "Escalation",
    "RiskSign",
    "acknowledgement",
    "crisis_text",
    "escalates_at",
    "is_overdue",
    "signs",
    "uncovered",
    "unseen",
]
