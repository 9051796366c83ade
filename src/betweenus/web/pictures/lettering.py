"""How much room words take, so that a picture can be laid out before a browser sees it.

A server cannot ask the browser for widths. The table holds, per character, the wider of two
common sans-serif faces (Arial's metrics and DejaVu Sans), so words never run out of their box.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

# Width in thousandths of the type size, then every character that is at most so wide.
_WIDTHS = {
    280: "ijl",
    320: " ,.",
    340: "I/\\|:;!'’·",
    392: "tf-()[]",
    411: "r",
    530: 'sz*"`“”',
    592: "cvxyk_JL?",
    616: "aeohnuTFg",
    640: "bdpq0123456789$",
    700: "SZABEKPRVXY–",
    733: "C{}",
    790: "DGHNOQU&w",
    840: "+<=>#~^×÷",
    980: "mM%",
    1016: "W@—…▲",
}


class _Widths(dict[str, float]):
    """Widths in parts of the type size; a character not in the table is measured when met."""

    def __missing__(self, character: str) -> float:
        # An accented letter is as wide as its plain letter; the full-width scripts fill a square.
        plain = unicodedata.normalize("NFD", character)[0]
        if unicodedata.combining(character):
            width = 0.0
        elif plain in self:
            width = self[plain]
        else:
            width = 1.05 if unicodedata.east_asian_width(character) in "WF" else 0.85
        self[character] = width
        return width


_WIDTH_OF = _Widths(
    (character, width / 1000) for width, group in _WIDTHS.items() for character in group
)
_BOLD_ADDS = 0.08
_ELLIPSIS = "…"


@lru_cache(maxsize=4096)
def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """The room `words` take on one line, at most, in the units of `size`."""
    plain = sum(map(_WIDTH_OF.__getitem__, words))
    return size * (plain + (_BOLD_ADDS * len(words) if bold else 0))


def wrap(
    words: str, size: float, room: float, *, bold: bool = False, most: int | None = None
) -> list[str]:
    """Lines no wider than `room`; a word that is too long is broken; past `most` lines an
    ellipsis says that something is left out."""
    return list(_wrapped(words, size, room, bold, most))


@lru_cache(maxsize=4096)
def _wrapped(words: str, size: float, room: float, bold: bool, most: int | None) -> list[str]:
    lines: list[str] = []

    def fits(part: str) -> bool:
        return text_width(part, size, bold=bold) <= room

    for glue, piece in _pieces(words):
        _add_piece(lines, glue, piece, fits)
    if most is not None and len(lines) > most:
        kept = lines[: most - 1]
        rest = " ".join(lines[most - 1 :])
        return [*kept, fit(rest, size, room, bold=bold)]
    return lines


def balanced(words: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """`words` wrapped into lines of much the same length, without one more line than needed."""
    lines = wrap(words, size, room, bold=bold)
    for share in (0.6, 0.7, 0.8, 0.9):
        tighter = wrap(words, size, room * share, bold=bold)
        if len(tighter) == len(lines):
            return tighter
    return lines


def fit(words: str, size: float, room: float, *, bold: bool = False) -> str:
    """`words` on one line, cut with an ellipsis when there is no room for all of them."""
    if text_width(words, size, bold=bold) <= room:
        return words
    for end in range(len(words) - 1, 0, -1):
        shorter = words[:end].rstrip(" ,.;:") + _ELLIPSIS
        if text_width(shorter, size, bold=bold) <= room:
            return shorter
    return _ELLIPSIS


def _pieces(words: str) -> Iterable[tuple[str, str]]:
    """Words, and the halves of hyphenated ones, each with what joins it to the piece before."""
    for word in words.split():
        first, *others = re.findall(r"[^-]+-?|-+", word)
        yield " ", first
        yield from (("", piece) for piece in others)


def _add_piece(lines: list[str], glue: str, piece: str, fits: Callable[[str], bool]) -> None:
    longer = f"{lines[-1]}{glue}{piece}" if lines else piece
    if lines and fits(longer):
        lines[-1] = longer
        return
    while not fits(piece) and len(piece) > 1:
        head = _longest_head(piece, fits)
        lines.append(head)
        piece = piece[len(head) :]
    lines.append(piece)


def _longest_head(word: str, fits: Callable[[str], bool]) -> str:
    ends = range(len(word) - 1, 1, -1)
    return next((word[:end] for end in ends if fits(word[:end])), word[:1])
