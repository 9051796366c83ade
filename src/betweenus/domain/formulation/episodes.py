"""Relationship moments: what a client's diary asks, and what a therapist calls the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from betweenus.domain.course.rows import rows, unlike
from betweenus.domain.datafiles import Row, read_packaged
from betweenus.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class MomentPart:
    """One question of the diary; ``therapist`` is the clinical name of its answer."""

    id: str
    asks: str
    hint: str
    therapist: str
    short: bool = False


@lru_cache(maxsize=1)
def moment_parts() -> tuple[MomentPart, ...]:
    """The questions, in order."""
    return read_packaged(__package__, "diary.toml", _read)


def _read(top: Row) -> tuple[MomentPart, ...]:
    found = rows(top, "parts")
    unlike(found)
    return tuple(_part(row) for row in found)


def _part(row: Row) -> MomentPart:
    part = MomentPart(
        id=row.id(),
        asks=row.text("asks"),
        hint=row.words("hint"),
        therapist=row.text("therapist"),
        short=row.flag("short"),
    )
    row.close()
    return part


def check_moment(parts: Mapping[str, str]) -> dict[str, str]:
    """The answers worth keeping; raises Refusal when nothing was written."""
    kept = {part.id: parts.get(part.id, "").strip() for part in moment_parts()}
    if not any(kept.values()):
        raise Refusal(
            "Nothing is written yet.",
            "Answer any one of the questions; you do not need them all.",
            field="what_happened",
        )
    return kept


def as_told(parts: Mapping[str, str]) -> tuple[tuple[MomentPart, str], ...]:
    """The answers of a moment with their questions, in order; unanswered ones left out."""
    return tuple(
        (part, text) for part in moment_parts() if (text := parts.get(part.id, "").strip())
    )
