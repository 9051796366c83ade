"""Counting mentalising language in what a client said in one session."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from betweenus.domain.mentalising.markers import Markers
from betweenus.domain.telling.said import words_of

FEWEST_WORDS = 750
"""With fewer words of the client's nothing is said: the halves of a talk of about 760 words agreed
.79, of shorter ones less (patterns.md 3h, 62 transcripts)."""


@dataclass(frozen=True, slots=True)
class MarkerCounts:
    """How many words a client spoke in a session, and how many markers of each family."""

    words: int
    counts: Mapping[str, int]

    @property
    def enough(self) -> bool:
        """Whether there are words enough to say anything."""
        return self.words >= FEWEST_WORDS

    def per_thousand(self, family: str) -> float:
        """Markers of a family for each 1,000 words; asked only where there are enough."""
        assert self.enough, f"{self.words} words are too few to be counted"
        return 1000 * self.counts[family] / self.words


def count(texts: Iterable[str], markers: Markers) -> MarkerCounts:
    """The markers in a client's own turns; the order of turns does not matter."""
    turns = [text.lower().replace("’", "'") for text in texts]
    return MarkerCounts(
        words=sum(len(words_of(turn)) for turn in turns),
        counts={
            family.id: sum(len(family.pattern.findall(turn)) for turn in turns)
            for family in markers.families
        },
    )
