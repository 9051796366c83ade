"""Relationship moments: what a client's diary asks, and what a therapist calls the answers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

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
    data = tomllib.loads(files(__package__).joinpath("diary.toml").read_text(encoding="utf-8"))
    return tuple(MomentPart(**row) for row in data["parts"])


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
