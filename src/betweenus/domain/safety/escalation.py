"""How long a risk sign may wait unacknowledged before it goes to others who can act."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from betweenus.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Escalation:
    """The service's hours: for a sign, and for an urgent one."""

    hours: int
    urgent_hours: int

    def __post_init__(self) -> None:
        """An urgent sign never waits longer, and none waits for ever."""
        if not 0 < self.urgent_hours <= self.hours:
            raise Refusal(
                "The hours for an urgent sign must be at least 1, and not more than for another.",
                "Change one of the two numbers.",
                field="urgent_hours",
            )


def escalates_at(opened_at: datetime, escalation: Escalation, *, urgent: bool) -> datetime:
    """When a sign opened then escalates if nobody acknowledges it, in UTC.

    Counted in UTC: across the clock change, hours on the clock are not hours waited.
    """
    assert opened_at.tzinfo is not None, f"needs a time zone: {opened_at!r}"
    hours = escalation.urgent_hours if urgent else escalation.hours
    return opened_at.astimezone(UTC) + timedelta(hours=hours)


def is_overdue(opened_at: datetime, now: datetime, escalation: Escalation, *, urgent: bool) -> bool:
    """Whether a sign that is still unacknowledged must escalate now."""
    return now >= escalates_at(opened_at, escalation, urgent=urgent)
