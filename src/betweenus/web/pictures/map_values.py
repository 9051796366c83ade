"""Who is on an interpersonal map, and what changed since the snapshot before."""

from dataclasses import dataclass
from enum import StrEnum

from betweenus.domain.formulation.people_map import CLOSENESS as WORDS

# The domain's own words, the closest first: the map is laid out from the middle outwards.
CLOSENESS = dict(sorted(WORDS.items(), reverse=True))


class Standing(StrEnum):
    """Whether someone belongs to the client's life now, to the past, or is the therapist."""

    PRESENT = "now"
    PAST = "in the past"
    THERAPIST = "therapist"


_STANDING_NOW = {
    Standing.PRESENT: "part of life now",
    Standing.PAST: "now in the past",
    Standing.THERAPIST: "now the therapist",
}


@dataclass(frozen=True)
class Person:
    """Someone on the map.

    `key` stays the same between snapshots; `closeness` runs from 1 (very distant) to 5 (very
    close); `circle` is the part of life they belong to ("family", "work"), which puts them side
    by side; `between` is what happens between client and person, in a few words. `seen` is how
    they are seen, in words; `focus` the episodes about them in which the agreed focus shows, does
    not, and how many there are: None while that is not known.
    """

    key: str
    name: str
    relation: str
    closeness: int
    standing: Standing = Standing.PRESENT
    circle: str = ""
    between: str = ""
    seen: str = ""
    focus: tuple[int, int, int] | None = None

    @property
    def focus_words(self) -> str:
        """Whether the agreed focus shows with them, in three or four words."""
        if self.focus is None:
            return ""
        shows, _, of = self.focus
        return f"focus in {shows} of {of}" if shows else "focus not here"

    def __post_init__(self) -> None:
        """Hold that the closeness is on its scale and that there is a name to write."""
        assert self.closeness in CLOSENESS, self.closeness
        assert self.name.strip(), self


@dataclass(frozen=True)
class PeopleMap:
    """A snapshot: the people, the one before to compare with (None: the first), and its name.

    `since` says which snapshot is compared with ("session 2"); `centre` is how the client is
    called in the middle; `empty` is said while nobody is on the map.
    """

    people: tuple[Person, ...]
    before: tuple[Person, ...] | None = None
    since: str = ""
    centre: str = "Me"
    empty: str = "Nobody is on the map yet. Who matters in your life, for better or worse?"

    def __post_init__(self) -> None:
        """Hold that nobody is on the map twice."""
        keys = [person.key for person in self.people]
        assert len(keys) == len(set(keys)), keys


@dataclass(frozen=True)
class Change:
    """What changed for one person: how many steps closer (below 0: further), or new."""

    steps: int = 0
    new: bool = False
    standing: Standing | None = None

    @property
    def words(self) -> str:
        """The change in two or three words; "" when there is none."""
        if self.new:
            return "new"
        if self.steps:
            return "closer" if self.steps > 0 else "further"
        return _STANDING_NOW[self.standing] if self.standing else ""


def changes(people_map: PeopleMap) -> dict[str, Change]:
    """By key, what changed for each person still on the map; empty without a snapshot before."""
    if people_map.before is None:
        return {}
    before = {person.key: person for person in people_map.before}
    return {person.key: _change(before.get(person.key), person) for person in people_map.people}


def gone(people_map: PeopleMap) -> tuple[Person, ...]:
    """Who was on the map before and no longer is."""
    here = {person.key for person in people_map.people}
    return tuple(person for person in people_map.before or () if person.key not in here)


def _change(before: Person | None, now: Person) -> Change:
    if before is None:
        return Change(new=True)
    standing = now.standing if now.standing is not before.standing else None
    return Change(now.closeness - before.closeness, standing=standing)
