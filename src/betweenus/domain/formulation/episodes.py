"""Relationship moments: what a client's diary asks, and what a therapist calls the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from betweenus.domain.course.rows import rows, unlike
from betweenus.domain.datafiles import Row, read_packaged, texts
from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class MomentPart:
    """One question of the diary; ``therapist`` is the clinical name of its answer.

    ``slots``: which slots of a coded episode the answer belongs beside.
    """

    id: str
    asks: str
    hint: str
    therapist: str
    short: bool = False
    slots: tuple[str, ...] = ()


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
        slots=texts(row, "slots", SLOTS),
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


def in_slots(parts: Mapping[str, str]) -> dict[str, str]:
    """The answers of a moment by the slot of an episode they belong beside."""
    return {slot: text for part, text in as_told(parts) for slot in part.slots}


def as_story(parts: Mapping[str, str]) -> str:
    """A moment as one story in the client's words, to start an episode from."""
    told = [parts.get(key, "").strip() for key in ("what_happened", "they_did", "did")]
    return "\n\n".join(text for text in told if text)
