"""Letters as files people keep: one frozen value, and from it a tagged PDF or a Word document."""

from betweenus.exchange.letters.document import Block, LetterDocument, LetterSection, Listing, Quote
from betweenus.exchange.letters.laying_out import Written, lay_out, paragraphs
from betweenus.exchange.letters.pdf import to_pdf
from betweenus.exchange.letters.printable import unprintable
from betweenus.exchange.letters.word import to_docx

__all__ = [
    "Block",
    "LetterDocument",
    "LetterSection",
    "Listing",
    "Quote",
    "Written",
    "lay_out",
    "paragraphs",
    "to_docx",
    "to_pdf",
    "unprintable",
]
