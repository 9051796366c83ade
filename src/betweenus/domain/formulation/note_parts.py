"""The parts of a session note, as read from their file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from betweenus.domain.course.rows import rows, unlike
from betweenus.domain.datafiles import Row, texts

PHASES = ("initial", "middle", "ending")
USUAL_PHASE = "middle"  # how a note is led in a phase that a service's own protocol invented
MOST_ROWS = 20  # lines of a text field


class PartKind(StrEnum):
    """How a part is written."""

    TEXT = "text"
    LINES = "lines"  # one thing a line, kept as a list
    BALANCE = "balance"  # a weight for each technique
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class NotePart:
    """One part of a note: its name, how it is written, its hint by phase, its keyboard letter."""

    id: str
    name: str
    kind: PartKind
    hints: Mapping[str, str]
    phases: tuple[str, ...]
    lead: tuple[str, ...]
    required: bool = False
    key: str = ""
    rows: int = 3
    choices: Mapping[str, str] | None = None

    def leads(self, phase: str) -> bool:
        """Whether it stands first, unfolded, in this phase."""
        return phase in self.lead

    def hint(self, phase: str) -> str:
        """What to think of here, in this phase."""
        return self.hints.get(phase, "")


def known_phase(phase: str) -> str:
    """The phase itself, or the middle one for a phase these parts do not know."""
    return phase if phase in PHASES else USUAL_PHASE


def read_parts(top: Row) -> tuple[NotePart, ...]:
    """The parts of a note's file, in its order."""
    found = rows(top, "parts")
    unlike(found)
    _unlike_keys(found)
    choices = _choices(top, found)
    parts = tuple(_part(row, choices) for row in found)
    if not any(part.required for part in parts):
        top.wrong("parts", "none is required; a note with nothing in it could then be signed")
    return parts


def _part(row: Row, choices: Mapping[str, dict[str, str]]) -> NotePart:
    part_id = row.id()
    part = NotePart(
        id=part_id,
        name=row.text("name"),
        kind=_kind(row),
        hints=MappingProxyType({phase: row.words(f"hint_{phase}") for phase in PHASES}),
        phases=texts(row, "phases", PHASES),
        lead=texts(row, "lead", PHASES),
        required=row.flag("required"),
        key=row.words("key"),
        rows=row.number("rows", 1, MOST_ROWS) or 3,
        choices=MappingProxyType(choices[part_id]) if part_id in choices else None,
    )
    _check(row, part)
    row.close()
    return part


def _kind(row: Row) -> PartKind:
    kinds = tuple(kind.value for kind in PartKind)
    value = row.one_of("kind", kinds, "the ways to write a part")
    return PartKind(value) if value in kinds else PartKind.TEXT


def _check(row: Row, part: NotePart) -> None:
    """What one field says must fit the others."""
    if not part.phases:
        row.wrong("phases", "is empty, so this part would never be offered; name a phase")
    for phase in part.lead:
        if phase not in part.phases:
            row.wrong("lead", f"{phase!r} is not among this part's phases")
    if part.kind is PartKind.CHOICE and not part.choices:
        row.wrong("kind", "a choice needs [[choices]] sections with this part's id")
    if len(part.key) > 1:
        row.wrong("key", f"{part.key!r} is not one letter")


def _unlike_keys(found: list[Row]) -> None:
    seen: set[str] = set()
    for row in found:
        key = str(row.values.get("key", "")).lower()
        if key and key in seen:
            row.wrong("key", f"{key!r} is used twice; give each part its own letter")
        seen.add(key)


def _choices(top: Row, parts: list[Row]) -> Mapping[str, dict[str, str]]:
    """Part id -> choice id -> words."""
    known = [str(row.values.get("id")) for row in parts if row.values.get("kind") == "choice"]
    choices: dict[str, dict[str, str]] = {}
    for row in rows(top, "choices"):
        part = row.one_of("part", known, "the parts that are a choice")
        choices.setdefault(part, {})[row.id()] = row.text("words")
        row.close()
    return choices
