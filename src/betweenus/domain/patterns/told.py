"""Episodes as arrays, for counting: codes by number, people by number, and what is easily misheard.

NumPy is imported here and in the modules that count, so that who only codes never loads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.patterns.episodes import Episode
from betweenus.domain.patterns.vocabulary import Code, Vocabulary

NOT_CODED = -1
MISCODED = 0.25
"""How often a confirmed code is another than the one meant. Raters of CCRT agree at a kappa of
.55 to .70 (Tallberg 2020), so one code in four is a cautious guess; the ranking hardly changes
between .1 and .4."""
TO_NEAR = 0.5
"""How much of that goes to the codes like it; the rest goes anywhere."""

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """``codes``: a row an episode, a column a part, ``NOT_CODED`` where there is none.

    ``person`` numbers the people from 0. ``heard`` holds for each part how often a code (row) is
    coded as each code (column).
    """

    codes: Numbers
    person: Numbers
    heard: tuple[Floats, ...]

    def __len__(self) -> int:
        return len(self.person)

    def only(self, chosen: NDArray[Any]) -> "Told":
        """Some of the episodes, by number or by a mask; one may be chosen twice."""
        _, person = np.unique(self.person[chosen], return_inverse=True)
        return Told(self.codes[chosen], person.astype(np.int64), self.heard)

    def with_codes(self, codes: Numbers) -> "Told":
        """The same people with other codes."""
        return Told(codes, self.person, self.heard)


def as_told(episodes: Sequence[Episode], words: Vocabulary) -> Told:
    """The episodes in their order; people are numbered in the order of their first episode."""
    places = [{code: at for at, code in enumerate(codes)} for codes in words.by_part.values()]
    codes = np.full((len(episodes), len(places)), NOT_CODED, dtype=np.int64)
    people: dict[str, int] = {}
    person = np.empty(len(episodes), dtype=np.int64)
    for row, episode in enumerate(episodes):
        person[row] = people.setdefault(episode.person, len(people))
        for column, (part, place) in enumerate(zip(words.by_part, places, strict=True)):
            if part in episode.parts:
                codes[row, column] = place[episode.parts[part]]
    return Told(codes, person, heard_in(words))


def heard_in(words: Vocabulary) -> tuple[Floats, ...]:
    """For each part: how often each code is taken for each other."""
    return tuple(
        heard_as(likened(list(codes.values())), len(codes)) for codes in words.by_part.values()
    )


def likened(codes: Sequence[Code]) -> tuple[tuple[int, ...], ...]:
    """For each code of a part the numbers of those like it: named as near, or standing beside it.

    The vocabulary is ordered by likeness, and who codes by hand slips to the line above or below.
    """
    ids = [code.id for code in codes]
    return tuple(
        tuple(
            other for other, like in enumerate(ids) if like in code.near or abs(other - number) == 1
        )
        for number, code in enumerate(codes)
    )


def heard_as(near: Sequence[Sequence[int]], codes: int) -> Floats:
    """One part's table from the numbers of the codes near each code."""
    table = np.full((codes, codes), MISCODED * (1 - TO_NEAR) / max(codes - 1, 1))
    for code, others in enumerate(near):
        if others:
            table[code, list(others)] += MISCODED * TO_NEAR / len(others)
        table[code, code] = 1 - MISCODED
    made: Floats = table / table.sum(axis=1, keepdims=True)
    return made
