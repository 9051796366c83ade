"""Clinical questionnaires: those a therapist is shown by name.

What clients think of the service is not among them. Every list of answers or requests that a
clinician sees begins with one of these.
"""

from functools import cache

from django.db.models import QuerySet

from betweenus.domain.measures import Measure
from betweenus.domain.measures.catalogue import all_measures
from betweenus.records.measures import MeasureAnswers, MeasureRequest


def for_clinicians(measure: Measure) -> bool:
    """Whether a clinician may see who answered it, and what."""
    return measure.audience == "clinical"


def clinical_answers() -> QuerySet[MeasureAnswers]:
    """Filled-in questionnaires a clinician may see."""
    return MeasureAnswers.objects.exclude(measure__in=_of_the_service())


def clinical_requests() -> QuerySet[MeasureRequest]:
    """Requests a clinician may see."""
    return MeasureRequest.objects.exclude(measure__in=_of_the_service())


@cache
def _of_the_service() -> tuple[str, ...]:
    return tuple(measure.id for measure in all_measures() if not for_clinicians(measure))
