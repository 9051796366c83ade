"""The markers of mentalising language: families of words in one versioned file."""

import re
from dataclasses import dataclass
from functools import lru_cache

from betweenus.domain.course.rows import rows, unlike
from betweenus.domain.datafiles import Row, read_packaged, texts
from betweenus.domain.measures.figures import Source
from betweenus.domain.telling.wordlists import pattern


@dataclass(frozen=True, slots=True)
class Family:
    """One family of markers, such as feelings named; ``pattern`` finds them in small letters."""

    id: str
    name: str
    means: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Markers:
    """One version of the list."""

    version: str
    source: Source
    families: tuple[Family, ...]


@lru_cache(maxsize=1)
def markers() -> Markers:
    """The list that comes with the software."""
    return read_packaged(__package__, "markers.toml", _markers)


def _markers(top: Row) -> Markers:
    found = rows(top, "families")
    unlike(found)
    return Markers(top.text("version"), top.source(), tuple(map(_family, found)))


def _family(row: Row) -> Family:
    words = frozenset(word.lower() for word in texts(row, "words"))
    made = Family(row.id(), row.text("name"), row.text("means"), pattern(words))
    row.close()
    return made
