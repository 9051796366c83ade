"""Left behind: a questionnaire stopped half-way in which an answer was a risk sign.

Whoever answered it saw the crisis text at once. The clinician must hear of it too, so after a while
it is handed in as it stands. One without a risk sign waits for its owner.
"""

from datetime import datetime, timedelta

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.records.asking import BegunAnswers
from betweenus.records.measures import MeasureRequest
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.by_link import shows_risk, take

# Time to be called away and come back; short enough for a clinician to act the same day. Own rule.
AFTER = timedelta(hours=1)


def hand_in_due(now: datetime | None = None) -> int:
    """Hand in what was left with a risk sign; gives how many. Safe to repeat."""
    with clock.as_of(now or clock.now()):
        rows = BegunAnswers.objects.select_related("request__person").filter(
            saved_at__lte=clock.now() - AFTER, request__closed_at=None
        )
        return sum(_hand_in(row) for row in rows if _shows_risk(row))


def _shows_risk(row: BegunAnswers) -> bool:
    return shows_risk(catalogue.get(row.request.measure), row.answers)


def _hand_in(row: BegunAnswers) -> bool:
    request = row.request
    with acting(
        by=THE_SERVICE,
        act=Act.RUN_ROUNDS,
        person=request.person_id,
        about=f"request:{request.pk}",
    ) as deed:
        held = BegunAnswers.objects.select_for_update().filter(pk=row.pk).first()
        still = MeasureRequest.objects.filter(pk=request.pk, closed_at=None).exists()
        deed.detail["handed in as it stood"] = bool(held and still)
        if held is None or not still:
            return False
        take(request, held.answers)
        held.delete()
        return True
