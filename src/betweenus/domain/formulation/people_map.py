"""The interpersonal map: who is in the client's life, how close, and what happens between."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from betweenus.domain.refusals import Refusal

CLOSENESS: Mapping[int, str] = {
    5: "very close",
    4: "close",
    3: "in between",
    2: "distant",
    1: "very distant",
}
WHEN: Mapping[str, str] = {"present": "Now", "past": "In the past", "therapist": "Therapist"}
MOST_PEOPLE = 15  # what the picture still shows readably
LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class MapPerson:
    """Somebody on the map. ``key`` stays the same from version to version."""

    key: str
    name: str
    relation: str = ""
    closeness: int = 3
    when: str = "present"
    between_us: str = ""

    def __post_init__(self) -> None:
        """A name that fits the picture, a closeness from 1 to 5, a known time."""
        if not self.name.strip():
            raise Refusal("Somebody on the map has no name.", "Give a name, or take them off.")
        if len(self.name) > LONGEST_NAME:
            raise Refusal(
                f"“{self.name}” is longer than {LONGEST_NAME} letters.", "Shorten the name."
            )
        if self.closeness not in CLOSENESS or self.when not in WHEN:
            raise Refusal(
                f"How close {self.name} is was not understood.", "Choose one of the answers."
            )


def people_map(rows: Iterable[Mapping[str, Any]]) -> tuple[MapPerson, ...]:
    """The people of a map from rows as stored or typed; raises Refusal naming what is wrong.

    A row without a key is somebody new; the key is made from the name and kept from then on.
    """
    people: list[MapPerson] = []
    taken = {str(row["key"]) for row in rows if row.get("key")}
    for row in rows:
        key = str(row.get("key") or _new_key(str(row.get("name", "")), taken))
        taken.add(key)
        people.append(
            MapPerson(
                key=key,
                name=str(row.get("name", "")).strip(),
                relation=str(row.get("relation", "")).strip(),
                closeness=int(row.get("closeness") or 3),
                when=str(row.get("when") or "present"),
                between_us=str(row.get("between_us", "")).strip(),
            )
        )
    _check(people)
    return tuple(people)


def _check(people: list[MapPerson]) -> None:
    if len(people) > MOST_PEOPLE:
        raise Refusal(
            f"There are {len(people)} people on the map.",
            f"Keep the {MOST_PEOPLE} who matter most: the picture stays readable.",
        )
    if len({person.key for person in people}) < len(people):
        raise Refusal("Somebody is on the map twice.", "Take one of them off.")
    if sum(person.when == "therapist" for person in people) > 1:
        raise Refusal("There is more than one therapist on the map.", "Keep one.")


def _new_key(name: str, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "person"
    number, key = 2, stem
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


def as_rows(people: Iterable[MapPerson]) -> list[dict[str, Any]]:
    """The people as stored."""
    return [asdict(person) for person in people]
