"""Mood and the focus: does a week in which it showed more go with a worse score, for this person?

A score of a week is taken to be a level, a steady drift over the weeks, so many points for each
point of the rating, and a disturbance that lasts a while (what a week brings is partly still there
in the next). Without the drift, two things that both get better with the weeks would seem to go
together. For each strength of lasting the answer has a closed form; they are averaged by how well
each fits. The average is over a table of numbers: the same input gives the same output.

    score = level + drift * week + points * rating + disturbance
    disturbance = lasting ** weeks * disturbance before + noise

It says what goes with what, never what causes what.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, lgamma, log, pi, sqrt

from betweenus.domain.tracking.spread import Spread, spread_of

LASTING = tuple(step / 20 for step in range(0, 19, 2))
"""The strengths of lasting weighed, all alike likely beforehand: none (0) to nearly all (.9)."""
LIKELY_POINTS = 0.3
"""How many points a point of the rating is worth beforehand, most likely none: the usual size (one
standard deviation) as a share of the noise. Noise of 3 points makes it 0.9 a point."""
NOISE_KNOWN, NOISE_BEFORE = 2.0, 4.0
"""What is taken of the noise beforehand: as much as two weeks tell, and a variance of 4."""
_PLACES = 401
_REACH = 8.0


@dataclass(frozen=True, slots=True)
class Week:
    """A week with a rating and a score that go together; ``number`` counts weeks from anywhere."""

    number: int
    rating: float
    score: float


@dataclass(frozen=True, slots=True)
class _Part:
    """What one strength of lasting says: a t-distribution of the points, and its weight."""

    middle: float
    scale: float
    freedom: float
    weight: float

    def heights(self, values: Sequence[float]) -> list[float]:
        """Its weighted density at each value."""
        half = (self.freedom + 1) / 2
        top = exp(lgamma(half) - lgamma(self.freedom / 2)) / sqrt(self.freedom * pi) / self.scale
        top, wide = top * self.weight, self.freedom * self.scale**2
        return [top * (1 + (value - self.middle) ** 2 / wide) ** -half for value in values]


def points(weeks: Iterable[Week]) -> Spread:
    """How many points of the score go with one point of the rating, as far as can be told.

    Needs four weeks or more; how many are needed to say anything is for ``looking``.
    """
    rows = sorted(weeks, key=lambda week: week.number)
    parts = _weighted([_part(rows, lasting) for lasting in LASTING])
    low = min(part.middle - _REACH * part.scale for part in parts)
    high = max(part.middle + _REACH * part.scale for part in parts)
    step = (high - low) / (_PLACES - 1)
    values = [low + place * step for place in range(_PLACES)]
    heights = zip(*(part.heights(values) for part in parts), strict=True)
    return spread_of(values, [sum(together) for together in heights])


def _weighted(parts: Sequence[_Part]) -> list[_Part]:
    """The weights (logarithms so far) as shares; those that hardly count are left out."""
    most = max(part.weight for part in parts)
    shares = [exp(part.weight - most) for part in parts]
    return [
        _Part(part.middle, part.scale, part.freedom, share / sum(shares))
        for part, share in zip(parts, shares, strict=True)
        if share > 1e-4
    ]


def _part(rows: Sequence[Week], lasting: float) -> _Part:
    """The answer for one strength of lasting, after Gelman and others (2013), chapter 14."""
    gaps = [None, *(b.number - a.number for a, b in pairwise(rows))]
    noises = [_noise(gap, lasting) for gap in gaps]

    def without_lasting(values: Sequence[float]) -> list[float]:
        before = (0.0, *values)
        return [
            (value - (lasting**gap * last if gap else 0.0)) / sqrt(noise)
            for value, last, gap, noise in zip(values, before, gaps, noises, strict=False)
        ]

    middle = rows[len(rows) // 2].number
    level, left = _apart(without_lasting([1.0] * len(rows)), [])
    drift, left_of_drift = _apart(
        without_lasting([float(w.number - middle) for w in rows]), [level]
    )
    ratings, _ = _apart(without_lasting([w.rating for w in rows]), [level, drift])
    scores, _ = _apart(without_lasting([w.score for w in rows]), [level, drift])

    likely = (1 - lasting**2) / LIKELY_POINTS**2
    known = _dot(ratings, ratings) + likely
    found = _dot(ratings, scores) / known
    rest = _dot(scores, scores) - found**2 * known + NOISE_KNOWN * NOISE_BEFORE
    freedom = len(rows) - 2 + NOISE_KNOWN
    weight = -0.5 * sum(log(noise) for noise in noises) - 0.5 * log(left * left_of_drift)
    weight += 0.5 * log(likely / known) - freedom / 2 * log(rest)
    return _Part(found, sqrt(rest / freedom / known), freedom, weight)


def _noise(gap: int | None, lasting: float) -> float:
    """How much is new in a disturbance ``gap`` weeks after the last, against one week."""
    whole = 1 / (1 - lasting**2)
    return whole if gap is None else whole * (1 - lasting ** (2 * gap))


def _apart(values: list[float], others: Sequence[list[float]]) -> tuple[list[float], float]:
    """``values`` with what ``others`` (apart from each other) tell taken out, and what is left."""
    for other in others:
        share = _dot(values, other) / _dot(other, other)
        values = [value - share * one for value, one in zip(values, other, strict=True)]
    return values, _dot(values, values)


def _dot(one: Iterable[float], other: Iterable[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
