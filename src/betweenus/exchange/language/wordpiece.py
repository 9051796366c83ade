"""A text cut into the pieces of words that the encoder knows (WordPiece, small letters).

Our own sixty lines, because the usual library brings a client for downloading models, which has no
place beside a clinical record. A test holds them to pieces that library made.
"""

import string
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

MOST = 128
"""Pieces of one text; the rest is cut off, as the encoder was made with."""
LONGEST_WORD = 100


@lru_cache(maxsize=1)
def known() -> dict[str, int]:
    """Piece -> number; the vocabulary of BERT, uncased (Apache-2.0)."""
    text = files(__package__).joinpath("vocab.txt").read_text(encoding="utf-8")
    return {piece: number for number, piece in enumerate(text.split("\n"))}


def numbers(text: str) -> list[int]:
    """The numbers of a text's pieces."""
    vocabulary = known()
    return [vocabulary[piece] for word in _words(text) for piece in pieces(word)]


def framed(parts: Sequence[Sequence[int]], frame: tuple[int, int, int]) -> list[int]:
    """The pieces of all parts, cut off and put between those of beginning and end.

    ``frame``: the numbers of both, and what is added to the number of each piece.
    """
    begins, ends, more = frame
    joined = [piece + more for part in parts for piece in part]
    return [begins, *joined[: MOST - 2], ends]


@lru_cache(maxsize=20_000)
def pieces(word: str) -> tuple[str, ...]:
    """The longest known pieces from the left; a word without them is unknown as a whole."""
    made: list[str] = []
    at = 0
    while at < len(word):
        begins = "##" if at else ""
        end = next((e for e in range(len(word), at, -1) if begins + word[at:e] in known()), 0)
        if not end or len(word) > LONGEST_WORD:
            return ("[UNK]",)
        made.append(begins + word[at:end])
        at = end
    return tuple(made)


def _words(text: str) -> Iterator[str]:
    """Words and single signs, in small letters and without accents or control characters."""
    word = ""
    for letter in unicodedata.normalize("NFD", text.lower()):
        alone = _is_sign(letter)
        if (alone or letter.isspace()) and word:
            yield word
            word = ""
        if alone:
            yield letter
        elif not letter.isspace() and unicodedata.category(letter) not in _LEFT_OUT:
            word += letter
    if word:
        yield word


_LEFT_OUT = frozenset({"Mn", "Cc", "Cf", "Cs", "Co", "Cn"})


def _is_sign(letter: str) -> bool:
    """Whether it stands by itself: punctuation, any ASCII sign, or a Chinese character."""
    if letter.isascii():
        return letter in string.punctuation
    return unicodedata.category(letter).startswith("P") or 0x4E00 <= ord(letter) <= 0x9FFF
