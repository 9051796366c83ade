"""A score: what a set of answers came to, under which definition, and what must be said with it."""

from dataclasses import dataclass

from betweenus.domain.measures.answers import DECLINED, NOT_APPLICABLE, Answer, NoAnswer, unanswered
from betweenus.domain.measures.figures import Band, Category


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """One question's answer; ``risk_from`` is set where an answer can be a sign of risk."""

    number: int
    id: str
    value: Answer
    scored: bool = True
    risk_from: float | None = None

    @property
    def answered(self) -> bool:
        """Whether there is a number."""
        return not unanswered(self.value)

    @property
    def is_risk(self) -> bool:
        """Whether this answer is at or above the value at which its question flags risk."""
        if self.risk_from is None or self.value is None or isinstance(self.value, NoAnswer):
            return False
        return self.value >= self.risk_from


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One scale's value, or None with the reason in a sentence."""

    id: str
    title: str
    value: int | float | None
    complete: bool
    prorated: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What a set of answers came to; ``total`` is None when the measure's own rule gives none.

    ``total`` is a whole number unless it was prorated or is a mean; it is never rounded, so show
    it with one decimal. ``reason`` says why there is no total, ``notes`` what to say beside one.
    ``complete`` means every scored question was answered: never so for a ``total_only`` score.
    """

    measure: str
    version: str
    digest: str
    total: int | float | None
    band: Band | None
    case: bool | None
    complete: bool
    prorated: bool
    total_only: bool
    reason: str | None
    notes: tuple[str, ...]
    items: tuple[ItemAnswer, ...]
    scales: tuple[ScaleScore, ...]
    category: Category | None = None

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers by item id, fit for storing: numbers, None and two words."""
        return {item.id: item.value for item in self.items}

    @property
    def subscales(self) -> dict[str, int | float | None]:
        """The value of each scale other than the total, by its id."""
        return {scale.id: scale.value for scale in self.scales if scale.id != "total"}

    @property
    def missing(self) -> tuple[int, ...]:
        """Numbers of the scored questions left blank."""
        return self._numbers_answered(None)

    @property
    def declined(self) -> tuple[int, ...]:
        """Numbers of the scored questions declined."""
        return self._numbers_answered(DECLINED)

    @property
    def not_applicable(self) -> tuple[int, ...]:
        """Numbers of the scored questions that do not apply to this person."""
        return self._numbers_answered(NOT_APPLICABLE)

    @property
    def risk_items(self) -> tuple[ItemAnswer, ...]:
        """Every question that can flag risk with its answer, whatever it is: never only a total."""
        return tuple(item for item in self.items if item.risk_from is not None)

    @property
    def risk_flags(self) -> tuple[ItemAnswer, ...]:
        """The answers that do flag risk."""
        return tuple(item for item in self.items if item.is_risk)

    def _numbers_answered(self, value: Answer) -> tuple[int, ...]:
        return tuple(item.number for item in self.items if item.scored and item.value is value)
