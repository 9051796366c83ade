"""A letter as a value: who writes to whom, when, and what; nothing about paper or fonts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from betweenus.exchange.letters.languages import known_language


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, set apart; ``source`` says whose, or where they stand."""

    words: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of things."""

    items: tuple[str, ...]


# A paragraph is its text; a line break inside it is kept.
Block = str | Quote | Listing


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A stretch of the letter; the heading may be empty."""

    heading: str
    paragraphs: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """A letter: who writes to whom, when, and what. Valid once made.

    ``sender`` and ``to`` are lines of an address, the sender's name or service first.
    ``sign_off`` is the closing words, then the name, then whatever stands under it; room to sign
    by hand is left between the first two. ``mark`` stands out at the top: a printed draft must say
    that it is one. ``about`` are lines such as ("Date of birth", "30 September 1964"). Without
    ``headings`` the letter runs on, as letters between people do. ``large_print`` sets it in 18
    points for readers who need that.
    """

    title: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    written_on: date
    greeting: str
    sections: tuple[LetterSection, ...]
    sign_off: tuple[str, ...]
    footer: str
    mark: str = ""
    headings: bool = True
    language: str = "en-GB"
    keywords: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    copies: tuple[str, ...] = ()
    large_print: bool = False

    def __post_init__(self) -> None:
        """A title and a language are what make a document accessible: never without."""
        assert self.title.strip(), "a letter without a title"
        assert known_language(self.language), f"no words for the language {self.language!r}"

    def texts(self) -> Iterator[str]:
        """Every piece of text it prints, in the order of reading."""
        yield from (*self.sender, self.mark, *self.to, self.title)
        yield from (piece for line in self.about for piece in line)
        yield self.greeting
        for section in self.sections:
            yield section.heading
            for block in section.paragraphs:
                yield from _texts_of(block)
        yield from (*self.sign_off, *self.copies, self.footer)


def _texts_of(block: Block) -> tuple[str, ...]:
    match block:
        case Listing(items):
            return items
        case Quote(words, source):
            return (words, source)
        case str():
            return (block,)
