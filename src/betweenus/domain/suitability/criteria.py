"""The criteria of suitability and what may be offered, read from their file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

ANSWERS: Mapping[str, str] = MappingProxyType(
    {"yes": "Yes", "partly": "Partly", "no": "No", "unknown": "Not known yet"}
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question: which answers support or oppose DIT; a ``bar`` opposed weighs alone."""

    id: str
    name: str
    asks: str
    hint: str
    supports: frozenset[str]
    opposes: frozenset[str]
    bar: bool
    mark: str
    source: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment that may be offered, with its SNOMED CT code where there is one."""

    id: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the therapist may decide; ``close`` is the end code when the referral ends with it."""

    id: str
    name: str
    close: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the assessment page offers."""

    criteria: tuple[Criterion, ...]
    treatments: tuple[Treatment, ...]
    decisions: tuple[Decision, ...]
    relationship_difficulties: Mapping[str, str]

    def decision(self, decision_id: str) -> Decision:
        """The decision of that id."""
        return next(found for found in self.decisions if found.id == decision_id)


@lru_cache(maxsize=1)
def assessment() -> Assessment:
    """The packaged assessment."""
    data = tomllib.loads(files(__package__).joinpath("criteria.toml").read_text(encoding="utf-8"))
    return Assessment(
        criteria=tuple(_criterion(row) for row in data["criteria"]),
        treatments=tuple(Treatment(**row) for row in data["treatments"]),
        decisions=tuple(Decision(**row) for row in data["decisions"]),
        relationship_difficulties=MappingProxyType(
            {row["id"]: row["words"] for row in data["relationship_difficulties"]}
        ),
    )


def _criterion(row: dict[str, Any]) -> Criterion:
    return Criterion(
        id=row["id"],
        name=row["name"],
        asks=row["asks"],
        hint=row["hint"],
        supports=frozenset(row["for"]),
        opposes=frozenset(row["against"]),
        bar=row.get("weight") == "bar",
        mark=row["mark"],
        source=row["source"],
    )
