"""A letter as a tagged PDF (PDF/UA-1), set by typst, which needs nothing from the system.

The text is handed over as JSON and placed as text, so nothing typed can act as markup.
"""

import json
from importlib.resources import files

import typst

from betweenus.exchange.letters.document import LetterDocument


def to_pdf(letter: LetterDocument) -> bytes:
    """The letter as PDF/UA-1: tagged, titled, in its language."""
    source = files(__package__).joinpath("letter.typ").read_bytes()
    return typst.compile(
        source,
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(_data(letter), ensure_ascii=False)},
    )


def _data(letter: LetterDocument) -> dict[str, object]:
    language, _, region = letter.language.partition("-")
    day = letter.written_on
    return {
        "title": letter.title,
        "author": letter.sender[0] if letter.sender else "",
        "keywords": list(letter.keywords),
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "date": f"{day.day} {day:%B} {day.year}",
        "lang": language,
        "region": region,
        "mark": letter.mark,
        "sender": list(letter.sender),
        "to": list(letter.to),
        "greeting": letter.greeting,
        "headings": letter.headings,
        "show_title": letter.headings,
        "sections": [
            {"heading": section.heading, "paragraphs": list(section.paragraphs)}
            for section in letter.sections
        ],
        "sign_off": list(letter.sign_off),
        "footer": letter.footer,
    }
