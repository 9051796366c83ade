"""The parts a questionnaire is made of: questions, answers, scales, terms of use, examples."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from betweenus.domain.measures.figures import Cut, MissingRule, Source

# More answers than these are a number to be given, not boxes to tick. Own rule: a phone shows about
# as many at once.
MOST_TO_TICK = 12


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be ticked."""

    value: int
    text: str
    loinc: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question; ``text`` is None where the wording is held locally.

    ``answer_set`` is the name its answers have in the file, which other questions may share.
    """

    number: int
    id: str
    text: str | None
    options: tuple[Option, ...]
    scored: bool = True
    risk: Cut | None = None
    loinc: str | None = None
    note: str | None = None
    may_not_apply: bool = False
    answer_set: str = ""

    @property
    def values(self) -> tuple[int, ...]:
        """The numbers that can be answered."""
        return tuple(option.value for option in self.options)

    @property
    def is_number(self) -> bool:
        """Whether it is answered by giving a number: it has too many answers to tick."""
        return len(self.options) > MOST_TO_TICK

    @property
    def ends(self) -> str:
        """Its first and its last answer, each with its words where it has any."""
        return " to ".join(
            str(end.value) if end.text == str(end.value) else f"{end.value} ({end.text})"
            for end in (self.options[0], self.options[-1])
        )

    def text_of(self, value: int) -> str:
        """The words of one answer."""
        return next(option.text for option in self.options if option.value == value)


@dataclass(frozen=True, slots=True)
class Comment:
    """A question answered in the client's own words; it never counts."""

    id: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody a questionnaire is about, one form for each, such as the client's mother."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Some items scored together by a named rule. The scale called "total" is the main one.

    ``recoded`` has, by item, the points each of its answers counts as, in the order of its options;
    a reversed item counts from the other end. ``source`` is of the key: items, turns and rule.
    """

    id: str
    title: str
    items: tuple[int, ...]
    reversed: tuple[int, ...]
    rule: str
    missing: MissingRule
    lowest: int | float
    highest: int | float
    source: Source
    recoded: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def points(self, item: Item) -> tuple[int, ...]:
        """What each answer to an item counts as in this scale, in the order of its options."""
        if item.number in self.recoded:
            return self.recoded[item.number]
        if item.number in self.reversed:
            return tuple(min(item.values) + max(item.values) - value for value in item.values)
        return item.values


@dataclass(frozen=True, slots=True)
class Licence:
    """On what terms the questionnaire may be used; ``wording`` is "here" or "locally"."""

    name: str
    wording: str
    source: Source
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """Which stretch of time is asked about, and the sentence that says so above the questions."""

    period: str
    days: int
    stem: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: answers (or a total alone) and what they must come to."""

    name: str
    answers: tuple[int | str | None, ...] | None
    total_only: int | float | None
    expect: dict[str, object]
