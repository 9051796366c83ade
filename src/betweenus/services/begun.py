"""Begun: a questionnaire not handed in yet, its answers saved as they are given.

On the client's own pages and by a private link alike; what was begun in one way can be gone on with
in the other. Everything here is to be called inside an act.
"""

from collections.abc import Mapping
from uuid import UUID

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Identity
from betweenus.domain.measures import DECLINED, NOT_APPLICABLE, Item, Measure
from betweenus.domain.refusals import Refusal
from betweenus.records.asking import BegunAnswers
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.services import clock, measures
from betweenus.services.prepared import Prepared

Given = Mapping[str, object]


def answers_so_far(request_id: UUID) -> Given:
    """What was saved of a questionnaire, by the id of the question."""
    row = BegunAnswers.objects.filter(request=request_id).first()
    return row.answers if row else {}


def keep_so_far(request: MeasureRequest, answers: Given, *, source: str) -> Given:
    """Keep these answers beside those given before, and give them all; None takes one back.

    Harmless to repeat. Raises Refusal for what is no answer.
    """
    _check(catalogue.get(request.measure), answers)
    if not answers:
        return answers_so_far(request.pk)
    row = _HELD.first(request.pk) or _begin(request, source)
    kept = {**row.answers, **answers}
    row.answers = {name: value for name, value in kept.items() if value not in (None, "")}
    row.saved_at, row.source = clock.now(), source
    row.save(update_fields=["answers", "saved_at", "source"])
    return row.answers


_HELD = Prepared(lambda pk: BegunAnswers.objects.select_for_update().filter(request=pk), UUID)


def _begin(request: MeasureRequest, source: str) -> BegunAnswers:
    """A first answer; somebody who gave one in the same moment by another way is waited for."""
    row, _ = BegunAnswers.objects.select_for_update().get_or_create(
        request=request, defaults={"saved_at": clock.now(), "source": source}
    )
    return row


def take(by: Identity, request: MeasureRequest, given: Given, *, source: str) -> MeasureAnswers:
    """Score and keep what was saved, as its owner's."""
    known = catalogue.get(request.measure)
    return measures.answer(
        by=by,
        person_id=request.person_id,
        measure=known.id,
        answers={item.id: given.get(item.id) for item in known.items},
        words={one.id: str(given.get(one.id, "")) for one in known.comments},
        request_id=request.pk,
        source=source,
    )


def shows_risk(known: Measure, answers: Given) -> bool:
    """Whether one of these answers is a risk sign."""
    return any(
        item.risk and isinstance(value, int) and value >= item.risk.at_least
        for item in known.items
        if (value := answers.get(item.id)) is not None
    )


def _check(known: Measure, answers: Given) -> None:
    comments = {comment.id for comment in known.comments}
    allowed = {item.id: _allowed(item) for item in known.items}
    for name, value in answers.items():
        said = name in comments and isinstance(value, str | None)
        if not said and value not in allowed.get(name, ()):
            raise Refusal("This is not one of the answers.", "Choose one of those shown.")


def _allowed(item: Item) -> tuple[object, ...]:
    not_applicable = (NOT_APPLICABLE,) if item.may_not_apply else ()
    return (None, DECLINED, *not_applicable, *item.values)
