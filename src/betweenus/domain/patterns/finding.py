"""From the evidence to a few distinct patterns, each with the episodes it explains, best first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from betweenus.domain.patterns.evidence import Weighed, ratios_of, weigh
from betweenus.domain.patterns.told import Floats, Numbers, Told

KEPT = 3
ALIKE_BUT = 2
"""Two patterns that differ in at most so many of the parts told of count as one."""
APART_BY = 4
"""Two patterns shown beside each other differ in at least so many, or in all that are told of."""
ROUNDS = 8
STRONGEST_COUNTS = 0.25
"""What the episodes with the person who has most of them count: a pattern lives between people."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A pattern as a code number for each part; ``explains``: how far it explains each episode.

    ``spread``: the episodes it explains, those with its strongest person counted a quarter.
    ``sure``: how likely all but one part are right, if something like it is there.
    """

    codes: Numbers
    explains: Floats
    spread: float
    sure: float

    def agrees(self, other: "Found") -> int:
        """In how many parts two are the same."""
        return int((self.codes == other.codes).sum())


def find(told: Told, weighed: Weighed | None = None) -> tuple[Found, ...]:
    """The distinct patterns, the one spread over most episodes and people first."""
    begun = _distinct(weighed or weigh(told))
    codes, explains = _share_out(told, [pattern for pattern, _ in begun])
    found = [
        Found(code, share, spread(share, told.person), sure)
        for code, share, (_, sure) in zip(codes, explains, begun, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.spread, tuple(one.codes))))


def spread(explains: Floats, person: Numbers) -> float:
    """The episodes explained, those with the strongest person counted a quarter."""
    by_person = np.bincount(person, weights=explains)
    return float(by_person.sum() - (1 - STRONGEST_COUNTS) * by_person.max())


def _distinct(weighed: Weighed) -> list[tuple[Numbers, float]]:
    """The likeliest pattern, then the likeliest unlike it, and so on; each with how sure."""
    shape = weighed.evidence.shape
    # A part that was never told of, or always the same, tells no patterns apart.
    places = np.indices(shape).reshape(len(shape), -1)[[size > 1 for size in shape]]
    parts = len(places)
    evidence = weighed.evidence.ravel()
    open_to = np.ones(evidence.size, dtype=np.bool_)
    made: list[tuple[Numbers, float]] = []
    while open_to.any() and len(made) < KEPT:
        best = int(np.argmax(np.where(open_to, evidence, -np.inf)))
        near = open_to & (_differ(places, best) <= ALIKE_BUT)
        chance = np.where(near, np.exp(evidence - evidence[best]), 0.0)
        at, sure = _all_but_one_right((chance / chance.sum()).reshape(shape))
        chosen = np.unravel_index(at, shape)
        made.append((np.array([c[p] for c, p in zip(weighed.codes, chosen, strict=True)]), sure))
        open_to &= ~near & (_differ(places, at) >= min(APART_BY, parts))
    return made


def _differ(places: Numbers, at: int) -> Numbers:
    """In how many parts every pattern differs from one of them."""
    made: Numbers = (places != places[:, [at]]).sum(axis=0)
    return made


def _all_but_one_right(chance: Floats) -> tuple[int, float]:
    """The number of the pattern likeliest to be right in all parts but one; how likely that is."""
    parts = chance.ndim
    right = (1 - parts) * chance
    for part in range(parts):
        right = right + chance.sum(axis=part, keepdims=True)
    best = int(np.argmax(right))
    return best, float(right.flat[best])


def _share_out(told: Told, patterns: Sequence[Numbers]) -> tuple[list[Numbers], Floats]:
    """Each episode shared out among the patterns and none of them, the parts refined meanwhile.

    A mixture fitted by a few rounds: how far each pattern explains each episode; then for each
    part the code, of all there are, that fits those episodes best.
    """
    ratios = ratios_of(told)
    codes = [pattern.copy() for pattern in patterns]
    weights = np.full(len(codes) + 1, 1 / (len(codes) + 1))
    for _ in range(ROUNDS):
        fits = np.ones((len(codes) + 1, len(told)))
        for row, pattern in enumerate(codes):
            fits[row] = np.exp(sum(table[at] for table, at in zip(ratios, pattern, strict=True)))
        shares = weights[:, None] * fits
        shares /= shares.sum(axis=0)
        weights = (shares.sum(axis=1) + 0.5) / (len(told) + 0.5 * len(weights))
        codes = [
            np.array([int(np.argmax(table @ share)) for table in ratios]) for share in shares[:-1]
        ]
    return codes, shares[:-1]
