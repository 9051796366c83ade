"""From answers to a score, by the rules the measure's own file names."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from betweenus.domain.measures.answers import (
    Answer,
    AnswerRefused,
    Answers,
    NoAnswer,
    in_words,
    read_answers,
    shown,
    whole_number,
)
from betweenus.domain.measures.rules import SCORING_RULES
from betweenus.domain.measures.score import ItemAnswer, ScaleScore, Score

if TYPE_CHECKING:
    from betweenus.domain.measures.definition import Measure, Scale


def score(measure: "Measure", answers: Answers) -> Score:
    """The score of one set of answers; raises ``AnswerRefused`` for an impossible answer."""
    given = read_answers(measure, answers)
    scales = tuple(score_scale(measure, scale, given) for scale in measure.scales)
    total = next((scale for scale in scales if scale.id == "total"), None)
    value = total.value if total else None
    return Score(
        measure=measure.id,
        version=measure.version,
        digest=measure.digest,
        total=value,
        band=measure.band_of(value),
        case=measure.case_of(value),
        complete=not any(_unanswered(given[item.number]) for item in measure.scored_items),
        prorated=any(scale.prorated for scale in scales),
        total_only=False,
        reason=total.reason if total else None,
        notes=tuple(_prorating_note(measure, scale, given) for scale in scales if scale.prorated),
        items=_item_answers(measure, given),
        scales=scales,
    )


def score_total(measure: "Measure", total: object) -> Score:
    """A score of which only the total is known; raises ``AnswerRefused`` if it cannot be one."""
    value = _checked_total(measure, total)
    return Score(
        measure=measure.id,
        version=measure.version,
        digest=measure.digest,
        total=value,
        band=measure.band_of(value),
        case=measure.case_of(value),
        complete=False,
        prorated=False,
        total_only=True,
        reason=None,
        notes=_total_only_notes(measure),
        items=(),
        scales=(),
    )


def score_scale(measure: "Measure", scale: "Scale", given: Mapping[int, Answer]) -> ScaleScore:
    """One scale: reversed where its key says, prorated or refused by its own missing rule."""
    without = [number for number in scale.items if _unanswered(given[number])]
    if len(without) > scale.missing.up_to or len(without) == len(scale.items):
        reason = _no_score_reason(measure, scale, without)
        return ScaleScore(
            scale.id, scale.title, None, complete=False, prorated=False, reason=reason
        )
    values = [keyed(measure, scale, n, given[n]) for n in scale.items if n not in without]
    value = SCORING_RULES[scale.rule](values, len(scale.items))
    return ScaleScore(scale.id, scale.title, value, complete=not without, prorated=bool(without))


def keyed(measure: "Measure", scale: "Scale", number: int, value: Answer) -> int:
    """An answer as the scale counts it: turned round where the scale lists it as reversed."""
    assert isinstance(value, int), f"item {number} has no number: {value!r}"
    if number not in scale.reversed:
        return value
    values = measure.item(number).values
    return min(values) + max(values) - value


def _unanswered(value: Answer) -> bool:
    return value is None or isinstance(value, NoAnswer)


def _item_answers(measure: "Measure", given: Mapping[int, Answer]) -> tuple[ItemAnswer, ...]:
    return tuple(
        ItemAnswer(
            item.number,
            item.id,
            given[item.number],
            scored=item.scored,
            risk_from=item.risk.at_least if item.risk else None,
        )
        for item in measure.items
    )


def _no_score_reason(measure: "Measure", scale: "Scale", without: Sequence[int]) -> str:
    name = f"{measure.short_title} {scale.title.lower()}"
    if len(without) == len(scale.items):
        return f"No {name}: none of its {len(scale.items)} questions was answered."
    allowed = f"at most {scale.missing.up_to} may be" if scale.missing.up_to else "none may be"
    return (
        f"No {name}: {len(without)} of its {len(scale.items)} questions"
        f" {'was' if len(without) == 1 else 'were'} not answered"
        f" ({in_words(without)}), and {allowed}."
    )


def _prorating_note(measure: "Measure", scale: ScaleScore, given: Mapping[int, Answer]) -> str:
    items = measure.scale(scale.id).items
    answered = sum(not _unanswered(given[number]) for number in items)
    mark = measure.scale(scale.id).missing.source.mark
    return (
        f"{scale.title} prorated from {answered} of {len(items)} answers by the rule of"
        f" {measure.short_title}{f' ({mark})' if mark else ''}."
    )


def _checked_total(measure: "Measure", total: object) -> int | float:
    if not measure.has_total:
        raise _total_refused(measure, total, "cannot be recorded, because it has none")
    scale = measure.scale("total")
    value: int | float | None = whole_number(total)
    if value is None and scale.rule != "sum" and isinstance(total, float):
        value = total
    if value is None:
        raise _total_refused(measure, total, "is not a whole number")
    # Written so that nan, which is neither above nor below anything, is refused too.
    if not scale.lowest <= value <= scale.highest:
        raise _total_refused(measure, total, f"is outside {scale.lowest} to {scale.highest}")
    return value


def _total_refused(measure: "Measure", total: object, why: str) -> AnswerRefused:
    return AnswerRefused(
        f"{measure.short_title} total: {shown(total)} {why}.",
        "Correct the total, or leave it out.",
        item=None,
        value=total,
    )


def _total_only_notes(measure: "Measure") -> tuple[str, ...]:
    asked = [item.number for item in measure.items if item.risk]
    if not asked:
        return ("Total only: the answers were not recorded.",)
    word = "question" if len(asked) == 1 else "questions"
    known = f"the answer to risk {word} {in_words(asked)} is not known"
    return (f"Total only: the answers were not recorded, so {known}.",)
