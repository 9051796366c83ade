"""Telling: where a session, note or diary tells a moment with somebody, and what its parts may be.

Rules and our own word lists; nothing here decides anything. ``exchange/language`` does the same
with a language model where one is installed.
"""

from betweenus.domain.telling.asking import who_is_client, with_client
from betweenus.domain.telling.passages import Passage, find_passages
from betweenus.domain.telling.said import Said, sentences
from betweenus.domain.telling.suggestions import Suggestion, Suggestions

__all__ = [
    "Passage",
    "Said",
    "Suggestion",
    "Suggestions",
    "find_passages",
    "sentences",
    "who_is_client",
    "with_client",
]
