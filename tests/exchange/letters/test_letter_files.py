"""Letter files: tagged, titled, in their language; nothing typed acts as markup or is lost."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from betweenus.domain.refusals import Refusal
from betweenus.exchange.letters import (
    LetterDocument,
    LetterSection,
    Listing,
    Quote,
    paragraphs,
    printable,
    to_docx,
    to_pdf,
    unprintable,
)

LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
NASTY = [
    '#import "x" *bold* _it_ $a^2$ @ref <label> `code` \\ // comment /* c */ = head - list + 1.',
    'Quotes “ ” ‘ ’ " \' and an em dash — and a #link("x")[y] ~ ... -- ---',
    '#read("/etc/passwd") #eval("1+1") #sys.inputs \\u{41} {{ letter }} {n} {of}',
    "= Heading\n- item\n+ item\n/ term: x\n``` raw ```",
    "Siân Ŵyn Llŷr, łódź, ñandú, Ελένη, Нина",
    LONG_WORD * 3,
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


def body(*blocks) -> LetterDocument:
    return letter(sections=(LetterSection("", blocks),))


def _pdf(document: LetterDocument) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(document)))


def _text(read: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


def _word(document: LetterDocument):
    return Document(io.BytesIO(to_docx(document)))


def _tags(read: PdfReader) -> list[str]:
    """The kinds of the document's structure, in the order a screen reader meets them."""
    found = []

    def walk(node):
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, ArrayObject):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject):
            found.extend([node["/S"]] if "/S" in node else [])
            walk(node.get("/K"))

    walk(read.trailer["/Root"]["/StructTreeRoot"])
    return found


def _fonts(read: PdfReader) -> set[str]:
    return {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in read.pages
        for font in page["/Resources"]["/Font"].values()
    }


# ------------------------------------------------------------------ for everybody who reads it


def test_the_pdf_is_tagged_and_says_its_title_and_language():
    read = _pdf(letter())
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata.title == "Goodbye letter"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_a_screen_reader_meets_headings_lists_and_quotes_in_order():
    document = letter(
        sections=(
            LetterSection("Signs", (Listing(("Sitting in the car", "Bad nights")),)),
            LetterSection("What you said", ("In May:", Quote("I never unpack.", "You, session 4"))),
        )
    )
    tags = [tag for tag in _tags(_pdf(document)) if tag in ("/H1", "/H2", "/L", "/BlockQuote")]
    assert tags == ["/H1", "/H2", "/L", "/H2", "/BlockQuote"]


def test_every_line_is_a_paragraph_and_none_is_bare_text():
    tags = _tags(_pdf(letter(headings=False, copies=("Kit",), about=(("Name", "Kit"),))))
    assert set(tags) == {"/Document", "/P"}


def test_the_pdf_holds_the_words():
    text = _text(_pdf(letter(copies=("Dr Pell",), about=(("Date of birth", "1 May 1981"),))))
    for words in (
        *("Dear Kit", "Tuesday 3 March 2026", "Why you came", "One.", "Three.", "Page 1 of 1"),
        *("Copy to: Dr Pell", "Date of birth: 1 May 1981", "With good wishes"),
    ):
        assert words in text


def test_a_welsh_letter_is_in_welsh_to_the_last_line():
    read = _pdf(letter(language="cy", greeting="Annwyl Siân", copies=("Meddyg",)))
    assert read.trailer["/Root"]["/Lang"] == "cy"
    text = _text(read)
    for words in ("Dydd Mawrth 3 Mawrth 2026", "Annwyl Siân", "Tudalen 1 o 1", "Copi at: Meddyg"):
        assert words in text


def test_large_print_is_larger():
    long = body(*("A paragraph of a letter. " * 20,) * 8)
    large = letter(sections=long.sections, large_print=True)
    assert len(_pdf(large).pages) > len(_pdf(long).pages)
    assert _word(large).styles["Normal"].font.size.pt == 18


def test_a_long_letter_counts_its_pages():
    pages = _pdf(body(*(f"Paragraph {n}. " * 20 for n in range(40)))).pages
    assert len(pages) > 2
    assert f"Page {len(pages)} of {len(pages)}" in " ".join(pages[-1].extract_text().split())


def test_a_letter_without_headings_is_a_letter():
    assert "Why you came" not in _text(_pdf(letter(headings=False)))


def test_every_page_of_a_draft_says_so():
    pages = _pdf(
        letter(
            mark="Draft, to talk about",
            sections=(LetterSection("", ("Words. " * 300,) * 3),),
        )
    ).pages
    assert len(pages) > 1
    assert all("Draft, to talk about" in page.extract_text() for page in pages)


# ------------------------------------------------------------------ what was typed


@pytest.mark.parametrize("typed", NASTY)
def test_nothing_typed_acts_as_markup(typed):
    document = letter(
        title=typed,
        greeting=typed,
        sections=(LetterSection(typed, (typed, Quote(typed, typed), Listing((typed,)))),),
        footer=typed[:40],
        mark=typed,
        to=(typed,),
        sign_off=(typed, typed, typed),
        about=((typed, typed),),
    )
    squeezed = "".join(_text(_pdf(document)).split())
    assert squeezed.count("".join(typed.split())[:50]) >= 10
    whole = "\n".join(p.text for p in _word(document).paragraphs)
    assert whole.count(typed) >= 8


def test_a_very_long_word_is_broken_within_the_page():
    lines = _pdf(body(LONG_WORD * 5)).pages[0].extract_text().splitlines()
    assert max(len(line) for line in lines) < 90
    assert LONG_WORD * 5 in "".join(lines)


def test_pictures_are_named_because_no_font_has_them():
    read = _pdf(body("So proud 😀👩‍👩‍👧 of you 👋🏽 ❤️"))
    assert "So proud [grinning face, woman, woman, girl] of you [waving hand sign] ❤" in _text(read)
    assert "So proud 😀👩‍👩‍👧 of you 👋🏽 ❤️" in [
        p.text for p in _word(body("So proud 😀👩‍👩‍👧 of you 👋🏽 ❤️")).paragraphs
    ]


@pytest.mark.parametrize(
    "typed", ["bell \x07 null \x00", "half \ud83d", "\ufffe\ufdd0", "a\u202eb"]
)
def test_what_no_document_may_hold_is_left_out_of_both(typed):
    document = body(f"before {typed} after")
    assert "before" in _text(_pdf(document))
    assert any(p.text.endswith("after") for p in _word(document).paragraphs)


def test_a_name_no_font_can_show_is_refused_and_never_lost():
    document = letter(to=("李 Wei",))
    assert unprintable(document) == "李"
    with pytest.raises(Refusal, match="李") as refused:
        to_pdf(document)
    assert "Word file" in refused.value.todo
    assert "李 Wei" in [p.text for p in _word(document).paragraphs]


@pytest.mark.slow
def test_the_letters_taken_for_granted_are_all_in_the_fonts():
    ranges = (range(0x20, 0x7F), range(0xA0, 0x180))
    letters = [chr(n) for part in ranges for n in part] + list("‘’“”–—…•")
    assert all(printable._SURELY_DRAWN.fullmatch(letter) for letter in letters)
    undrawn = [letter for letter in letters if not printable._fonts_draw(letter)]
    assert undrawn == []


def test_the_letter_is_the_same_on_every_machine_and_every_day():
    document = body("Words, → ✓ and Ελένη.")
    assert to_pdf(document) == to_pdf(document)
    assert all(
        name.startswith(("LibertinusSerif", "NewCM", "DejaVuSansMono"))
        for name in _fonts(_pdf(document))
    )


# ------------------------------------------------------------------ as a Word document


def test_word_has_real_headings_a_title_and_a_language():
    document = _word(letter())
    assert [(p.style.name, p.text) for p in document.paragraphs if "Heading" in p.style.name] == [
        ("Heading 1", "Goodbye letter"),
        ("Heading 2", "Why you came"),
    ]
    assert document.core_properties.title == "Goodbye letter"
    assert document.core_properties.language == "en-GB"
    assert document.styles.element.xpath("//w:rPrDefault//w:lang/@w:val") == ["en-GB"]


def test_word_has_real_lists_and_quotes_and_counts_its_pages():
    document = _word(body(Listing(("one", "two")), Quote("I never unpack.", "You, session 4")))
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["one"] == styles["two"] == "List Bullet"
    assert styles["I never unpack.\nYou, session 4"] == "Quote"
    footer = document.sections[0].footer._element
    assert footer.xpath(".//w:instrText/text()") == ["PAGE", "NUMPAGES"]


def test_word_is_on_a4():
    section = _word(letter()).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.left_margin.mm > 20


def test_a_letter_without_a_title_or_in_an_unknown_language_cannot_be_made():
    with pytest.raises(AssertionError, match="title"):
        letter(title=" ")
    with pytest.raises(AssertionError, match="tlh"):
        letter(language="tlh")


def test_no_line_of_a_word_letter_is_empty():
    bare = letter(sender=("Eddlesham",), sign_off=("", "Kit"), to=(), greeting="")
    assert all(paragraph.text for paragraph in _word(bare).paragraphs)
    assert "Kit" in _text(_pdf(bare))


@pytest.mark.slow
def test_letters_can_be_set_side_by_side():
    letters = [letter(greeting=f"Dear {name}") for name in ("Ann", "Bo", "Cy", "Di")] * 4
    with ThreadPoolExecutor(4) as at_once:
        made = list(at_once.map(to_pdf, letters))
    for document, content in zip(letters, made, strict=True):
        assert document.greeting in _text(PdfReader(io.BytesIO(content)))
