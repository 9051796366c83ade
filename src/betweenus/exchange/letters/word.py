"""A letter as a Word document: real headings and lists, its title and language set."""

import io
from datetime import datetime, time
from typing import Any

import docx
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from betweenus.exchange.letters.document import Block, LetterDocument, Listing, Quote
from betweenus.exchange.letters.languages import words_of
from betweenus.exchange.letters.printable import clean

# On every Windows, Mac and most Linux machines; Word finds the nearest where it is missing.
FONT = "Georgia"
SIZE, LARGE_SIZE = 12, 18  # points
INK, QUIET = RGBColor(0x26, 0x26, 0x26), RGBColor(0x54, 0x54, 0x54)

Made = Any  # the library's own document and paragraph have no published types


def to_docx(letter: LetterDocument) -> bytes:
    """The letter as a .docx file that can be edited, with any script or emoji as typed."""
    made = docx.Document()
    _set_up(made, letter)
    _head(made, letter)
    _body(made, letter)
    _close(made, letter)
    _footer(made, letter)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _set_up(made: Made, letter: LetterDocument) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(24 if letter.large_print else 31)
    page.top_margin, page.bottom_margin = Mm(26), Mm(28)
    properties = made.core_properties
    properties.title = clean(letter.title)
    properties.author = clean("".join(letter.sender[:1]))
    properties.language = letter.language
    properties.keywords = clean(", ".join(letter.keywords))
    properties.comments = ""
    properties.created = properties.modified = datetime.combine(letter.written_on, time(12))
    _styles(made, LARGE_SIZE if letter.large_print else SIZE)
    _language(made, letter.language)


def _styles(made: Made, size: int) -> None:
    _style(made, "Normal", size, after=0.9)
    _style(made, "Heading 1", size * 1.4, before=1, after=0.8, bold=True)
    _style(made, "Heading 2", size * 1.06, before=1.2, after=0.4, bold=True)
    _style(made, "List Bullet", size, after=0.35)
    _style(made, "Quote", size, after=0.9)
    made.styles["Quote"].paragraph_format.left_indent = Mm(8)


def _style(
    made: Made, name: str, size: float, *, after: float, before: float = 0, bold: bool = False
) -> None:
    style = made.styles[name]
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = INK
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(size * before), Pt(size * after)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.25


def _language(made: Made, tag: str) -> None:
    """For the whole document, so that screen readers and spelling follow it."""
    defaults = made.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    language = OxmlElement("w:lang")
    for script in ("val", "eastAsia"):
        language.set(qn(f"w:{script}"), tag)
    defaults.append(language)


def _head(made: Made, letter: LetterDocument) -> None:
    if letter.sender:
        _bold(made, letter.sender[0], after=2)
    if letter.sender[1:]:
        _quiet(made.add_paragraph(), " · ".join(letter.sender[1:]))
    if letter.mark:
        _bold(made, letter.mark)
    made.add_paragraph(words_of(letter.language).say_date(letter.written_on))
    if letter.to:
        made.add_paragraph(clean("\n".join(letter.to)))
    if letter.headings:
        made.add_heading(clean(letter.title), level=1)
    if letter.about:
        lines = (f"{name}: {value}" for name, value in letter.about)
        made.add_paragraph(clean("\n".join(lines)))
    if letter.greeting:
        made.add_paragraph(clean(letter.greeting))


def _bold(made: Made, text: str, *, after: float | None = None) -> None:
    paragraph = made.add_paragraph()
    paragraph.add_run(clean(text)).bold = True
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)


def _quiet(paragraph: Made, text: str) -> None:
    paragraph.add_run(clean(text)).font.color.rgb = QUIET


def _body(made: Made, letter: LetterDocument) -> None:
    for section in letter.sections:
        if letter.headings and section.heading:
            made.add_heading(clean(section.heading), level=2)
        for block in section.paragraphs:
            _block(made, block)


def _block(made: Made, block: Block) -> None:
    match block:
        case Listing(items):
            for item in items:
                made.add_paragraph(clean(item), style="List Bullet")
        case Quote(words, source):
            paragraph = made.add_paragraph(clean(words), style="Quote")
            if source:
                paragraph.add_run().add_break()
                _quiet(paragraph, source)
        case str():
            made.add_paragraph(clean(block))


def _close(made: Made, letter: LetterDocument) -> None:
    if letter.sign_off:
        closing, *name = letter.sign_off
        if closing:
            words = made.add_paragraph(clean(closing))
            words.paragraph_format.keep_with_next = bool(name)
            words.paragraph_format.space_after = Pt(40)  # room to sign by hand
        if name:
            made.add_paragraph(clean("\n".join(name)))
    if letter.copies:
        copy_to = words_of(letter.language).copy_to
        _quiet(made.add_paragraph(), f"{copy_to}: {', '.join(letter.copies)}")


def _footer(made: Made, letter: LetterDocument) -> None:
    """The service, and page n of m as fields, which the word processor counts."""
    paragraph = made.sections[0].footer.paragraphs[0]
    _quiet(paragraph, f"{letter.footer} · ")
    before, _, rest = words_of(letter.language).page.partition("{n}")
    between, _, after = rest.partition("{of}")
    for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        _quiet(paragraph, text)
        if field:
            _field(paragraph, field)
    for run in paragraph.runs:
        run.font.size = Pt(LARGE_SIZE - 4 if letter.large_print else SIZE - 2)


def _field(paragraph: Made, name: str) -> None:
    run = paragraph.add_run("")
    run.font.color.rgb = QUIET
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("shown", "1"), ("end", "")):
        run._element.append(_field_part(kind, text))  # the library knows no fields


def _field_part(kind: str, text: str) -> Made:
    if kind in ("begin", "separate", "end"):
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:instrText" if kind == "" else "w:t")
    part.text = text
    return part
