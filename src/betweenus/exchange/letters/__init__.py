"""Letters as files people keep: tagged PDF and Word."""

from betweenus.exchange.letters.document import LetterDocument, LetterSection, paragraphs
from betweenus.exchange.letters.docx import to_docx
from betweenus.exchange.letters.pdf import to_pdf

__all__ = ["LetterDocument", "LetterSection", "paragraphs", "to_docx", "to_pdf"]
