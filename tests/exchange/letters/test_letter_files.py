"""Letter files: tagged, titled, in their language; nothing typed acts as markup."""

import io
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader

from betweenus.exchange.letters import (
    LetterDocument,
    LetterSection,
    paragraphs,
    to_docx,
    to_pdf,
)

NASTY = [
    "#import \"x\" *bold* _it_ $a^2$ @ref <label> `code` \\ // comment /* c */ = head - list + 1.",
    "Quotes “ ” ‘ ’ and an em dash — and a #link(\"x\")[y]",
    "Siân Ŵyn Llŷr, łódź, ñandú",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3,
]


def letter(**changes) -> LetterDocument:
    values = {
        "title": "Goodbye letter",
        "sender": ("Helen Tovey", "Eddlesham Talking Therapies"),
        "to": ("Kit Marlow",),
        "written_on": date(2026, 3, 3),
        "greeting": "Dear Kit",
        "sections": (LetterSection("Why you came", paragraphs("One.\nTwo.\n\nThree.")),),
        "sign_off": ("With good wishes", "Helen"),
        "footer": "Eddlesham Talking Therapies",
    }
    return LetterDocument(**(values | changes))


def _pdf(document: LetterDocument) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(document)))


def test_the_pdf_is_tagged_and_says_its_title_and_language():
    read = _pdf(letter())
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert read.metadata.title == "Goodbye letter"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_the_pdf_holds_the_words():
    text = " ".join(_pdf(letter()).pages[0].extract_text().split())
    for words in ("Dear Kit", "3 March 2026", "Why you came", "One.", "Three.", "Page 1 of 1"):
        assert words in text


@pytest.mark.parametrize("typed", NASTY)
def test_nothing_typed_acts_as_markup(typed):
    document = letter(
        title=typed, greeting=typed, sections=(LetterSection(typed, (typed,)),), footer=typed[:40]
    )
    text = "".join("".join(page.extract_text() for page in _pdf(document).pages).split())
    assert "".join(typed.split())[:60] in text
    whole = "\n".join(p.text for p in Document(io.BytesIO(to_docx(document))).paragraphs)
    assert typed in whole


def test_a_long_letter_counts_its_pages():
    long = letter(sections=(LetterSection("", tuple(f"Paragraph {n}. " * 20 for n in range(40))),))
    pages = _pdf(long).pages
    assert len(pages) > 2
    assert f"Page {len(pages)} of {len(pages)}" in " ".join(pages[-1].extract_text().split())


def test_word_has_real_headings_a_title_and_a_language():
    document = Document(io.BytesIO(to_docx(letter())))
    assert [p.text for p in document.paragraphs if p.style.name.startswith("Heading")] == [
        "Goodbye letter",
        "Why you came",
    ]
    assert document.core_properties.title == "Goodbye letter"
    assert document.core_properties.language == "en-GB"


def test_a_letter_without_headings_is_a_letter():
    document = letter(headings=False)
    assert "Why you came" not in _pdf(document).pages[0].extract_text()


def test_a_draft_says_so():
    assert "Draft" in _pdf(letter(mark="Draft, to talk about")).pages[0].extract_text()
