"""The kinds of letter and their sections, read from their file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from betweenus.domain.course.rows import rows, unlike
from betweenus.domain.datafiles import Row, read_packaged, texts
from betweenus.domain.letters.states import LetterState

# What a letter may pick from. A client's own words go back to the client, never to a GP.
MATERIAL: Mapping[str, str] = MappingProxyType(
    {
        "agreed_focus": "The agreed focus",
        "goals": "Goals",
        "scores": "Scores",
        "quotes": "The client’s words from session notes",
        "diary": "Moments the client shared",
        "sessions": "Sessions",
    }
)
FOR_THE_CLIENT_ONLY = frozenset({"quotes", "diary"})
READERS = ("client", "gp")


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name, what it asks the writer, the material it may pick from."""

    id: str
    name: str
    asks: str
    material: tuple[str, ...]
    required: bool
    lines: bool = False

    def as_written(self, text: str) -> str | tuple[str, ...]:
        """A section's text as it is set: one thing a line becomes the items of a list."""
        if not self.lines:
            return text
        items = (line.strip().lstrip("-•*").strip() for line in text.splitlines())
        return tuple(item for item in items if item)


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter. ``artefacts`` names what a state of it completes in the course."""

    id: str
    name: str
    to: str
    greeting: str
    artefacts: Mapping[str, str]
    sections: tuple[Section, ...]
    headings: bool = True

    def section(self, section_id: str) -> Section:
        """The section of that id."""
        return next(found for found in self.sections if found.id == section_id)


@lru_cache(maxsize=1)
def letter_kinds() -> Mapping[str, LetterKind]:
    """Every kind of letter, by id."""
    return read_packaged(__package__, "sections.toml", read_kinds)


def read_kinds(top: Row) -> Mapping[str, LetterKind]:
    """The kinds of letter from their file."""
    found = rows(top, "letters")
    unlike(found)
    readers = {str(row.values.get("id")): str(row.values.get("to")) for row in found}
    sections = _sections(top, readers)
    kinds = [_kind(row, sections) for row in found]
    return MappingProxyType({kind.id: kind for kind in kinds})


def _kind(row: Row, sections: Mapping[str, list[Section]]) -> LetterKind:
    kind_id = row.id()
    artefacts = {state.value: row.words(f"artefact_{state}") for state in LetterState}
    kind = LetterKind(
        id=kind_id,
        name=row.text("name"),
        to=row.one_of("to", READERS, "those who read a letter"),
        greeting=row.words("greeting"),
        artefacts=MappingProxyType({state: name for state, name in artefacts.items() if name}),
        sections=tuple(sections.get(kind_id, ())),
        headings=row.flag("headings"),
    )
    if not kind.sections:
        row.wrong("id", f'has no [[sections]] with letter = "{kind_id}"')
    row.close()
    return kind


def _sections(top: Row, readers: Mapping[str, str]) -> Mapping[str, list[Section]]:
    """Letter id -> its sections, in the file's order."""
    sections: dict[str, list[Section]] = {}
    for row in rows(top, "sections"):
        letter = row.one_of("letter", tuple(readers), "the letters")
        section = _section(row, readers.get(letter, ""))
        if any(section.id == other.id for other in sections.get(letter, ())):
            row.wrong("id", f"{section.id!r} is used twice in this letter; give each its own id")
        sections.setdefault(letter, []).append(section)
    return sections


def _section(row: Row, reader: str) -> Section:
    material = texts(row, "material", MATERIAL)
    for kind in material:
        if reader == "gp" and kind in FOR_THE_CLIENT_ONLY:
            row.wrong("material", f"{kind!r} is told in confidence and not offered for a GP")
    section = Section(
        id=row.id(),
        name=row.text("name"),
        asks=row.text("asks"),
        material=material,
        required=row.flag("required"),
        lines=row.flag("lines"),
    )
    row.close()
    return section
