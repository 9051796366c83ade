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
    same and added give ``after``.

    Signs are compared apart from words, so a new comma is a new comma and not a new word. A sign
    or gap alone between two changes is taken into them, so that a rewritten phrase reads as one.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    segments: list[Segment] = []
    removed, added = "", ""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        was, now = "".join(old[a:b]), "".join(new[c:d])
        last = b == len(old) and d == len(new)
        if kind != "equal" or (_is_filling(was) and (removed or added) and not last):
            removed, added = removed + was, added + now
            continue
        segments += _changed(removed, added)
        removed, added = "", ""
        segments.append(Segment(Change.SAME, was))
    return (*segments, *_changed(removed, added))


def _is_filling(text: str) -> bool:
    """Signs and gaps without a single word."""
    return not any(character.isalnum() for character in text)


def _changed(removed: str, added: str) -> list[Segment]:
    pieces = ((Change.REMOVED, removed), (Change.ADDED, added))
    return [Segment(change, text) for change, text in pieces if text]


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
