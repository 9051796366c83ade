"""How long people wait, against the national standards; a day on the limit is still within it.

Sources: first treatment within 6 and 18 weeks (NHS metadata M053, M055; 42 and 126 days), first to
second treatment over 28 and 90 days (M046, M047, M126), open without activity (M020).
"""

from dataclasses import dataclass
from datetime import date

from betweenus.domain.refusals import Refusal

SIX_WEEKS = 42
EIGHTEEN_WEEKS = 126


class DatesRefused(Refusal):
    """Two dates in an order that cannot be."""


@dataclass(frozen=True, slots=True)
class Wait:
    """From referral to first attended treatment, or to today while still waiting."""

    days: int
    waiting: bool

    @property
    def weeks(self) -> int:
        """Whole weeks waited."""
        return self.days // 7

    @property
    def within_6_weeks(self) -> bool:
        """At most 42 days."""
        return self.days <= SIX_WEEKS

    @property
    def within_18_weeks(self) -> bool:
        """At most 126 days."""
        return self.days <= EIGHTEEN_WEEKS

    @property
    def sentence(self) -> str:
        """The wait in words, against both standards."""
        waited = f"{'Waiting' if self.waiting else 'Waited'} {in_weeks(self.days)}"
        if self.within_6_weeks:
            return f"{waited}: within 6 weeks."
        over = "6 weeks, within 18" if self.within_18_weeks else "18 weeks"
        return f"{waited}: over {over}."


@dataclass(frozen=True, slots=True)
class Gap:
    """From first to second attended treatment, or to today while there is no second."""

    days: int
    waiting: bool

    @property
    def over_28_days(self) -> bool:
        """29 days or more."""
        return self.days > 28

    @property
    def over_90_days(self) -> bool:
        """91 days or more: the hidden wait."""
        return self.days > 90


def first_treatment_wait(referred_on: date, first_treated_on: date | None, today: date) -> Wait:
    """The wait for a first treatment; raises ``DatesRefused`` if treated before being referred."""
    days = _days(referred_on, first_treated_on or today, "referral", "first treatment")
    return Wait(days, waiting=first_treated_on is None)


def second_treatment_gap(first_on: date, second_on: date | None, today: date) -> Gap:
    """The wait between first and second treatment; raises ``DatesRefused``."""
    days = _days(first_on, second_on or today, "first treatment", "second treatment")
    return Gap(days, waiting=second_on is None)


def inactive_flag(last_activity_on: date, today: date) -> str | None:
    """What to say of an open referral nothing has happened on: "61-90 days", "over 90 days"."""
    days = _days(last_activity_on, today, "last activity", "today")
    if days > 90:
        return "over 90 days"
    return "61-90 days" if days > 60 else None


def in_weeks(days: int) -> str:
    """A stretch of days as people say it: "5 days", "6 weeks", "6 weeks and 1 day"."""
    weeks, over = divmod(days, 7)
    parts = [plural(weeks, "week")] if weeks else []
    if over or not weeks:
        parts.append(plural(over, "day"))
    return " and ".join(parts)


def plural(number: int, word: str) -> str:
    """A number and its noun: "1 week", "3 weeks"."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def _days(start: date, end: date, start_word: str, end_word: str) -> int:
    days = (end - start).days
    if days < 0:
        raise DatesRefused(
            f"The date of {end_word} ({end}) is before that of {start_word} ({start}).",
            "Correct one of the two dates.",
        )
    return days
