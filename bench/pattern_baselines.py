"""What else might find a client's pattern, for comparison (part of `make bench-patterns`).

Each takes the episodes and gives a code for each part; each was given the choice of rule that did
best on development seeds.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.patterns.candidates import with_open_parts
from betweenus.domain.patterns.classes import latent_classes, most_frequent
from betweenus.domain.patterns.finding import find
from betweenus.domain.patterns.told import NOT_CODED, Told

Numbers = NDArray[np.int64]


def ours(told: Told) -> Numbers:
    """The first candidate as it is shown; a part left open is not right."""
    return with_open_parts(find(told)[0], told)


def per_part_mode(told: Told) -> Numbers:
    """The classic summary: each part's most frequent code."""
    return most_frequent(told)


def people_weighted_mode(told: Told) -> Numbers:
    """The same with every person counting alike, however much was told of them."""
    return most_frequent(told, 1 / np.bincount(told.person)[told.person])


def frequent_sets(told: Told) -> Numbers:
    """The frequent set of codes (what FP-growth finds) that covers most; the rest by its episodes.

    All sets of three to six parts that two or more episodes hold are found; the best has the
    largest number of episodes times parts beyond the second.
    """
    best, best_score = np.ones(len(told), dtype=np.bool_), -1.0
    for size in range(3, told.codes.shape[1] + 1):
        for parts in combinations(range(told.codes.shape[1]), size):
            some = told.codes[:, parts]
            whole = (some != NOT_CODED).all(axis=1)
            if not whole.any():
                continue
            sets, counts = np.unique(some[whole], axis=0, return_counts=True)
            at = int(np.argmax(counts))
            if counts[at] >= 2 and counts[at] * (size - 2) > best_score:
                best, best_score = (some == sets[at]).all(axis=1), float(counts[at] * (size - 2))
    return _mode_of(told, best)


def k_means(told: Told) -> Numbers:
    """Three clusters of the codes as zeros and ones; the largest speaks."""
    shown = np.concatenate(
        [told.codes[:, [part]] == np.arange(len(heard)) for part, heard in enumerate(told.heard)],
        axis=1,
    ).astype(np.float64)
    random = np.random.default_rng(3)
    best, best_cost = np.zeros(len(told), dtype=np.int64), np.inf
    for _ in range(8):
        middles = shown[random.choice(len(told), size=3, replace=False)]
        for _ in range(20):
            away = ((shown[:, None, :] - middles) ** 2).sum(axis=2)
            nearest = away.argmin(axis=1)
            middles = np.array(
                [
                    shown[nearest == one].mean(axis=0) if (nearest == one).any() else middles[one]
                    for one in range(3)
                ]
            )
        cost = float(away.min(axis=1).sum())
        if cost < best_cost:
            best, best_cost = nearest, cost
    return _mode_of(told, best == np.argmax(np.bincount(best, minlength=3)))


def three_latent_classes(told: Told) -> Numbers:
    """The class whose codes are steadiest for its size."""
    return latent_classes(told)[0].codes


def _mode_of(told: Told, chosen: NDArray[np.bool_]) -> Numbers:
    """Each part's most frequent code in some episodes, else in all."""
    some = most_frequent(told.only(chosen))
    return np.where(some == NOT_CODED, most_frequent(told), some)


METHODS: dict[str, Callable[[Told], Numbers]] = {
    "ours": ours,
    "per part": per_part_mode,
    "by people": people_weighted_mode,
    "FP-growth": frequent_sets,
    "k-means": k_means,
    "3 classes": three_latent_classes,
}
