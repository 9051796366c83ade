"""How much each conceivable pattern explains across people, beyond what each relationship is like.

For every episode and pattern: how much likelier its codes are if the pattern shows in it than if
it does not (the codes being as common as they are with this client). For every person: that ratio
over all their episodes, for every share of episodes in which the pattern may show. And because any
relationship may have a script of its own, a person speaks for a shared pattern only as far as it
beats the average over all scripts: one much-told relationship adds no more than naming the pattern
costs, whatever its length.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.patterns.told import NOT_CODED, Floats, Numbers, Told

SHOWN = 0.85
"""How often a part follows the pattern in an episode in which it shows. A guess, like the next."""
COMMON = 5.0
"""Counts added to every code when asking how common it is: a client's few episodes hold the
pattern too, so they are believed only partly."""
PER_PART = 4
"""The codes weighed of each part: its most frequent; others come in when a pattern is refined."""
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""The shares of a person's episodes in which a pattern may show, all as likely."""
SHARED = 0.8
"""How likely a given person is to be told about in the pattern at all."""
OWN_SCRIPT = 0.5
"""How likely a relationship is to have a script of its own."""
AT_ONCE = 40
"""Episodes multiplied at once; more would leave the range of numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """``codes``: for each part the numbers of the codes weighed.

    ``evidence``: for each combination of them the evidence (natural logarithm), one axis a part.
    """

    codes: tuple[Numbers, ...]
    evidence: Floats

    @property
    def shared(self) -> float:
        """The evidence that any pattern at all is shared between people."""
        return float(np.logaddexp.reduce(self.evidence.ravel()) - np.log(self.evidence.size))


def weigh(told: Told) -> Weighed:
    """The evidence for every pattern made of each part's most frequent codes."""
    chosen = _frequent(told)
    ratios = _combined(ratios_of(told), chosen)
    shape = tuple(len(codes) for codes in chosen)
    evidence = np.zeros(ratios.shape[0])
    for person in range(int(told.person.max()) + 1):
        evidence += _from_one_person(ratios[:, told.person == person])
    return Weighed(chosen, evidence.reshape(shape))


def ratios_of(told: Told) -> tuple[Floats, ...]:
    """For each part (code, episode): how much likelier the episode is if the pattern has the code.

    Natural logarithms; 0 where the part was not coded.
    """
    made = []
    for column, heard in enumerate(told.heard):
        codes = told.codes[:, column]
        coded = codes != NOT_CODED
        counts = np.bincount(codes[coded], minlength=len(heard)) + COMMON
        common = counts / counts.sum()
        ratio = np.log((SHOWN * heard + (1 - SHOWN) * common) / common)
        table = np.zeros((len(heard), len(codes)))
        table[:, coded] = ratio[:, codes[coded]]
        made.append(table)
    return tuple(made)


def _frequent(told: Told) -> tuple[Numbers, ...]:
    """Each part's most frequent codes, in the vocabulary's order; ties go to the earlier."""
    chosen = []
    for column, heard in enumerate(told.heard):
        codes = told.codes[:, column]
        counts = np.bincount(codes[codes != NOT_CODED], minlength=len(heard))
        first = np.argsort(-counts, kind="stable")[:PER_PART]
        chosen.append(np.sort(first[counts[first] > 0] if counts.any() else first[:1]))
    return tuple(chosen)


def _combined(ratios: tuple[Floats, ...], chosen: tuple[Numbers, ...]) -> NDArray[np.float32]:
    """(combination, episode): the product over the parts, as a plain number."""
    made = np.exp(ratios[0][chosen[0]])
    for table, codes in zip(ratios[1:], chosen[1:], strict=True):
        made = (made[:, None, :] * np.exp(table[codes])[None]).reshape(-1, made.shape[1])
    return made.astype(np.float32)


def _from_one_person(ratios: NDArray[np.float32]) -> Floats:
    """What one person's episodes say for each combination, beyond a script of their own."""
    by_share = np.zeros((len(SHARES), len(ratios)))
    for row, share in enumerate(SHARES):
        for start in range(0, ratios.shape[1], AT_ONCE):
            some = ratios[:, start : start + AT_ONCE].astype(np.float64)
            by_share[row] += np.log(np.prod(1 - share + share * some, axis=1))
    shows = np.logaddexp.reduce(by_share, axis=0) - np.log(len(SHARES))
    some_script = np.logaddexp.reduce(shows) - np.log(len(shows))
    without = np.logaddexp(np.log(1 - OWN_SCRIPT), np.log(OWN_SCRIPT) + some_script)
    made: Floats = np.logaddexp(np.log(1 - SHARED) + without, np.log(SHARED) + shows) - without
    return made
