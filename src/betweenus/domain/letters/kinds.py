"""The kinds of letter and their sections, read from their file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name, what it asks the writer, the material it may pick from."""

    id: str
    name: str
    asks: str
    material: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter. ``artefacts`` names what a state of it completes in the course."""

    id: str
    name: str
    to: str
    greeting: str
    artefacts: Mapping[str, str]
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section:
        """The section of that id."""
        return next(found for found in self.sections if found.id == section_id)


@lru_cache(maxsize=1)
def letter_kinds() -> Mapping[str, LetterKind]:
    """Every kind of letter, by id."""
    data = tomllib.loads(files(__package__).joinpath("sections.toml").read_text(encoding="utf-8"))
    return MappingProxyType({row["id"]: _kind(row) for row in data["letters"]})


def _kind(row: Mapping[str, Any]) -> LetterKind:
    sections = tuple(
        Section(**{**section, "material": tuple(section["material"])})
        for section in row["sections"]
    )
    return LetterKind(
        **{**row, "artefacts": MappingProxyType(row["artefacts"])} | {"sections": sections}
    )
