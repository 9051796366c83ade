"""Left behind: a questionnaire stopped half-way in which an answer was a risk sign.

Whoever answered it saw the crisis text at once. The clinician must hear of it too, so after a while
it is handed in as it stands, also when it is asked no longer by then. One without a risk sign waits
for its owner, and is forgotten when it is asked no longer.
"""

from datetime import datetime, timedelta

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.records.asking import BegunAnswers
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.services import by_link, clock
from betweenus.services.acting import acting
from betweenus.services.begun import shows_risk, take
from betweenus.services.measure_links import as_holder
from betweenus.services.one_by_one import one_by_one

# Time to be called away and come back; short enough for a clinician to act the same day. Own rule.
AFTER = timedelta(hours=1)


def hand_in_due(now: datetime | None = None) -> int:
    """Hand in what was left with a risk sign; gives how many. Safe to repeat."""
    with clock.as_of(now or clock.now()):
        rows = BegunAnswers.objects.select_related("request__person").filter(
            saved_at__lte=clock.now() - AFTER
        )
        return one_by_one(rows, _settle_if_due)


def _settle_if_due(row: BegunAnswers) -> bool:
    return bool(row.request.closed_at or _shows_risk(row)) and _settle(row)


def _shows_risk(row: BegunAnswers) -> bool:
    return shows_risk(catalogue.get(row.request.measure), row.answers)


def _settle(row: BegunAnswers) -> bool:
    """Hand it in, or forget what nobody will hand in; whether it was handed in."""
    request = row.request
    with acting(
        by=THE_SERVICE,
        act=Act.RUN_ROUNDS,
        person=request.person_id,
        about=f"request:{request.pk}",
    ) as deed:
        held = BegunAnswers.objects.select_for_update().filter(pk=row.pk).first()
        taken = held is not None and _shows_risk(held) and not _is_answered(request)
        deed.detail["handed in as it stood"] = taken
        if taken:
            MeasureRequest.objects.filter(pk=request.pk).update(closed_at=None)
            take(_owner(held), request, held.answers, source=held.source)
        elif held:
            deed.detail["forgotten"] = True
            held.delete()
        return taken


def _owner(row: BegunAnswers) -> Identity:
    """Whose answers these are, as they gave them: signed in, or by a private link."""
    person = row.request.person
    if row.source == by_link.SOURCE:
        return as_holder(person)
    return Identity(person.account_id, person.called, frozenset({Role.CLIENT}), person_id=person.pk)


def _is_answered(request: MeasureRequest) -> bool:
    return MeasureAnswers.objects.filter(request=request).exists()
