"""Reading the vocabulary, and codes a service adds: what is wrong is named by line and field."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from betweenus.domain.course.rows import rows, unlike
from betweenus.domain.datafiles import Row, read_packaged, read_text, texts
from betweenus.domain.measures.figures import Source
from betweenus.domain.patterns.vocabulary import Code, EpisodePart, Octant, Scheme, Vocabulary

DMRS_LEVELS = 7


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary that comes with the software."""
    return read_packaged(__package__, "vocabulary.toml", _vocabulary)


def load_vocabulary(text: str, source: str = "vocabulary") -> Vocabulary:
    """A whole vocabulary in a TOML text; raises ProtocolError with every problem found."""
    return read_text(text, source, _vocabulary)


def add_codes(ours: Vocabulary, text: str, source: str = "codes") -> Vocabulary:
    """Ours with the [[codes]] of a service's own file; raises ProtocolError.

    The file says its own ``version`` and ``source``; a code may be near to one of ours, which then
    is near to it as well.
    """

    def made(top: Row) -> Vocabulary:
        version = top.text("version")
        said = top.source()
        codes = _codes(top, ours.parts, ours.octants, said, ours.by_part)
        return ours.with_codes(codes, version)

    return read_text(text, source, made)


def _vocabulary(top: Row) -> Vocabulary:
    said = top.source()
    octants = tuple(_octant(row) for row in _section(top, "octants"))
    parts = tuple(_part(row) for row in _section(top, "parts"))
    return Vocabulary(
        id=top.id(),
        version=top.text("version"),
        title=top.text("title"),
        source=said,
        schemes=tuple(_scheme(row) for row in _section(top, "schemes")),
        octants=octants,
        parts=parts,
        codes=_codes(top, parts, octants, said, {}),
    )


def _section(top: Row, name: str) -> list[Row]:
    found = rows(top, name)
    if not found and name not in top.values:
        top.wrong(name, f"there is none; write at least one [[{name}]] section")
    unlike(found)
    return found


def _scheme(row: Row) -> Scheme:
    made = Scheme(row.id(), row.text("name"), row.source())
    row.close()
    return made


def _octant(row: Row) -> Octant:
    # Octants go by capital letters everywhere, so the rule for ids is not theirs.
    made = Octant(row.text("id"), row.text("name"), row.needed_number("degrees", 0, 359))
    row.close()
    return made


def _part(row: Row) -> EpisodePart:
    made = EpisodePart(row.id(), row.text("name"), row.text("means"))
    row.close()
    return made


def _codes(
    top: Row,
    parts: Collection[EpisodePart],
    octants: Collection[Octant],
    said: Source,
    known: Mapping[str, Mapping[str, Code]],
) -> tuple[Code, ...]:
    found = rows(top, "codes")
    if not found:
        top.wrong("codes", "there is none; write at least one [[codes]] section")
    by_part: dict[str, set[str]] = {part.id: set(known.get(part.id, ())) for part in parts}
    for row in found:
        _name_once(row, by_part)
    made = tuple(_code(row, by_part, {one.id: one for one in octants}, said) for row in found)
    for row, code in zip(found, made, strict=True):
        _near_both_ways(row, code, made)
    return made


def _name_once(row: Row, by_part: dict[str, set[str]]) -> None:
    part = row.one_of("part", by_part, "the parts of an episode")
    code = row.id()
    if code in by_part.get(part, ()):
        row.wrong("id", f"{code!r} is used twice in {part}; give each its own id")
    if part in by_part:
        by_part[part].add(code)


def _code(
    row: Row, by_part: Mapping[str, Collection[str]], octants: Mapping[str, Octant], said: Source
) -> Code:
    part = row.text("part")
    octant = row.one_of("octant", octants, "the octants") if row.values.get("octant") else ""
    level = row.number("dmrs", 1, DMRS_LEVELS)
    alike = {"ccrt": row.words("ccrt"), "ccrt_lu": row.words("ccrt_lu"), "dmrs": str(level or "")}
    made = Code(
        part=part,
        id=row.text("id"),
        name=(name := row.text("name")),
        said=row.words("said") or f"{name[:1].lower()}{name[1:]}",
        means=row.text("means"),
        phrases=_phrases(row),
        near=texts(row, "near", by_part.get(part)),
        octant=octants.get(octant),
        alike={scheme: name for scheme, name in alike.items() if name},
        source=row.source() if "source" in row.values else said,
    )
    row.close()
    return made


def _phrases(row: Row) -> tuple[str, ...]:
    found = texts(row, "phrases")
    if not found and "phrases" not in row.values:
        row.wrong("phrases", 'is missing; write phrases = ["..."] with words a client might say')
    return found


def _near_both_ways(row: Row, code: Code, made: Collection[Code]) -> None:
    """Codes of one file that are near say so of each other; a service cannot edit ours."""
    for other in made:
        if other.part == code.part and other.id in code.near and code.id not in other.near:
            row.wrong("near", f"{other.id!r} does not name {code.id!r} in return; add or remove")
    if code.id in code.near:
        row.wrong("near", f"{code.id!r} cannot be near to itself; leave it out")
