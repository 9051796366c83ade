"""What changed between two wordings, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

_WORD = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


class Change(StrEnum):
    """What happened to a stretch of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of words and what happened to it."""

    change: Change
    text: str


def compare(before: str, after: str) -> tuple[Segment, ...]:
    """The segments that lead from one text to another; same and removed give ``before`` back,
    same and added give ``after``."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    segments: list[Segment] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            segments.append(Segment(Change.SAME, "".join(old[a:b])))
            continue
        if b > a:
            segments.append(Segment(Change.REMOVED, "".join(old[a:b])))
        if d > c:
            segments.append(Segment(Change.ADDED, "".join(new[c:d])))
    return tuple(segments)


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of a focus in two versions."""

    key: str
    segments: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(segment.change is not Change.SAME for segment in self.segments)


def compare_parts(
    before: Mapping[str, Any], after: Mapping[str, Any], keys: tuple[str, ...]
) -> tuple[PartChange, ...]:
    """Every part of two wordings, in the order of ``keys``."""
    return tuple(
        PartChange(key, compare(_as_text(before.get(key)), _as_text(after.get(key))))
        for key in keys
    )


def _as_text(value: Any) -> str:
    """A part as text; affects as a list of names, hidden ones marked."""
    if isinstance(value, str) or value is None:
        return value or ""
    return ", ".join(a["name"] if a.get("shown", True) else f"{a['name']} (hidden)" for a in value)
