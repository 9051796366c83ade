"""Codes suggested for a slot: at most three, each with the words it rests on, never one chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

OFFERED = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One code that may fit.

    ``words`` are the client's words it rests on; ``like`` a phrase of the vocabulary they are
    near to, blank where single words decided.
    """

    code: str
    probability: float
    words: str
    like: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is offered for one slot, likeliest first; ``unsure`` when not even the first is likely.

    Of what was done with a feeling only what could be seen is offered; naming a defence is the
    therapist's.
    """

    slot: str
    offered: tuple[Suggestion, ...]
    unsure: bool


def offer(slot: str, found: Iterable[Suggestion], *, sure: float) -> Suggestions:
    """The likeliest three; unsure when the first is less likely than ``sure``."""
    order = sorted(found, key=lambda one: -one.probability)  # a stable sort: the file's order
    best = tuple(order[:OFFERED])
    return Suggestions(slot, best, unsure=not best or best[0].probability < sure)
