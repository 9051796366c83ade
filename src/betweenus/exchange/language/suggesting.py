"""Who suggests: a language model where one is installed, otherwise our word list.

Passages are found by rules in either case: an encoder was tried for them and found no more
(docs/validation.md).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from betweenus.domain.patterns.vocabulary import Vocabulary
from betweenus.domain.refusals import Refusal
from betweenus.domain.telling import Passage, Said, Suggestions, by_words, find_passages
from betweenus.domain.telling.wordlists import word_lists
from betweenus.exchange.language.by_meaning import ByMeaning
from betweenus.exchange.language.heads import heads
from betweenus.exchange.language.packs import MODELS

_log = logging.getLogger(__name__)


class Suggester(Protocol):
    """Suggests, never decides; ``version`` is kept with whatever a person made of it."""

    @property
    def version(self) -> str:
        """Name, digest and version of what suggests."""

    def passages(self, turns: Sequence[Said], names: Sequence[str]) -> tuple[Passage, ...]:
        """Passages that may tell an episode; ``names`` are those on the map."""

    def codes(self, texts: Mapping[str, str], words: Vocabulary) -> Mapping[str, Suggestions]:
        """For each slot that holds words, up to three codes."""


@dataclass(frozen=True, slots=True)
class WordList:
    """Rules and words; always there."""

    version: str

    def passages(self, turns: Sequence[Said], names: Sequence[str]) -> tuple[Passage, ...]:
        """By rules."""
        return find_passages(turns, names=names)

    def codes(self, texts: Mapping[str, str], words: Vocabulary) -> Mapping[str, Suggestions]:
        """By words."""
        return by_words.codes(texts, words)


@dataclass(frozen=True, slots=True)
class Model:
    """Rules for passages, an encoder with its heads for codes."""

    version: str
    meaning: ByMeaning

    def passages(self, turns: Sequence[Said], names: Sequence[str]) -> tuple[Passage, ...]:
        """By rules."""
        return find_passages(turns, names=names)

    def codes(self, texts: Mapping[str, str], words: Vocabulary) -> Mapping[str, Suggestions]:
        """By meaning."""
        return self.meaning.codes(texts, words)


@cache
def suggester() -> Suggester:
    """The best of what is installed; made once a process, never failing for lack of a model.

    A model that is not the file it should be is not used; the log and `betweenus language check`
    say so.
    """
    for size in ("large", "small"):
        if MODELS[size].path is None:
            continue
        try:
            return model(size)
        except Refusal as refusal:
            _log.warning("%s", refusal)
    return word_list()


def word_list() -> Suggester:
    """What is always there."""
    return WordList(f"word list {word_lists().version}; stems {by_words.stems().version}")


def model(size: str) -> Suggester:
    """The small or the large model; raises Refusal where it is not there or not the right one."""
    pack = MODELS[size]
    found = heads(size)
    lists = word_lists().version
    version = f"{pack.name} sha256:{pack.sha256[:16]}; heads {found.version}; word list {lists}"
    return Model(version, ByMeaning(pack.encoder(), found))
