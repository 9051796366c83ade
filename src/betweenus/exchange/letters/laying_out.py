"""From what a therapist typed to the blocks of a letter: paragraphs, lists, quotes."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from betweenus.exchange.letters.document import (
    Block,
    LetterDocument,
    LetterSection,
    Listing,
    Quote,
)

Written = str | tuple[str, ...]  # a section's text, or the items of its list

_BULLET = re.compile(r"^\s*[-•*–]\s+")
_QUOTED = re.compile(r"^\s*>\s?")
_LONGEST_GREETING = 60  # letters


def lay_out(frame: LetterDocument, written: Iterable[tuple[str, Written]]) -> LetterDocument:
    """The letter with its sections: (heading, text), or (heading, items) for a list.

    Empty sections are left out. Where the writer greets or signs in their own text, theirs stands
    instead of the frame's, so that nobody is greeted twice.
    """
    kept = [(heading.strip(), text) for heading, text in written if _has_words(text)]
    heading, last = kept[-1] if kept else ("", "")
    body, own = _without_signature(last, frame.sign_off)
    kept[-1:] = [(heading, body)] if body else []
    first = kept[0][1] if kept else ""
    return replace(
        frame,
        sections=tuple(LetterSection(heading, paragraphs(text)) for heading, text in kept),
        greeting="" if isinstance(first, str) and greets(first) else frame.greeting,
        sign_off=own or frame.sign_off,
    )


def paragraphs(text: Written) -> tuple[Block, ...]:
    """The blocks of one section.

    A blank line divides paragraphs. Lines that start with ">" are somebody's words, and two or
    more lines in a row that start with "-" are a list; a single one is left as it was typed.
    """
    if not isinstance(text, str):
        items = tuple(item.strip() for item in text if item.strip())
        return (Listing(items),) if items else ()
    lines = text.replace("\r\n", "\n").split("\n")
    return tuple(_block(list(run)) for kind, run in groupby(lines, _kind) if kind != "gap")


def greets(text: str) -> bool:
    """Whether a text opens with a greeting of its own: a short first line ending in a comma."""
    first, _, rest = text.strip().partition("\n")
    return bool(rest) and len(first) <= _LONGEST_GREETING and first.rstrip().endswith(",")


def _has_words(text: Written) -> bool:
    return bool(text.strip()) if isinstance(text, str) else any(item.strip() for item in text)


def _without_signature(text: Written, sign_off: tuple[str, ...]) -> tuple[Written, tuple[str, ...]]:
    """A text and the closing lines its writer put under it; none unless they hold the name."""
    if not isinstance(text, str):
        return text, ()
    body, _, last = text.strip().rpartition("\n\n")
    lines = tuple(line.strip() for line in last.split("\n"))
    name = "".join(sign_off[1:2]).strip().casefold()
    signs = len(lines) in (2, 3) and any(line.casefold().startswith(name) for line in lines[1:])
    return (body.strip(), lines) if name and signs else (text, ())


def _kind(line: str) -> str:
    if not line.strip():
        return "gap"
    if _QUOTED.match(line):
        return "quote"
    return "list" if _BULLET.match(line) else "words"


def _block(run: list[str]) -> Block:
    kind = _kind(run[0])
    if kind == "quote":
        return Quote("\n".join(_QUOTED.sub("", line).strip() for line in run).strip())
    if kind == "list" and len(run) > 1:
        return Listing(tuple(_BULLET.sub("", line).strip() for line in run))
    return "\n".join(line.strip() for line in run)
