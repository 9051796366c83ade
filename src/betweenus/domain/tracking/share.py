"""How often the focus shows in new moments, from how many of them were coded as following it.

Codes slip: a moment that does follow may not be coded so, and one that does not may look as if it
did. So a share is not simply so many of so many. It is what could have given these counts, allowing
for both, each share from none to all being as likely beforehand; and no count of this size answers
yes or no (docs/validation.md).

    coded as following = share * seen + (1 - share) * mistaken

``seen`` and ``mistaken`` are known only roughly, and averaged over.
"""

from dataclasses import dataclass
from functools import lru_cache

from betweenus.domain.tracking.spread import Spread, spread_of

INTERVAL = 0.9
TOO_FEW_FOR_YES_OR_NO = 24
"""Up to so many moments, even a drop from three in four to one in ten is missed more often than
not (patterns.md 3g in the project's reference: found in 47 of 100 simulated clients)."""
FEWEST = 3
"""Below so many the interval is nearly everything: only the count is shown."""

SEEN = tuple((0.35 + step * 0.05, weight) for step, weight in enumerate((*[1] * 4, *[2] * 9)))
"""How often a moment that follows is coded so, with weights: .87 and .66 on average where 15 and
30 codes of 100 are wrong, and differing by .15 between clients (bench/tracking.py)."""
MISTAKEN = ((0.01, 3), (0.04, 3), (0.08, 2), (0.12, 1), (0.18, 1))
"""How often one that does not follow looks as if it did: .05 on average, .05 either way."""
_PLACES = 101


@dataclass(frozen=True, slots=True)
class Counted:
    """Of ``told`` moments that could be compared with the focus, ``follow`` follow it."""

    follow: int
    told: int

    def __post_init__(self) -> None:
        """No more follow than were told."""
        assert 0 <= self.follow <= self.told, (self.follow, self.told)


@lru_cache(maxsize=1024)
def share(counted: Counted) -> Spread:
    """The share of moments that follow the focus, in a course or in a stretch of it.

    A stretch is taken by itself. Drawn towards the whole course, as few moments usually are, its
    interval missed the truth more often than not just where something had changed.
    """
    places = [(place + 0.5) / _PLACES for place in range(_PLACES)]
    heights = [_likely(counted, place) for place in places]
    # The ends of the table stand half a step further out.
    return spread_of([0.0, *places, 1.0], [heights[0], *heights, heights[-1]])


def _likely(counted: Counted, place: float) -> float:
    total = 0.0
    for seen, weight in SEEN:
        for mistaken, other in MISTAKEN:
            coded = place * seen + (1 - place) * mistaken
            chance = coded**counted.follow * (1 - coded) ** (counted.told - counted.follow)
            total += weight * other * chance
    return total
