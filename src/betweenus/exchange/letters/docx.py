"""A letter as a Word document with real headings, a language and a title."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from betweenus.exchange.letters.document import LetterDocument


def to_docx(letter: LetterDocument) -> bytes:
    """The letter as .docx, on A4."""
    document = Document()
    _set_up(document, letter)
    if letter.mark:
        document.add_paragraph().add_run(letter.mark).bold = True
    sender = _lines(document, letter.sender)
    sender.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if letter.to:
        _lines(document, letter.to)
    day = letter.written_on
    document.add_paragraph(f"{day.day} {day:%B} {day.year}")
    if letter.headings:
        document.add_heading(letter.title, level=1)
    if letter.greeting:
        document.add_paragraph(letter.greeting)
    for section in letter.sections:
        if letter.headings and section.heading:
            document.add_heading(section.heading, level=2)
        for paragraph in section.paragraphs:
            _lines(document, tuple(paragraph.split("\n")))
    _lines(document, letter.sign_off)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document, letter: LetterDocument) -> None:
    properties = document.core_properties
    properties.title = letter.title
    properties.author = letter.sender[0] if letter.sender else ""
    properties.language = letter.language
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(26)
    page.footer.paragraphs[0].text = letter.footer
    normal = document.styles["Normal"]
    normal.font.name = "Arial"
    normal.font.size = Pt(12)
    normal.paragraph_format.space_after = Pt(10)
    normal.paragraph_format.line_spacing = 1.3
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), letter.language)
    normal.element.get_or_add_rPr().append(spoken)


def _lines(document, lines: tuple[str, ...]):
    """One paragraph; line breaks between the lines."""
    paragraph = document.add_paragraph()
    for number, line in enumerate(lines):
        run = paragraph.add_run(line)
        if number < len(lines) - 1:
            run.add_break()
    return paragraph
