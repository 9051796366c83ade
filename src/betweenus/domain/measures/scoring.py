"""From answers to the value of a scale, by the rules the measure's own file names."""

from collections.abc import Mapping, Sequence

from betweenus.domain.measures.answers import (
    Answer,
    AnswerRefused,
    in_words,
    shown,
    unanswered,
    whole_number,
)
from betweenus.domain.measures.parts import Item, Scale
from betweenus.domain.measures.rules import SCORING_RULES
from betweenus.domain.measures.score import ItemAnswer, ScaleScore


def score_scale(
    measure: str, scale: Scale, items: Sequence[Item], given: Mapping[int, Answer]
) -> ScaleScore:
    """One scale: reversed where its key says, prorated or refused by its own missing rule.

    ``measure`` is the name to say in a reason; ``given`` the answer to each item by its number.
    """
    without = [number for number in scale.items if unanswered(given[number])]
    if not scale.missing.allows(without) or len(without) == len(scale.items):
        reason = _no_score_reason(measure, scale, without)
        return ScaleScore(
            scale.id, scale.title, None, complete=False, prorated=False, reason=reason
        )
    counted = [item for item in items if item.number in scale.items and item.number not in without]
    values = [keyed(scale, item, given[item.number]) for item in counted]
    prorated = bool(without) and scale.missing.prorates
    value = SCORING_RULES[scale.rule](values, len(scale.items) if prorated else len(values))
    return ScaleScore(scale.id, scale.title, value, complete=not without, prorated=prorated)


def keyed(scale: Scale, item: Item, value: Answer) -> int:
    """An answer as the scale counts it: turned round or recoded where the scale says so."""
    assert isinstance(value, int), f"item {item.number} has no number: {value!r}"
    return scale.points(item)[item.values.index(value)]


def item_answers(items: Sequence[Item], given: Mapping[int, Answer]) -> tuple[ItemAnswer, ...]:
    """Every answer beside what is known of its question."""
    return tuple(
        ItemAnswer(
            item.number,
            item.id,
            given[item.number],
            scored=item.scored,
            risk_from=item.risk.at_least if item.risk else None,
        )
        for item in items
    )


def prorating_note(measure: str, scale: Scale, given: Mapping[int, Answer]) -> str:
    """What to say beside a scale scored although some of its answers are missing."""
    answered = sum(not unanswered(given[number]) for number in scale.items)
    mark = scale.missing.source.mark
    return (
        f"{scale.title} prorated from {answered} of {len(scale.items)} answers by the rule of"
        f" {measure}{f' ({mark})' if mark else ''}."
    )


def checked_total(measure: str, scale: Scale | None, total: object) -> int | float:
    """A total somebody else worked out, if it can be one; raises ``AnswerRefused``."""
    if scale is None:
        raise _total_refused(measure, total, "cannot be recorded, because it has none")
    value: int | float | None = whole_number(total)
    if value is None and scale.rule != "sum" and isinstance(total, float):  # a mean
        value = total
    if value is None:
        raise _total_refused(measure, total, "is not a whole number")
    # Written so that nan, which is neither above nor below anything, is refused too.
    if not scale.lowest <= value <= scale.highest:
        raise _total_refused(measure, total, f"is outside {scale.lowest} to {scale.highest}")
    return value


def total_only_note(items: Sequence[Item]) -> str:
    """What to say beside a total whose answers nobody recorded: above all what risk is unseen."""
    asked = [item.number for item in items if item.risk]
    if not asked:
        return "Total only: the answers were not recorded."
    word = "question" if len(asked) == 1 else "questions"
    known = f"the answer to risk {word} {in_words(asked)} is not known"
    return f"Total only: the answers were not recorded, so {known}."


def _no_score_reason(measure: str, scale: Scale, without: Sequence[int]) -> str:
    name = f"{measure} {scale.title.lower()}"
    if len(without) == len(scale.items):
        return f"No {name}: none of its {len(scale.items)} questions was answered."
    allowed = _allowed(scale)
    were = "was" if len(without) == 1 else "were"
    return (
        f"No {name}: {len(without)} of its {len(scale.items)} questions {were} not answered"
        f" ({in_words(without)}), and {allowed}."
    )


def _allowed(scale: Scale) -> str:
    if not scale.missing.up_to:
        return "none may be"
    if scale.missing.only:
        return f"only question {in_words(scale.missing.only)} may be"
    return f"at most {scale.missing.up_to} may be"


def _total_refused(measure: str, total: object, why: str) -> AnswerRefused:
    return AnswerRefused(
        f"{measure} total: {shown(total)} {why}.",
        "Correct the total, or leave it out.",
        item=None,
        value=total,
    )
