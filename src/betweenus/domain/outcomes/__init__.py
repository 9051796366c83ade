"""Outcomes: change, caseness, recovery, signals and waits, with the figures they rest on."""

from betweenus.domain.outcomes.change import Change, since_best, since_first
from betweenus.domain.outcomes.nhs import Outcome, anxiety_pair, outcome
from betweenus.domain.outcomes.pairs import DatedTotal, Moment, Pair, ScoreRefused, first_and_last
from betweenus.domain.outcomes.rates import Counts, Rates, rates, share, tally
from betweenus.domain.outcomes.signals import History, Signal, SignalKind, signals
from betweenus.domain.outcomes.waits import (
    DatesRefused,
    Gap,
    Wait,
    first_treatment_wait,
    inactive_flag,
    second_treatment_gap,
)

__all__ = [
    "Change",
    "Counts",
    "DatedTotal",
    "DatesRefused",
    "Gap",
    "History",
    "Moment",
    "Outcome",
    "Pair",
    "Rates",
    "ScoreRefused",
    "Signal",
    "SignalKind",
    "Wait",
    "anxiety_pair",
    "first_and_last",
    "first_treatment_wait",
    "inactive_flag",
    "outcome",
    "rates",
    "second_treatment_gap",
    "share",
    "signals",
    "since_best",
    "since_first",
    "tally",
]
