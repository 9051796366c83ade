"""The three-class latent-class reading: episodes sorted into three kinds, whoever they are about.

Shown beside the ranking so that a therapist sees where they differ; it knows nothing of people.
Fitted by expectation-maximisation from several starts drawn from a fixed seed.
"""

from dataclasses import dataclass

import numpy as np

from betweenus.domain.patterns.told import NOT_CODED, Floats, Numbers, Told

CLASSES = 3
STARTS = 6
ROUNDS = 40
ADDED = 0.2
"""Counts added to every code of a class, so that a few episodes are not taken for certainty."""


@dataclass(frozen=True, slots=True, eq=False)
class LatentClass:
    """The most frequent ``codes``, the ``share`` of the episodes, how far each ``belongs``."""

    codes: Numbers
    share: float
    belongs: Floats


def latent_classes(told: Told) -> tuple[LatentClass, ...]:
    """The three classes of the best start, the one whose codes are steadiest for its size first."""
    shown = _shown(told)
    random = np.random.default_rng(CLASSES)
    fits = [_fit(told, shown, random) for _ in range(STARTS)]
    _, belongs = max(fits, key=lambda fit: fit[0])
    made = [_class(shown, one) for one in belongs]
    order = sorted(range(len(made)), key=lambda at: -made[at][1])
    return tuple(made[at][0] for at in order)


def _shown(told: Told) -> tuple[Floats, ...]:
    """For each part (code, episode): 1 where the episode has the code."""
    return tuple(
        (told.codes[:, column] == np.arange(len(heard))[:, None]).astype(np.float64)
        for column, heard in enumerate(told.heard)
    )


def _fit(
    told: Told, shown: tuple[Floats, ...], random: np.random.Generator
) -> tuple[float, Floats]:
    """One start: how well it fits, and how far each episode belongs to each class."""
    belongs = random.dirichlet(np.ones(CLASSES), size=len(told)).T
    fit = 0.0
    for _ in range(ROUNDS):
        share = (belongs.sum(axis=1) + 1) / (len(told) + CLASSES)
        logs = np.repeat(np.log(share)[:, None], len(told), axis=1)
        for part in shown:
            counts = belongs @ part.T + ADDED
            logs += np.log(counts / counts.sum(axis=1, keepdims=True)) @ part
        each = np.logaddexp.reduce(logs, axis=0)
        belongs, fit = np.exp(logs - each), float(each.sum())
    return fit, belongs


def _class(shown: tuple[Floats, ...], belongs: Floats) -> tuple[LatentClass, float]:
    """A class, and how many codes in it are its own most frequent ones."""
    counts = [part @ belongs for part in shown]
    codes = np.array([int(np.argmax(count)) for count in counts])
    steady = float(sum(count.max() for count in counts))
    return LatentClass(codes, float(belongs.mean()), belongs), steady


def most_frequent(told: Told, weights: Floats | None = None) -> Numbers:
    """The classic summary: each part's most frequent code, or ``NOT_CODED``."""
    counts = []
    for column, heard in enumerate(told.heard):
        coded = told.codes[:, column] != NOT_CODED
        some = None if weights is None else weights[coded]
        counts.append(np.bincount(told.codes[coded, column], weights=some, minlength=len(heard)))
    return np.array([int(np.argmax(one)) if one.any() else NOT_CODED for one in counts])
