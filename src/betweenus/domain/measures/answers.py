"""What somebody may answer, and the refusal of what nobody can have answered."""

import operator
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from betweenus.domain.measures.parts import Item
from betweenus.domain.refusals import Refusal


class NoAnswer(StrEnum):
    """Answers that are not a number. A blank (``None``) is neither of them."""

    DECLINED = "declined"
    NOT_APPLICABLE = "not applicable"


DECLINED = NoAnswer.DECLINED
NOT_APPLICABLE = NoAnswer.NOT_APPLICABLE

Answer = int | NoAnswer | None
Answers = Iterable[Any] | Mapping[Any, Any]


class AnswerRefused(Refusal):
    """An answer that cannot be right: ``item`` is its number (None: the total) and ``value`` it."""

    def __init__(self, what: str, todo: str, *, item: Item | None, value: object) -> None:
        super().__init__(what, todo, field=item.id if item else None)
        self.item = item.number if item else None
        self.value = value


def read_answers(measure: str, items: Sequence[Item], answers: Answers) -> dict[int, Answer]:
    """The answer to every item by its number; raises ``AnswerRefused`` at the first impossible one.

    A sequence holds the scored items in order, or all items. A mapping is keyed by item id or
    number; what it leaves out is missing. ``measure`` is the name to say in a refusal.
    """
    given = _by_number(measure, items, answers)
    return {item.number: _checked(measure, item, given.get(item.number)) for item in items}


def unanswered(value: Answer) -> bool:
    """Whether there is no number, for whichever reason."""
    return value is None or isinstance(value, NoAnswer)


def shown(value: object) -> str:
    """A refused value as it can stand in a sentence: quoted if text, never endless."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _by_number(measure: str, items: Sequence[Item], answers: Answers) -> dict[int, Any]:
    if isinstance(answers, Mapping):
        return _by_key(measure, items, answers)
    if isinstance(answers, str | bytes):
        raise AnswerRefused(
            f"{measure}: the answers came as one piece of text.",
            "Give one answer for each question.",
            item=None,
            value=answers,
        )
    return _in_order(measure, items, list(answers))


def _by_key(measure: str, items: Sequence[Item], answers: Mapping[Any, Any]) -> dict[int, Any]:
    given: dict[int, Any] = {}
    for key, value in answers.items():
        item = _item_called(measure, items, key, value)
        if item.number in given:
            # By number and by id both: taking either would silently drop an answer.
            raise _refused(measure, item, value, "is a second answer")
        given[item.number] = value
    return given


def _in_order(measure: str, items: Sequence[Item], values: list[Any]) -> dict[int, Any]:
    scored = [item for item in items if item.scored]
    for asked in (scored, items):
        if len(values) == len(asked):
            return {item.number: value for item, value in zip(asked, values, strict=True)}
    raise AnswerRefused(
        f"{measure} has {len(scored)} questions that count"
        f" ({len(items)} in all), but {len(values)} answers were given.",
        "Give one answer for each question, and a blank for one that was not answered.",
        item=None,
        value=len(values),
    )


def _item_called(measure: str, items: Sequence[Item], key: object, value: object) -> Item:
    for item in items:
        if key == item.id or (key == item.number and not isinstance(key, bool)):
            return item
    raise AnswerRefused(
        f"{measure} has no question called {shown(key)}.",
        "Use the question's number or its name in the measure's file.",
        item=None,
        value=value,
    )


def _checked(measure: str, item: Item, value: object) -> Answer:
    if value is None:
        return None
    # Answers come back from storage as plain text, which equals the word it was.
    if isinstance(value, str) and value in tuple(NoAnswer):
        return NoAnswer(value)
    number = whole_number(value)
    if number is None:
        raise _refused(measure, item, value, "is not a whole number")
    if number not in item.values:
        raise _refused(measure, item, value, f"is not one of the answers {_range(item.values)}")
    return number


def in_words(numbers: Sequence[int]) -> str:
    """Numbers as people list them: "2, 5 and 8"."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def _range(values: tuple[int, ...]) -> str:
    together = values == tuple(range(values[0], values[-1] + 1))
    return f"{values[0]} to {values[-1]}" if together else in_words(values)


def whole_number(value: object) -> int | None:
    """The value as a whole number, or None: true, 2.0, "2" and nan are not whole numbers."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def _refused(measure: str, item: Item, value: object, why: str) -> AnswerRefused:
    return AnswerRefused(
        f"{measure}, question {item.number}: {shown(value)} {why}.",
        "Correct this answer, or leave it blank if the question was not answered.",
        item=item,
        value=value,
    )
