"""A letter as a tagged PDF (PDF/UA-1), set by typst with the fonts that come inside it.

Text reaches the typesetter as data, never as markup: what somebody typed stays what they typed.
"""

import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from betweenus.domain.refusals import Refusal
from betweenus.exchange.letters.document import Block, LetterDocument, Listing, Quote
from betweenus.exchange.letters.languages import primary, region, words_of
from betweenus.exchange.letters.printable import fonts, for_print, unprintable


def to_pdf(letter: LetterDocument) -> bytes:
    """The letter as PDF/UA-1: tagged, titled, in its language. The same letter, the same bytes.

    Raises Refusal when it holds letters of a script the fonts cannot show.
    """
    _check_letters(letter)
    return typst.compile(
        _template(),
        ignore_system_fonts=True,
        font_paths=fonts(),
        sys_inputs={"letter": json.dumps(_as_data(letter), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(letter.written_on, time(12), UTC),
    )


def _check_letters(letter: LetterDocument) -> None:
    lost = unprintable(letter)
    if lost:
        raise Refusal(
            f"This letter holds letters that its PDF cannot show: {' '.join(lost)}",
            "Use the Word file instead, or write them in Latin letters.",
        )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("letter.typ").read_bytes()


def _as_data(letter: LetterDocument) -> dict[str, Any]:
    """What the template reads; every string of it ready for print."""
    words = words_of(letter.language)
    return {
        "title": for_print(letter.title),
        "headings": letter.headings,
        "sender": _each(letter.sender),
        "date": words.say_date(letter.written_on),
        "keywords": _each(letter.keywords),
        "mark": for_print(letter.mark),
        "to": _each(letter.to),
        "about": [_each(line) for line in letter.about],
        "greeting": for_print(letter.greeting),
        "sections": [
            {
                "heading": for_print(section.heading),
                "blocks": [_block(block) for block in section.paragraphs],
            }
            for section in letter.sections
        ],
        "sign_off": _each(letter.sign_off),
        "copies": _each(letter.copies),
        "copy_to": words.copy_to,
        "footer": for_print(letter.footer),
        "page": words.page,
        "lang": primary(letter.language),
        "region": region(letter.language),
        "large": letter.large_print,
    }


def _each(texts: tuple[str, ...]) -> list[str]:
    return [for_print(text) for text in texts]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Listing(items):
            return {"kind": "list", "items": _each(items)}
        case Quote(words, source):
            return {"kind": "quote", "words": for_print(words), "source": for_print(source)}
        case str():
            return {"kind": "paragraph", "words": for_print(block)}
