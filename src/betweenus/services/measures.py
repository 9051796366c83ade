"""Measures: questionnaires asked for, answered once, scored and kept with their definition."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.course import Progress, Protocol
from betweenus.domain.course.dates import LONDON, WEEK
from betweenus.domain.measures import Measure, Score
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.services import clock, progress
from betweenus.services.acting import Deed, acting
from betweenus.services.answering import BY_CLIENT, SOURCES, Occasion, keep, session_on
from betweenus.services.clinical import for_clinicians
from betweenus.services.progress import TREATMENT

ASSESSMENT = "assessment"
FOLLOW_UP = progress.FOLLOW_UP
MOMENTS = (ASSESSMENT, TREATMENT, FOLLOW_UP)


def ask(
    *,
    by: Identity,
    person_id: UUID,
    measure: str,
    subject: str = "",
    moment: str = TREATMENT,
    due_on: date | None = None,
    course_id: UUID | None = None,
    appointment_id: UUID | None = None,
) -> MeasureRequest:
    """Ask a client to fill in a questionnaire; one that is asked already is not asked twice."""
    _check_moment(moment)
    known = catalogue.get(measure)
    with acting(by=by, act=Act.ASK_MEASURES, person=person_id, about=f"measure:{measure}") as deed:
        _check_theirs(by, known)
        known.questions()
        open_one = _open(person_id, measure, subject)
        deed.detail["asked already"] = open_one is not None
        return open_one or MeasureRequest.objects.create(
            person_id=person_id,
            course_id=course_id,
            appointment_id=appointment_id,
            measure=measure,
            subject=subject,
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
        _check_theirs(by, catalogue.get(request.measure))
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


def _open(person_id: UUID, measure: str, subject: str) -> MeasureRequest | None:
    asked = MeasureRequest.objects.filter(
        person=person_id, measure=measure, subject=subject, closed_at=None
    )
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
    return tuple(
        MeasureRequest.objects.create(
            person_id=course.person_id,
            course=course,
            appointment=appointment,
            measure=measure,
            subject=subject,
            moment=TREATMENT,
            due_on=day,
            asked_at=clock.now(),
        )
        for measure, subject in _unasked(course, now, number)
    )


def is_unasked(course: Course) -> bool:
    """Whether something is due before the next session that nobody has asked for."""
    now = progress.state(course)
    number = now.numbers.get(now.next_contact)
    return number is not None and now.ended is None and bool(_unasked(course, now, number))


def _unasked(course: Course, now: Progress, number: int) -> list[tuple[str, str]]:
    open_ones = MeasureRequest.objects.filter(course=course, moment=TREATMENT, closed_at=None)
    have = {*open_ones.values_list("measure", "subject"), *_answered_for(course, number)}
    return [pair for pair in askings(now.protocol, number) if pair not in have]


def _next(course: Course, now: Progress) -> Appointment | None:
    if now.next_contact is None:
        return None
    return Appointment.objects.filter(pk=now.next_contact, course=course).first()


def _answered_for(course: Course, number: int) -> Iterable[tuple[str, str]]:
    done = MeasureAnswers.objects.filter(course=course, moment=TREATMENT, session_number=number)
    return done.values_list("measure", "subject")


def askings(protocol: Protocol, number: int) -> tuple[tuple[str, str], ...]:
    """What is asked before a session, each with whom it is about ("" for most), where it can be."""
    found = protocol.askings_of(number)
    known = set(askable(measure for measure, _ in found))
    return tuple(pair for pair in found if pair[0] in known)


def askable(ids: Iterable[str]) -> tuple[str, ...]:
    """Those the catalogue has, with their wording: a protocol may name others in advance."""
    known = {one.id for one in catalogue.all_measures() if one.can_be_shown}
    return tuple(one for one in ids if one in known)


def answer(
    *,
    by: Identity,
    person_id: UUID,
    measure: str,
    answers: Mapping[Any, Any] | Iterable[Any],
    words: Mapping[str, str] | None = None,
    subject: str = "",
    request_id: UUID | None = None,
    answered_on: date | None = None,
    moment: str = TREATMENT,
    source: str = "portal",
    session_number: int | None = None,
    course_id: UUID | None = None,
) -> MeasureAnswers:
    """Take a filled-in questionnaire: scored, kept, its risk signs made tasks, in one act.

    ``answers`` by item id or number, or in order; ``words`` by the id of the comment they answer.
    Filling in the same request a second time gives what was kept the first time.
    ``session_number`` is worked out where it is not given. An imported form makes risk tasks only
    if it is the person's newest, so import the newest first.

    Raises AnswerRefused for an impossible answer, and Refusal for a form left empty.
    """
    known = catalogue.get(measure)
    with _taking(by, person_id, measure) as deed:
        _check_theirs(by, known)
        day = answered_on or clock.today()
        request = _asked(person_id, (measure, subject), request_id, moment, day)
        if request and request.closed_at:
            return _already(deed, request)
        score = known.score(answers)
        if all(one.value is None for one in score.items):
            raise Refusal("Nothing is answered yet.", _what_to_do(source))
        occasion = _occasion(
            person_id,
            request,
            course_id=course_id,
            moment=moment,
            session=session_number,
            answered_on=answered_on,
            source=source,
            subject=request.subject if request else subject,
            words=_written(known, words or {}),
        )
        return _kept(by, deed, known, score, occasion)


def _what_to_do(source: str) -> str:
    """About a form left empty, to whoever has it before them."""
    if source in BY_CLIENT:
        return "Answer the questions, or say you would rather not."
    return "Enter the answers, or “Declined” where one was declined."


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
    occasion = Occasion(
        person_id, course, None, moment, session, answered_on, "import", watched=watched
    )
    return keep(by, deed, catalogue.get(score.measure), score, occasion)


# Whoever is neither client nor clinician takes answers by an act of their own.
_TAKEN_AS = {Role.SYSTEM: Act.IMPORT_CASELOAD, Role.LINK: Act.ANSWER_BY_LINK}


def _taking(by: Identity, person_id: UUID, measure: str):
    """The act of taking answers: the client's or clinician's own, or part of an import."""
    act = _TAKEN_AS.get(min(by.roles), Act.ANSWER_MEASURES)
    return acting(by=by, act=act, person=person_id, about=f"measure:{measure}")


def _asked(
    person_id: UUID, asked: tuple[str, str], request_id: UUID | None, moment: str, day: date
) -> MeasureRequest | None:
    """The request these answers belong to, held until the act is done; None when none was made.

    Answers that name none belong to an open one of their moment, unless they are from long before.
    """
    measure, subject = asked
    rows = MeasureRequest.objects.select_for_update().filter(person=person_id, measure=measure)
    if request_id is None:
        rows = rows.filter(subject=subject, closed_at=None, moment=moment, due_on__lt=day + WEEK)
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
    subject: str = "",
    words: Mapping[str, str] | None = None,
) -> Occasion:
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
    return Occasion(person_id, course, request, moment, session, day, source, subject, words or {})


def _written(known: Measure, words: Mapping[str, str]) -> dict[str, str]:
    """What was written under the questions that ask for words, where anything was."""
    asked = {comment.id for comment in known.comments}
    return {name: text.strip() for name, text in words.items() if name in asked and text.strip()}


def _check_theirs(by: Identity, known: Measure) -> None:
    """Raise NotFound for a clinician and what clients say of the service: not theirs to touch."""
    if by.has(Role.THERAPIST) and not for_clinicians(known):
        raise NotFound("There is no such questionnaire.", "Choose one of those on the page.")


def _check_moment(moment: str) -> None:
    if moment not in MOMENTS:
        raise Refusal(f"{moment!r} is not when questionnaires are asked.")


def _kept(
    by: Identity, deed: Deed, known: Measure, score: Score, occasion: Occasion
) -> MeasureAnswers:
    """Keep a form that the act is all about."""
    row = keep(by, deed, known, score, occasion)
    deed.about = f"answers:{row.pk}"
    return row
