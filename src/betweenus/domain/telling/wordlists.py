"""The lists of words in words.toml: kin and roles, clues of a told moment, and their weights."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from betweenus.domain.course.rows import rows
from betweenus.domain.datafiles import Row, read_packaged, texts


@dataclass(frozen=True, slots=True)
class Clue:
    """A kind of words that speaks for a told moment, or against it."""

    id: str
    says: str
    words: frozenset[str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class WordLists:
    """One version of words.toml. ``people`` leads from a kin or role word to what it means."""

    version: str
    people: Mapping[str, str]
    people_pattern: re.Pattern[str]
    clues: Mapping[str, Clue]
    weights: Mapping[str, float]


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """The lists that come with the software."""
    return read_packaged(__package__, "words.toml", _lists)


def pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Finds any of the words as whole words, longest first; one with * by its beginning."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    escaped = [re.escape(word).replace(r"\*", r"\w*") for word in ordered]
    return re.compile(rf"(?<![\w'])(?:{'|'.join(escaped)})(?![\w'])" if escaped else r"(?!)")


def _lists(top: Row) -> WordLists:
    people: dict[str, str] = {}
    for row in rows(top, "people"):
        means = row.id()
        people |= {word.lower(): means for word in texts(row, "words")}
        row.close()
    clues = {clue.id: clue for clue in map(_clue, rows(top, "clues"))}
    weights = top.take("weights") or {}
    return WordLists(
        version=top.text("version"),
        people=people,
        people_pattern=pattern(frozenset(people)),
        clues=clues,
        weights={str(name): float(value) for name, value in weights.items()},
    )


def _clue(row: Row) -> Clue:
    words = frozenset(word.lower() for word in texts(row, "words"))
    made = Clue(row.id(), row.text("says"), words, pattern(words))
    row.close()
    return made
