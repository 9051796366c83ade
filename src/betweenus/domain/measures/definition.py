"""What a questionnaire is: its questions, its answers, and how they are scored."""

from dataclasses import dataclass, field

from betweenus.domain.measures import scoring
from betweenus.domain.measures.answers import Answers
from betweenus.domain.measures.figures import (
    Band,
    Cut,
    Loinc,
    MissingRule,
    ReliableChange,
    Source,
)
from betweenus.domain.measures.score import Score
from betweenus.domain.refusals import Refusal


class WordingHeldLocally(Refusal):
    """The text of this questionnaire is its licence holder's and is not on this machine."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be ticked."""

    value: int
    text: str
    loinc: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question; ``text`` is None where the wording is held locally."""

    number: int
    id: str
    text: str | None
    options: tuple[Option, ...]
    scored: bool = True
    risk: Cut | None = None
    loinc: str | None = None
    note: str | None = None

    @property
    def values(self) -> tuple[int, ...]:
        """The numbers that can be answered."""
        return tuple(option.value for option in self.options)

    def text_of(self, value: int) -> str:
        """The words of one answer."""
        return next(option.text for option in self.options if option.value == value)


@dataclass(frozen=True, slots=True)
class Scale:
    """Some items scored together by a named rule. The scale called "total" is the main one."""

    id: str
    title: str
    items: tuple[int, ...]
    reversed: tuple[int, ...]
    rule: str
    missing: MissingRule
    lowest: int | float
    highest: int | float


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


@dataclass(frozen=True, slots=True)
class Measure:
    """A questionnaire. ``digest`` changes whenever anything but the examples does."""

    id: str
    version: str
    digest: str
    title: str
    short_title: str
    about: str
    completed_by: str
    better: str
    source: str
    licence: Licence
    recall: Recall
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    bands: tuple[Band, ...] = ()
    caseness: Cut | None = None
    reliable_change: ReliableChange | None = None
    loinc: Loinc | None = None
    examples: tuple[Example, ...] = field(default=(), compare=False)

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The questions that count."""
        return tuple(item for item in self.items if item.scored)

    @property
    def has_total(self) -> bool:
        """Whether the measure comes to one main figure; some give only subscales."""
        return any(scale.id == "total" for scale in self.scales)

    @property
    def wording_held_locally(self) -> bool:
        """Whether the text must come from the licence holder's own files."""
        return self.licence.wording == "locally"

    def questions(self) -> tuple[Item, ...]:
        """The items to display; raises ``WordingHeldLocally`` when their text is not here."""
        if any(item.text is None for item in self.items):
            raise WordingHeldLocally(
                f"The wording of {self.short_title} may not be shipped with this software.",
                f"Ask its licence holder for the text ({self.licence.name}) and put it in your"
                " service's own folder of wordings.",
            )
        return self.items

    def item(self, number: int) -> Item:
        """The question with this number."""
        return next(item for item in self.items if item.number == number)

    def scale(self, scale_id: str) -> Scale:
        """The scale with this id."""
        return next(scale for scale in self.scales if scale.id == scale_id)

    def band_of(self, total: float | None) -> Band | None:
        """The band a total lies in, if there is a total and the measure has bands."""
        reached = [band for band in self.bands if total is not None and band.at_least <= total]
        return reached[-1] if reached else None

    def case_of(self, total: float | None) -> bool | None:
        """Whether a total is at or above the cut-off for a case; None when it cannot be said."""
        if total is None or self.caseness is None:
            return None
        return total >= self.caseness.at_least

    def score(self, answers: Answers) -> Score:
        """The score of one set of answers: a sequence in order, or a mapping by id or number.

        ``None`` is a blank; ``DECLINED`` and ``NOT_APPLICABLE`` are answers of their own. Raises
        ``AnswerRefused``, naming question and value, for anything nobody can have answered.
        """
        return scoring.score(self, answers)

    def from_total(self, total: object) -> Score:
        """A score of which only the total is known, flagged so; raises ``AnswerRefused``."""
        return scoring.score_total(self, total)
