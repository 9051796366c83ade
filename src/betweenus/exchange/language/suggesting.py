"""Who suggests: a language model where one is installed, otherwise rules and our word list."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from betweenus.domain.patterns.vocabulary import Vocabulary
from betweenus.domain.telling import Passage, Said, Suggestions, by_words, find_passages
from betweenus.domain.telling.wordlists import word_lists


class Suggester(Protocol):
    """Suggests, never decides; ``version`` is kept with whatever a person made of it."""

    version: str

    def passages(self, turns: Sequence[Said], names: Sequence[str]) -> tuple[Passage, ...]:
        """Passages that may tell an episode; ``names`` are those on the map."""

    def codes(self, texts: Mapping[str, str], words: Vocabulary) -> Mapping[str, Suggestions]:
        """For each slot that holds words, up to three codes."""


class WordList:
    """Rules and words; always there."""

    def __init__(self) -> None:
        self.version = f"word list {word_lists().version}"

    def passages(self, turns: Sequence[Said], names: Sequence[str]) -> tuple[Passage, ...]:
        """By rules."""
        return find_passages(turns, names=names)

    def codes(self, texts: Mapping[str, str], words: Vocabulary) -> Mapping[str, Suggestions]:
        """By words."""
        return by_words.codes(texts, words)


@lru_cache(maxsize=1)
def suggester() -> Suggester:
    """The best of what is installed; made once a process, never failing for lack of a model."""
    return WordList()
