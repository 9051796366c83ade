"""The doubt about found patterns: resampling, chance, and what is left without one person.

Whatever is drawn by lot here is drawn from a fixed seed: the same episodes get the same answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from betweenus.domain.patterns.evidence import Weighed, weigh
from betweenus.domain.patterns.finding import Found, find
from betweenus.domain.patterns.told import NOT_CODED, Numbers, Told

SEED = 16
RESAMPLES = 60
LEFT_OUT = 1 / 3
"""Left out of each draw. Drawing with replacement instead looks like the same thing told twice, and
said .47 where three in four were right; this stays closer to how often it is right."""
SHUFFLES = 99
ALL_BUT_ONE = 5
"""Two patterns with so many parts of six in common are the same, seen twice."""
FILLED = 2 / 3
"""Above this share of one code, a part's own codes cannot show what chance would do."""
BY_CHANCE = 0.05
"""Up to this share of shuffles doing as well, a shared pattern is said to be there."""
FEWEST_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """Separate statements about one candidate; ``confidence`` only of the first."""

    stability: float
    survives: bool
    chance: float
    confidence: float | None


def stays_first(told: Told, found: tuple[Found, ...], times: int = RESAMPLES) -> tuple[float, ...]:
    """For each pattern: the share of draws, each leaving out a third, in which it is first."""
    random = np.random.default_rng(SEED)
    first = np.zeros(len(found))
    for _ in range(times):
        drawn = np.sort(random.permutation(len(told))[: round(len(told) * (1 - LEFT_OUT))])
        winner = find(told.only(drawn))[0]
        first += [one.agrees(winner) >= ALL_BUT_ONE for one in found]
    return tuple(float(share) for share in first / max(times, 1))


def by_chance(
    told: Told, found: tuple[Found, ...], whole: Weighed, times: int = SHUFFLES
) -> tuple[float, ...]:
    """For each pattern: how often shuffled episodes hold one as strong; the first speaks for all.

    Each part's codes are dealt out anew over all episodes: they stay as common and lose what held
    them together. The first pattern is compared by the evidence that anything is shared; the
    others by their own evidence beside the best of a shuffle, which is stricter.
    """
    own = [evidence_at(whole, one.codes) for one in found]
    as_good = np.ones(len(found))
    for shuffled in map(weigh, shuffles(told, times)):
        as_good[0] += shuffled.shared >= whole.shared
        as_good[1:] += [float(shuffled.evidence.max()) >= one for one in own[1:]]
    return tuple(float(share) for share in as_good / (times + 1))


def evidence_at(whole: Weighed, codes: Numbers) -> float:
    """The evidence for one pattern; its refined codes may lie outside those weighed."""
    nearest = tuple(
        int(np.flatnonzero(some == code)[0]) if code in some else None
        for some, code in zip(whole.codes, codes, strict=True)
    )
    known = tuple(slice(None) if at is None else at for at in nearest)
    return float(np.max(whole.evidence[known]))


def shuffles(told: Told, times: int = SHUFFLES) -> Iterator[Told]:
    """The same people, each part's codes dealt out anew by lot, as often as asked."""
    random = np.random.default_rng(SEED)
    decks = [_deck(told.codes[:, part], len(heard)) for part, heard in enumerate(told.heard)]
    for _ in range(times):
        dealt = [random.permutation(deck)[: len(told)] for deck in decks]
        yield told.with_codes(np.stack(dealt, axis=1))


def _deck(codes: Numbers, known: int) -> Numbers:
    """The codes to deal: those told, and where one code fills the part, every known one besides.

    Dealt among themselves, codes that nearly all agree would come out as they were, and agreement
    would look like chance. Elsewhere the others are left out: they would make chance look weaker.
    """
    coded = codes[codes != NOT_CODED]
    if len(coded) and np.bincount(coded).max() > FILLED * len(coded):
        return np.concatenate([codes, np.arange(known)])
    return codes


def strongest_person(one: Found, told: Told) -> int:
    """The person whose episodes a pattern explains most."""
    return int(np.bincount(told.person, weights=one.explains).argmax())


def survives(told: Told, found: tuple[Found, ...]) -> tuple[bool, ...]:
    """For each pattern: whether it stands as high or higher without its strongest person."""
    return tuple(_survives(told, one, place) for place, one in enumerate(found))


def _survives(told: Told, one: Found, place: int) -> bool:
    others = told.person != strongest_person(one, told)
    if len(set(told.person[others].tolist())) < FEWEST_PEOPLE:
        return False
    left = find(told.only(others))[: place + 1]
    return any(one.agrees(other) >= ALL_BUT_ONE for other in left)
