"""Anchors: where the chain of events stood at a moment, written down outside the database.

A line each, never changed: ``2026-11-28T20:05:00+00:00 12345 1:9f86d0...``: when, the number of
the newest event (they are numbered without gaps, so it is how many there were), and its hash.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from betweenus.domain.refusals import Refusal

_LINE = re.compile(r"(?P<at>\S+) (?P<number>\d+) (?P<hash>\d+:[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest event of a moment: its number and hash."""

    at: datetime
    number: int
    hash: str


def said(anchor: Anchor) -> str:
    """The line of an anchor."""
    return f"{anchor.at.isoformat(timespec='seconds')} {anchor.number} {anchor.hash}\n"


def read_anchors(lines: Iterable[str]) -> tuple[Anchor, ...]:
    """The anchors of a file, in its order; raises Refusal naming the line that is none."""
    return tuple(_read(place, line) for place, line in enumerate(lines, start=1) if line.strip())


def _read(place: int, line: str) -> Anchor:
    found = _LINE.fullmatch(line.strip())
    try:
        assert found
        at = datetime.fromisoformat(found["at"])
        assert at.tzinfo
    except (AssertionError, ValueError):
        raise Refusal(
            f"Line {place} of the anchors is not an anchor: {line.strip()[:80]!r}.",
            "Compare the file with a copy of it. A last line that was cut short can be taken out.",
        ) from None
    return Anchor(at, int(found["number"]), found["hash"])
