"""Measures: questionnaires asked for, answered once, scored and kept with their definition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Q

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.course import Progress
from betweenus.domain.course.attendance import ATTENDED, MISSED
from betweenus.domain.course.dates import LONDON, WEEK
from betweenus.domain.measures import Measure, Score
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.services import clock, progress, safety
from betweenus.services.acting import Deed, acting
from betweenus.services.progress import TREATMENT

ASSESSMENT = "assessment"
FOLLOW_UP = progress.FOLLOW_UP
MOMENTS = (ASSESSMENT, TREATMENT, FOLLOW_UP)
SOURCES = ("portal", "staff", "import")


@dataclass(frozen=True, slots=True)
class _Occasion:
    """When and for what a questionnaire was filled in."""

    person_id: UUID
    course: Course | None
    request: MeasureRequest | None
    moment: str
    session: int | None
    answered_on: date
    source: str
    watched: bool = True  # False: no risk tasks, the client has been discharged


def ask(
    *,
    by: Identity,
    person_id: UUID,
    measure: str,
    moment: str = TREATMENT,
    due_on: date | None = None,
    course_id: UUID | None = None,
    appointment_id: UUID | None = None,
) -> MeasureRequest:
    """Ask a client to fill in a questionnaire; one that is asked already is not asked twice."""
    _check_moment(moment)
    known = catalogue.get(measure)
    with acting(by=by, act=Act.ASK_MEASURES, person=person_id, about=f"measure:{measure}") as deed:
        known.questions()
        open_one = _open(person_id, measure)
        deed.detail["asked already"] = open_one is not None
        return open_one or MeasureRequest.objects.create(
            person_id=person_id,
            course_id=course_id,
            appointment_id=appointment_id,
            measure=measure,
            moment=moment,
            due_on=due_on or clock.today(),
            asked_at=clock.now(),
            asked_by_id=by.account_id,
        )


def withdraw(*, by: Identity, request_id: UUID) -> MeasureRequest:
    """Ask no longer for a questionnaire that has not been filled in."""
    request = load_request(request_id)
    with acting(
        by=by, act=Act.ASK_MEASURES, person=request.person_id, about=f"request:{request_id}"
    ) as deed:
        deed.detail["withdrawn"] = True
        if request.closed_at is None:
            request.closed_at = clock.now()
            request.save(update_fields=["closed_at"])
        return request


def load_request(request_id: UUID) -> MeasureRequest:
    """What a client is asked; raises NotFound."""
    row = MeasureRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise NotFound("There is no such questionnaire.", "Open it from your questionnaires.")
    return row


def _open(person_id: UUID, measure: str) -> MeasureRequest | None:
    asked = MeasureRequest.objects.filter(person=person_id, measure=measure, closed_at=None)
    return asked.order_by("due_on").first()


def ask_due(course: Course, now: Progress | None = None) -> tuple[MeasureRequest, ...]:
    """Ask what the protocol has due before the next session; to be called inside an act.

    Harmless to repeat: what is asked or answered for that session already is left alone, and
    what is still open moves to the day of the next session.
    """
    now = now or progress.state(course)
    appointment = _next(course, now)
    number = now.numbers.get(appointment.pk) if appointment else None
    if appointment is None or number is None or now.ended:
        return ()
    day = appointment.starts_at.astimezone(LONDON).date()
    open_ones = MeasureRequest.objects.filter(course=course, moment=TREATMENT, closed_at=None)
    open_ones.exclude(due_on=day).update(due_on=day, appointment=appointment)
    have = {*open_ones.values_list("measure", flat=True), *_answered_for(course, number)}
    return tuple(
        MeasureRequest.objects.create(
            person_id=course.person_id,
            course=course,
            appointment=appointment,
            measure=measure,
            moment=TREATMENT,
            due_on=day,
            asked_at=clock.now(),
        )
        for measure in askable(now.protocol.measures_of(number))
        if measure not in have
    )


def _next(course: Course, now: Progress) -> Appointment | None:
    if now.next_contact is None:
        return None
    return Appointment.objects.filter(pk=now.next_contact, course=course).first()


def _answered_for(course: Course, number: int) -> Iterable[str]:
    done = MeasureAnswers.objects.filter(course=course, moment=TREATMENT, session_number=number)
    return done.values_list("measure", flat=True)


def askable(ids: Iterable[str]) -> tuple[str, ...]:
    """Those the catalogue has, with their wording: a protocol may name others in advance."""
    known = {one.id for one in catalogue.all_measures() if not one.wording_held_locally}
    return tuple(one for one in ids if one in known)


def answer(
    *,
    by: Identity,
    person_id: UUID,
    measure: str,
    answers: Mapping[Any, Any] | Iterable[Any],
    request_id: UUID | None = None,
    answered_on: date | None = None,
    moment: str = TREATMENT,
    source: str = "portal",
    session_number: int | None = None,
    course_id: UUID | None = None,
) -> MeasureAnswers:
    """Take a filled-in questionnaire: scored, kept, its risk signs made tasks, in one act.

    ``answers`` by item id or number, or in order. Filling in the same request a second time gives
    what was kept the first time. ``session_number`` is worked out where it is not given. An
    imported form makes risk tasks only if it is the person's newest, so import the newest first.

    Raises AnswerRefused for an impossible answer, and Refusal for a form left empty.
    """
    known = catalogue.get(measure)
    with _taking(by, person_id, measure) as deed:
        request = _asked(person_id, measure, request_id, moment, answered_on or clock.today())
        if request and request.closed_at:
            return _already(deed, request)
        score = known.score(answers)
        if all(one.value is None for one in score.items):
            raise Refusal(
                "Nothing is answered yet.", "Answer the questions, or say you would rather not."
            )
        occasion = _occasion(
            person_id,
            request,
            course_id=course_id,
            moment=moment,
            session=session_number,
            answered_on=answered_on,
            source=source,
        )
        return _kept(by, deed, known, score, occasion)


def record_total(
    *,
    by: Identity,
    person_id: UUID,
    measure: str,
    total: float,
    answered_on: date | None = None,
    moment: str = TREATMENT,
    source: str = "import",
    session_number: int | None = None,
    course_id: UUID | None = None,
) -> MeasureAnswers:
    """Keep a score of which only the total is known; raises AnswerRefused if it cannot be one."""
    known = catalogue.get(measure)
    with _taking(by, person_id, measure) as deed:
        occasion = _occasion(
            person_id,
            None,
            course_id=course_id,
            moment=moment,
            session=session_number,
            answered_on=answered_on,
            source=source,
        )
        return _kept(by, deed, known, known.from_total(total), occasion)


def bring_in(
    *,
    by: Identity,
    deed: Deed,
    person_id: UUID,
    score: Score,
    answered_on: date,
    moment: str,
    course: Course | None = None,
    session: int | None = None,
    watched: bool = True,
) -> MeasureAnswers:
    """Keep a questionnaire of an imported file; to be called inside the act that imports it.

    It answers no request. Bring in a person's newest first: older answers make no risk task then.
    """
    occasion = _Occasion(
        person_id, course, None, moment, session, answered_on, "import", watched=watched
    )
    return _keep(by, deed, catalogue.get(score.measure), score, occasion)


def _taking(by: Identity, person_id: UUID, measure: str):
    """The act of taking answers: the client's or clinician's own, or part of an import."""
    act = Act.IMPORT_CASELOAD if by.has(Role.SYSTEM) else Act.ANSWER_MEASURES
    return acting(by=by, act=act, person=person_id, about=f"measure:{measure}")


def _asked(
    person_id: UUID, measure: str, request_id: UUID | None, moment: str, day: date
) -> MeasureRequest | None:
    """The request these answers belong to, held until the act is done; None when none was made.

    Answers that name none belong to an open one of their moment, unless they are from long before.
    """
    rows = MeasureRequest.objects.select_for_update().filter(person=person_id, measure=measure)
    if request_id is None:
        rows = rows.filter(closed_at=None, moment=moment, due_on__lt=day + WEEK)
        return rows.order_by("due_on").first()
    request = rows.filter(pk=request_id).first()
    if request is None:
        raise NotFound("There is no such questionnaire.", "Open it from your questionnaires.")
    return request


def _already(deed: Deed, request: MeasureRequest) -> MeasureAnswers:
    kept = MeasureAnswers.objects.filter(request=request).first()
    if kept is None:
        raise Refusal("This questionnaire is no longer needed.", "There is nothing more to do.")
    deed.detail["again"] = True
    return kept


def _occasion(
    person_id: UUID,
    request: MeasureRequest | None,
    *,
    course_id: UUID | None,
    moment: str,
    session: int | None,
    answered_on: date | None,
    source: str,
) -> _Occasion:
    _check_moment(moment)
    if source not in SOURCES:
        raise Refusal(f"{source!r} is not where answers come from.")
    day = answered_on or clock.today()
    if day > clock.today():
        raise Refusal("A questionnaire cannot be from the future.", field="answered_on")
    if request and request.course_id and course_id in (None, request.course_id):
        course_id, moment = request.course_id, request.moment
    course = progress.load(course_id) if course_id else None
    if course and course.person_id != person_id:
        raise NotFound("There is no such course.", "Open it from your list of clients.")
    if session is None and course and moment == TREATMENT:
        session = session_on(course, day)
    return _Occasion(person_id, course, request, moment, session, day, source)


def _check_moment(moment: str) -> None:
    if moment not in MOMENTS:
        raise Refusal(f"{moment!r} is not when questionnaires are asked.")


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


def _kept(
    by: Identity, deed: Deed, known: Measure, score: Score, occasion: _Occasion
) -> MeasureAnswers:
    """Keep a form that the act is all about."""
    row = _keep(by, deed, known, score, occasion)
    deed.about = f"answers:{row.pk}"
    return row


def _keep(
    by: Identity, deed: Deed, known: Measure, score: Score, occasion: _Occasion
) -> MeasureAnswers:
    if again := _same(known, score, occasion):
        deed.detail["again"] = True
        return again
    row = MeasureAnswers.objects.create(
        person_id=occasion.person_id,
        course=occasion.course,
        request=occasion.request,
        measure=known.id,
        definition_version=score.version,
        definition_digest=score.digest,
        moment=occasion.moment,
        session_number=occasion.session,
        answered_on=occasion.answered_on,
        items=score.answers,
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
    if occasion.watched and (occasion.source != "import" or _is_newest(row)):
        safety.open_signs(deed, row, score, quiet=occasion.source != "portal")
    return row


def _same(known: Measure, score: Score, occasion: _Occasion) -> MeasureAnswers | None:
    """The same form sent a second time (Back, reload): same day, same answers, same hand."""
    if occasion.request:
        return None
    rows = MeasureAnswers.objects.filter(
        person=occasion.person_id,
        measure=known.id,
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
