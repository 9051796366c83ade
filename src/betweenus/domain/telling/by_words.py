"""Codes suggested by words alone: those of stems.toml and of the vocabulary's own phrases.

What is there when no language model is installed. It knows words, not meanings: of idiomatic
phrases about half have their code among the three offered.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from betweenus.domain.course.rows import rows
from betweenus.domain.datafiles import Row, read_packaged, texts
from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.patterns.vocabulary import Code, Vocabulary
from betweenus.domain.telling.said import words_of
from betweenus.domain.telling.suggestions import Suggestion, Suggestions, offer
from betweenus.domain.telling.wordlists import pattern

LONG = 0.5
"""What each further word of a match adds: "walked out" says more than "walked"."""
LEAST = 0.5
"""A code with fewer points is not offered."""
SHORTEST = 4
"""A word of fewer letters that a phrase has too says nothing by itself."""


@dataclass(frozen=True, slots=True)
class Stems:
    """One version of stems.toml: (part, code) -> its words."""

    version: str
    temperature: float
    sure: float
    little: frozenset[str]
    patterns: Mapping[tuple[str, str], re.Pattern[str]]


@lru_cache(maxsize=1)
def stems() -> Stems:
    """The list that comes with the software."""
    return read_packaged(__package__, "stems.toml", _stems)


def codes(texts: Mapping[str, str], words: Vocabulary) -> dict[str, Suggestions]:
    """For each slot with words in it, up to three codes; slots as in ``coding.SLOTS``."""
    return {
        slot: offer(slot, _likely(text, SLOTS[slot], words), sure=stems().sure)
        for slot, text in texts.items()
        if slot in SLOTS and text.strip()
    }


def scores(text: str, part: str, words: Vocabulary) -> dict[str, tuple[float, str]]:
    """Code -> (points, the words that gave most of them); codes with hardly any are left out."""
    low = text.lower().replace("’", "'")
    said = frozenset(words_of(low))
    codes = tuple(words.by_part[part].values())
    few = _few(tuple(code.phrases for code in codes))
    made = {}
    for code in codes:
        points, found = _by_stems(low, code)
        more, word = _by_phrases(said, code, few)
        if points + more >= LEAST:
            made[code.id] = (points + more, found or word)
    return made


def _likely(text: str, part: str, words: Vocabulary) -> list[Suggestion]:
    """Points as probabilities among all codes of the part, those without any counted as 0."""
    found = scores(text, part, words)
    weigh = {code: math.exp(points / stems().temperature) for code, (points, _) in found.items()}
    total = sum(weigh.values()) + len(words.by_part[part]) - len(found)
    return [
        Suggestion(code, round(weight / total, 3), found[code][1]) for code, weight in weigh.items()
    ]


def _by_stems(low: str, code: Code) -> tuple[float, str]:
    known = stems().patterns.get((code.part, code.id))
    matches = [match[0] for match in known.finditer(low)] if known else []
    points = sum(1 + LONG * one.count(" ") for one in matches)
    return points, max(matches, key=len, default="")


def _by_phrases(said: frozenset[str], code: Code, few: Mapping[str, float]) -> tuple[float, str]:
    """A word shared with a phrase of the code counts by how few codes have it."""
    shared = said & _phrase_words(code.phrases)
    points = sum(few[word] for word in sorted(shared))
    return points, max(shared, key=lambda word: (few[word], word), default="")


@lru_cache(maxsize=1000)
def _phrase_words(phrases: tuple[str, ...]) -> frozenset[str]:
    words = (word for phrase in phrases for word in words_of(phrase))
    return frozenset(word for word in words if len(word) >= SHORTEST) - stems().little


@lru_cache(maxsize=50)
def _few(codes: tuple[tuple[str, ...], ...]) -> Mapping[str, float]:
    """Word -> from 0, where the phrases of every code have it, to 1 where those of one do."""
    counts: dict[str, int] = {}
    for phrases in codes:
        for word in _phrase_words(phrases):
            counts[word] = counts.get(word, 0) + 1
    most = math.log1p(len(codes))
    return {word: 1 - math.log1p(count - 1) / most for word, count in counts.items()}


def _stems(top: Row) -> Stems:
    patterns = {}
    for row in rows(top, "stems"):
        listed = frozenset(word.lower() for word in texts(row, "words"))
        patterns[row.text("part"), row.text("code")] = pattern(listed)
        row.close()
    return Stems(
        version=top.text("version"),
        temperature=float(top.take("temperature")),
        sure=float(top.take("sure")),
        little=frozenset(texts(top, "little")),
        patterns=patterns,
    )
