"""A letter as its readers need it, before any file format."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A heading (may be empty) and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """A letter: who writes to whom, when, and what. ``to`` and ``sender`` are lines of an address."""

    title: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    written_on: date
    greeting: str
    sections: tuple[LetterSection, ...]
    sign_off: tuple[str, ...]
    footer: str
    mark: str = ""  # e.g. "Draft", shown at the top
    headings: bool = True  # a goodbye letter reads better without them
    language: str = "en-GB"
    keywords: tuple[str, ...] = field(default=())


def paragraphs(text: str) -> tuple[str, ...]:
    """Text as typed, split where a line was left empty."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return tuple(block.strip() for block in blocks if block.strip())
