"""Answering: a filled-in questionnaire is kept once, with its definition and its risk signs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from betweenus.domain.access import Identity
from betweenus.domain.course.attendance import ATTENDED, MISSED
from betweenus.domain.course.dates import LONDON
from betweenus.domain.measures import Measure, Score
from betweenus.records.asking import BegunAnswers
from betweenus.records.course import Appointment, Course
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.services import clock, safety
from betweenus.services.acting import Deed
from betweenus.services.progress import TREATMENT

BY_CLIENT = ("portal", "link")  # filled in by the client, with nobody beside them
SOURCES = (*BY_CLIENT, "staff", "import")


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and for what a questionnaire was filled in."""

    person_id: UUID
    course: Course | None
    request: MeasureRequest | None
    moment: str
    session: int | None
    answered_on: date
    source: str
    subject: str = ""
    words: Mapping[str, str] = field(default_factory=dict)  # comment id -> what was written
    watched: bool = True  # False: no risk tasks, the client has been discharged


def session_on(course: Course, day: date) -> int:
    """The number of the session that answers of this day are for: the next at that time, or that
    day's own. Past sessions nobody has recorded are taken to have been held. One query.
    """
    counted = ATTENDED | MISSED if course.dna_counts else ATTENDED
    start = datetime.combine(day, time.min, LONDON)
    held = Appointment.objects.filter(
        Q(attendance__in=[*counted, ""]), course=course, kind=TREATMENT, starts_at__lt=start
    ).count()
    over = course.ended_on is not None and day >= course.ended_on
    return min(max(held if over else held + 1, 1), course.planned_sessions)


def keep(
    by: Identity, deed: Deed, known: Measure, score: Score, occasion: Occasion
) -> MeasureAnswers:
    """Keep one form; the same one sent again is not kept twice. To be called inside an act."""
    if again := _same(known, score, occasion):
        deed.detail["again"] = True
        return again
    row = MeasureAnswers.objects.create(
        person_id=occasion.person_id,
        course=occasion.course,
        request=occasion.request,
        measure=known.id,
        subject=occasion.subject,
        definition_version=score.version,
        definition_digest=score.digest,
        moment=occasion.moment,
        session_number=occasion.session,
        answered_on=occasion.answered_on,
        items=score.answers,
        words=dict(occasion.words),
        total=score.total,
        band=str(score.band or ""),
        case=score.case,
        complete=score.complete,
        prorated=score.prorated,
        total_only=score.total_only,
        source=occasion.source,
        at=clock.now(),
        by_id=by.account_id,
    )
    if occasion.request:
        occasion.request.closed_at = row.at
        occasion.request.save(update_fields=["closed_at"])
        BegunAnswers.objects.filter(request=occasion.request).delete()
    if occasion.watched and (occasion.source != "import" or _is_newest(row)):
        safety.open_signs(deed, row, score, quiet=occasion.source not in BY_CLIENT)
    return row


def _same(known: Measure, score: Score, occasion: Occasion) -> MeasureAnswers | None:
    """The same form sent a second time (Back, reload): same day, same answers, same hand."""
    if occasion.request:
        return None
    rows = MeasureAnswers.objects.filter(
        person=occasion.person_id,
        measure=known.id,
        subject=occasion.subject,
        answered_on=occasion.answered_on,
        moment=occasion.moment,
        source=occasion.source,
    )
    return next(
        (row for row in rows if row.items == score.answers and row.total == score.total), None
    )


def _is_newest(row: MeasureAnswers) -> bool:
    later = MeasureAnswers.objects.filter(
        person=row.person_id, measure=row.measure, answered_on__gt=row.answered_on
    )
    return not later.exists()
