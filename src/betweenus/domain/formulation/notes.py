"""The session note by phase: its parts, what a signature needs, and how it is kept."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from betweenus.domain.datafiles import read_packaged
from betweenus.domain.formulation.note_parts import NotePart, PartKind, known_phase, read_parts
from betweenus.domain.refusals import Refusal

TECHNIQUES: Mapping[str, str] = MappingProxyType(
    {"supportive": "Supportive", "exploratory": "Exploratory", "directive": "Directive"}
)
MOST_TECHNIQUE = 4  # 0 none to 4 most of the session
PLACES: Mapping[str, str] = MappingProxyType(
    {"focus_outside": "outside", "focus_past": "past", "focus_here": "here"}
)


@lru_cache(maxsize=1)
def note_parts() -> tuple[NotePart, ...]:
    """All parts, in the order they are written."""
    return read_packaged(__package__, "note.toml", read_parts)


def parts_for(phase: str) -> tuple[NotePart, ...]:
    """The parts of a note in this phase; those that lead come first, the order kept.

    A phase of a service's own naming gets every part, led as in the middle phase.
    """
    phase = known_phase(phase)
    offered = [part for part in note_parts() if phase in part.phases]
    return tuple(sorted(offered, key=lambda part: not part.leads(phase)))


def part_names() -> dict[str, str]:
    """Each part's name, by its id."""
    return {part.id: part.name for part in note_parts()}


def tidy(parts: Mapping[str, Any]) -> dict[str, Any]:
    """A note as it is kept: known parts only, text stripped, lists without empty lines."""
    kept = {part.id: _tidied(part, parts.get(part.id)) for part in note_parts()}
    return {key: value for key, value in kept.items() if value not in ("", [], {}, None)}


def _tidied(part: NotePart, value: Any) -> Any:
    if part.kind is PartKind.LINES:
        lines: Sequence[str] = value.splitlines() if isinstance(value, str) else value or []
        return [line.strip() for line in lines if line.strip()]
    if part.kind is PartKind.BALANCE:
        return _balance(value or {})
    if part.choices is not None:
        return value if value in part.choices else ""
    return str(value or "").strip()


def _balance(value: Mapping[str, Any]) -> dict[str, int]:
    weights = {}
    for technique in TECHNIQUES:
        weight = value.get(technique)
        if weight in (None, ""):
            continue
        # Compared as text: a number of thousands of digits is refused by Python itself.
        if str(weight) not in map(str, range(MOST_TECHNIQUE + 1)):
            raise Refusal(
                f"{weight!r} is not a weight for {TECHNIQUES[technique].lower()}.",
                f"Choose 0 to {MOST_TECHNIQUE}.",
                field="technique",
            )
        weights[technique] = int(weight)
    return weights


def focus_seen(parts: Mapping[str, Any]) -> list[str]:
    """Where the focus was seen in this session: outside, past, here."""
    return [place for key, place in PLACES.items() if parts.get(key)]


def missing(parts: Mapping[str, Any]) -> tuple[NotePart, ...]:
    """The required parts that are still empty; risk in words counts when something is there."""
    empty = [part for part in note_parts() if part.required and not parts.get(part.id)]
    if parts.get("risk_level") == "present" and not parts.get("risk"):
        empty += [part for part in note_parts() if part.id == "risk"]
    return tuple(empty)


def check_signable(parts: Mapping[str, Any]) -> None:
    """Raise Refusal naming what a note still needs before it can be signed."""
    empty = missing(parts)
    if empty:
        names = ", ".join(f"“{part.name}”" for part in empty)
        raise Refusal(f"Still empty: {names}.", "Fill that in, then sign.", field=empty[0].id)
