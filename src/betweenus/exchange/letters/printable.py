"""Characters on paper: which ones the letter's fonts can show, and what stands for the others.

A tagged PDF may not hold a character that no font can draw, and a letter must not lose one
silently. Pictures such as emoji are therefore named in square brackets, which is also what a
screen reader would say; letters of a script the fonts lack are reported instead.
"""

import re
import unicodedata
from functools import cache, lru_cache

import typst

from betweenus.exchange.letters.document import LetterDocument

# Latin with its accents: drawn by the letter's fonts, checked once by the tests.
_SURELY_DRAWN = re.compile(r"[\n\x20-\x7e\xa0-\u017f‘’“”–—…•]*")
_NAMED = frozenset({"So", "Sk", "Sm", "Sc", "Cn", "Co", "Po"})
# A joiner keeps letters together or apart in some scripts; in Latin it draws nothing.
_JOINERS = "\u200c\u200d"
_LONGEST_RUN = 30  # letters without a place to break the line; a web address, or a slip
_ZERO_WIDTH_SPACE = "\u200b"


def clean(text: str) -> str:
    """The text without what no document may hold: control characters and halves of pairs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = re.sub("[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", "".join(c for c in kept if not _is_noncharacter(c)))


def for_print(text: str) -> str:
    """The text as it is set: pictures named, and long runs of letters given places to break."""
    text = clean(text)
    if not _SURELY_DRAWN.fullmatch(text):
        text = _name_pictures(_without_invisible(text))
    return re.sub(rf"\S{{{_LONGEST_RUN + 1},}}", _breakable, text)


def unprintable(document: LetterDocument) -> str:
    """The letters in a document that its PDF cannot show; empty when it can show them all."""
    found: dict[str, None] = {}
    for text in document.texts():
        found |= dict.fromkeys(c for c in _without_invisible(clean(text)) if _is_lost(c))
    return "".join(found)


def _is_noncharacter(character: str) -> bool:
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF


def _without_invisible(text: str) -> str:
    """Leaves out marks that only steer how a picture or a line is drawn."""
    return "".join(
        character
        for character in text
        if character in _JOINERS
        or not (
            unicodedata.category(character) == "Cf"
            or "\ufe00" <= character <= "\ufe0f"
            or "\U0001f3fb" <= character <= "\U0001f3ff"
        )
    )


def _name_pictures(text: str) -> str:
    pieces: list[str] = []
    names: list[str] = []
    for character in text:
        if _is_picture(character):
            names.append(_name(character))
        elif not (names and character in _JOINERS):
            pieces.append(_bracketed(names) + character)
            names = []
    return "".join(pieces) + _bracketed(names)


def _bracketed(names: list[str]) -> str:
    return f"[{', '.join(names)}]" if names else ""


def _name(character: str) -> str:
    name = unicodedata.name(character, "picture").lower()
    return name.removeprefix("regional indicator symbol letter ")


def _is_picture(character: str) -> bool:
    return not _draws(character) and unicodedata.category(character) in _NAMED


def _is_lost(character: str) -> bool:
    return not _draws(character) and unicodedata.category(character) not in _NAMED


def _draws(character: str) -> bool:
    return bool(_SURELY_DRAWN.fullmatch(character)) or _fonts_draw(character)


@lru_cache(maxsize=4096)
def _fonts_draw(character: str) -> bool:
    """Whether any of the fonts has this character; asked by setting it."""
    try:
        typst.compile(
            b'#set document(title: "Trial")\n#sys.inputs.text',
            ignore_system_fonts=True,
            font_paths=fonts(),
            sys_inputs={"text": f"n{character}n" if _joins(character) else character},
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return False
    return True


def _joins(character: str) -> bool:
    return character in _JOINERS or unicodedata.combining(character) > 0


@cache
def fonts() -> typst.Fonts:
    """The fonts inside the library: the same letter on every machine, whatever is installed."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _breakable(run: re.Match[str]) -> str:
    """A long run with invisible places to break: after signs, else every so many letters."""
    pieces = re.findall(rf"[^/\-_.?&=@]{{0,{_LONGEST_RUN - 6}}}[/\-_.?&=@]*", run[0])
    return _ZERO_WIDTH_SPACE.join(piece for piece in pieces if piece)
