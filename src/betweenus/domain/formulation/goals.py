"""Goals: one to three, in own words or from DIT's seven aims, rated 0 to 10."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from betweenus.domain.course.rows import rows, unlike
from betweenus.domain.datafiles import Row, read_packaged
from betweenus.domain.refusals import Refusal

MOST_GOALS = 3
HIGHEST = 10
# Our own neutral wording: the published goal-based outcomes form is licensed non-commercially.
RATING_ASKS = "How near are you to this today?"
ANCHORS: Mapping[int, str] = MappingProxyType({0: "Not at all there", 10: "Fully there"})


@lru_cache(maxsize=1)
def aims() -> Mapping[str, str]:
    """DIT's seven aims: id -> words."""
    return read_packaged(__package__, "aims.toml", _read)


def _read(top: Row) -> Mapping[str, str]:
    found = rows(top, "aims")
    unlike(found)
    read = {}
    for row in found:
        read[row.id()] = row.text("words")
        row.close()
    return MappingProxyType(read)


def check_rating(value: int) -> None:
    """Raise Refusal when a rating is not a whole number from 0 to 10."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= HIGHEST:
        raise Refusal(
            f"{value!r} is not a rating.", "Choose a whole number from 0 to 10.", field="value"
        )


def check_count(present: int) -> None:
    """Raise Refusal when there is no room for another goal."""
    if present >= MOST_GOALS:
        raise Refusal(
            f"There are already {MOST_GOALS} goals.",
            "Let one go first: fewer goals are easier to hold in sixteen sessions.",
        )


def change(ratings: Sequence[int]) -> int | None:
    """From the first rating to the last; None with fewer than two."""
    return ratings[-1] - ratings[0] if len(ratings) > 1 else None


def say_change(ratings: Sequence[int]) -> str:
    """How a goal moved, in words."""
    moved = change(ratings)
    if not ratings:
        return "Not rated yet"
    if moved is None:
        return f"{ratings[0]} at the start"
    if moved == 0:
        return f"{ratings[-1]}, as at the start"
    return f"{ratings[-1]}, {'up' if moved > 0 else 'down'} {abs(moved)} since the start"
