"""A copy of somebody's record as a value: chapters of items, each a date and lines of text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from betweenus.domain.disclosure.withholding import Withholding


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on record. ``key`` names it for good; ``lines`` are (label, text).

    ``unreadable`` is set where the record could not be opened: it is listed, and keeps nothing
    else back.
    """

    key: str
    title: str
    on: date | None
    lines: tuple[tuple[str, str], ...]
    withheld: Withholding | None = None
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Items that belong together, oldest first."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class RecordCopy:
    """Everything on record about one person."""

    name: str
    service: str
    made_on: date
    chapters: tuple[Chapter, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for chapter in self.chapters for item in chapter.items)

    @property
    def withheld(self) -> tuple[Item, ...]:
        """What is kept back."""
        return tuple(item for item in self.items if item.withheld)

    @property
    def unreadable(self) -> tuple[Item, ...]:
        """What could not be opened."""
        return tuple(item for item in self.items if item.unreadable)

    def marked(self, withheld: Mapping[str, Withholding]) -> "RecordCopy":
        """The same for whoever decides: what is kept back is marked, and can still be read."""
        return self._each(lambda item: replace(item, withheld=withheld.get(item.key)))

    def to_give(self, withheld: Mapping[str, Withholding]) -> "RecordCopy":
        """The same for the person: what is kept back has no words, and its reason stays.

        What was weighed, and why something does not open, is for the service: it could tell what
        is kept back.
        """
        return self._each(lambda item: _to_give(item, withheld.get(item.key)))

    def _each(self, change: Callable[[Item], Item]) -> "RecordCopy":
        return replace(
            self,
            chapters=tuple(
                replace(chapter, items=tuple(map(change, chapter.items)))
                for chapter in self.chapters
            ),
        )


def _to_give(item: Item, withheld: Withholding | None) -> Item:
    if withheld:
        said = Withholding(item.key, withheld.reason, words="")
        return replace(item, lines=(), withheld=said, unreadable="")
    return replace(item, unreadable="could not be opened") if item.unreadable else item
