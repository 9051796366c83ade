"""Composing a letter: the material to pick from, each with its source, and what is still missing.

The program offers what is on record and never writes a sentence of its own into a letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from betweenus.domain.letters.kinds import LetterKind, Section


@dataclass(frozen=True, slots=True)
class Material:
    """Something on record that a section may quote. ``source`` says where it stands."""

    kind: str  # one of betweenus.domain.letters.kinds.MATERIAL
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still missing from a letter; ``blocks`` when it cannot go on so.

    ``section`` is "" for what is about the whole letter.
    """

    section: str
    says: str
    blocks: bool


def offered(section: Section, material: Sequence[Material]) -> tuple[Material, ...]:
    """The material this section may pick from, in the order it was found."""
    return tuple(found for found in material if found.kind in section.material)


def missing(kind: LetterKind, sections: Mapping[str, str]) -> tuple[Missing, ...]:
    """What is missing: required sections that are empty block, others are only said."""
    return tuple(
        Missing(
            section.id,
            f"“{section.name}” is empty" + ("." if section.required else " and will be left out."),
            section.required,
        )
        for section in kind.sections
        if not sections.get(section.id, "").strip()
    )


def filled(kind: LetterKind, sections: Mapping[str, str]) -> tuple[tuple[Section, str], ...]:
    """The sections that have text, in the letter's order."""
    return tuple(
        (section, text)
        for section in kind.sections
        if (text := sections.get(section.id, "").strip())
    )
