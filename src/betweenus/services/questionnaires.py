"""Questionnaires as the client meets them: what is due, one to fill in, and what it came to."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Progress, Protocol, default_protocol
from betweenus.domain.measures import Measure
from betweenus.domain.refusals import NotAllowed, NotFound, NotNow, Refusal
from betweenus.records.course import Course
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.safety import RiskTask
from betweenus.services import clock, measures, progress, safety, scores
from betweenus.services.acting import acting
from betweenus.services.begun import Given, answers_so_far, keep_so_far, shows_risk
from betweenus.services.prepared import Prepared
from betweenus.services.scores import Series

# A questionnaire about the last two weeks says most when it is filled in close to the session.
# Three days is our own choice; nothing clinical was found.
OPENS_BEFORE = timedelta(days=3)
# The last ones of a course count for its outcome, but say nothing about it once the two weeks they
# ask about lie after it.
ASKED_AFTER_END = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Asked:
    """A questionnaire the client is asked to fill in, or was.

    ``is_begun`` says that some of it is answered; ``so_far`` has those answers where one is opened.
    """

    id: UUID
    measure: Measure
    due_on: date
    moment: str
    answered_on: date | None = None
    session: int | None = None
    subject: str = ""
    is_begun: bool = False
    so_far: Given = field(default_factory=dict)

    @property
    def risk(self) -> bool:
        """Whether an answer so far calls for the service's crisis text now."""
        return shows_risk(self.measure, self.so_far)

    @property
    def whom(self) -> str:
        """Whom it is about, in words; "" where that is the client."""
        about = self.measure.subject(self.subject)
        words = about.words if about else ""
        return words[:1].lower() + words[1:]

    @property
    def name(self) -> str:
        """What it is called, with whom it is about: "ECR-RS, your partner"."""
        return f"{self.measure.short_title}, {self.whom}" if self.whom else self.measure.short_title

    @property
    def opens_on(self) -> date:
        """The day from which it is shown as due."""
        return self.due_on - OPENS_BEFORE

    @property
    def is_open(self) -> bool:
        """Whether it is time to fill it in."""
        return self.opens_on <= clock.today()


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be filled in now, what later, and what was filled in, newest first."""

    now: tuple[Asked, ...]
    later: tuple[Asked, ...]
    done: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A questionnaire that was filled in: what the client sees of it.

    ``risk`` says what an answer was about that calls for the service's crisis text, "" when none
    does; ``next`` is another that is due now.
    """

    asked: Asked
    risk: str
    series: Series
    protocol: Protocol
    next: Asked | None
    total: float | None
    name: str


def read(*, by: Identity) -> Due:
    """The client's questionnaires."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my questionnaires"):
        course = _course(by)
        now = progress.state(course) if course else None
        found = due(by.person_id)
    return caught_up(by=by, course=course, now=now, found=found)


def _course(by: Identity) -> Course | None:
    return Course.objects.filter(person=by.person_id).order_by("-opened_at").first()


def due(person_id: UUID | None) -> Due:
    """What is asked of a client, to be called inside an act: one query."""
    found = _asked_of(person_id)
    waiting = [asked for asked in found if asked.answered_on is None]
    done = [asked for asked in found if asked.answered_on]
    return Due(
        now=tuple(asked for asked in waiting if asked.is_open),
        later=tuple(asked for asked in waiting if not asked.is_open),
        done=tuple(sorted(done, key=lambda asked: asked.answered_on, reverse=True)),
    )


def caught_up(*, by: Identity, course: Course | None, now: Progress | None, found: Due) -> Due:
    """What is due, with what the protocol has due and nobody has asked yet, as when the last
    session was not recorded: that is asked then, in an act of its own.
    """
    if course is None or now is None or not _forgotten(found, now):
        return found
    with acting(
        by=by, act=Act.ANSWER_MEASURES, person=by.person_id, about=f"course:{course.pk}"
    ) as deed:
        deed.detail["asked by the protocol"] = len(measures.ask_due(course, now))
        return due(by.person_id)


def _asked_of(person_id: UUID | None) -> list[Asked]:
    """Open and answered requests, PHQ-9 before GAD-7; those withdrawn are left out.

    So are the last ones of a course, some time after it has ended.
    """
    if person_id is None:
        return []
    rows = _ASKED(person_id, clock.today() - ASKED_AFTER_END)
    found = [_asked(row) for row in rows if row.answered_on or row.closed_at is None]
    return sorted(found, key=lambda asked: (asked.due_on, asked.measure.id != "phq-9"))


def _not_long_over(person_id: UUID, day: date) -> QuerySet[MeasureRequest]:
    long_over = Q(closed_at=None, course__ended_on__lt=day)
    return _with_answers(MeasureRequest.objects.filter(~long_over, person=person_id))


def _with_answers(rows: QuerySet[MeasureRequest]) -> QuerySet[MeasureRequest]:
    return rows.annotate(
        answered_on=F("answers__answered_on"),
        session=F("answers__session_number"),
        begun_at=F("begun__saved_at"),
    )


_ASKED = Prepared(_not_long_over, UUID, date)


def _asked(row: MeasureRequest) -> Asked:
    return Asked(
        id=row.pk,
        measure=catalogue.get(row.measure),
        due_on=row.due_on,
        moment=row.moment,
        answered_on=row.answered_on,
        session=row.session,
        subject=row.subject,
        is_begun=row.begun_at is not None,
    )


def _forgotten(found: Due, now: Progress) -> bool:
    """Whether a measure that is due before the next session was never asked for it."""
    number = now.numbers.get(now.next_contact)
    if now.ended or number is None:
        return False
    have = {(asked.measure.id, asked.subject) for asked in (*found.now, *found.later)}
    have |= {(one.measure.id, one.subject) for one in found.done if one.session == number}
    return bool(set(measures.askings(now.protocol, number)) - have)


def one(*, by: Identity, request_id: UUID) -> Asked:
    """One questionnaire to fill in, with what was answered of it before.

    ``answered_on`` is set when it was handed in already. Raises NotFound for one that is
    another person's or is no longer asked.
    """
    row = _load(request_id)
    with acting(by=by, act=Act.READ_PORTAL, person=row.person_id, about=f"request:{request_id}"):
        if row.closed_at and row.answered_on is None:
            raise NotNow(
                "This questionnaire is no longer needed.", "There is nothing more to do with it."
            )
        return replace(_asked(row), so_far=answers_so_far(request_id))


def save(*, by: Identity, request_id: UUID, answers: Callable[[Measure], Given]) -> Asked:
    """Keep these answers beside those given before; None takes one back. Harmless to repeat.

    ``answers`` reads them, once it is known which questionnaire it is. Raises Refusal
    for what is no answer, and once the questionnaire was handed in.
    """
    row = _load(request_id)
    with acting(
        by=by, act=Act.ANSWER_MEASURES, person=row.person_id, about=f"request:{request_id}"
    ) as deed:
        if not (decision := deed.may(Act.READ_PORTAL)):  # the therapist has a page of their own
            raise NotAllowed(decision.reason)
        # Held, so that no other window saves or hands in the same one until this act is done.
        request = _HELD.first(request_id)
        if request.closed_at:
            raise Refusal("This questionnaire was handed in already.", "There is nothing to do.")
        kept = keep_so_far(request, answers(catalogue.get(row.measure)), source="portal")
        deed.detail["answered"] = len(kept)
        return replace(_asked(row), so_far=kept)


def _load(request_id: UUID) -> MeasureRequest:
    row = _ONE.first(request_id)
    if row is None:
        raise NotFound("There is no such questionnaire.", "Open it from your questionnaires.")
    return row


_ONE = Prepared(lambda pk: _with_answers(MeasureRequest.objects.filter(pk=pk)), UUID)
_HELD = Prepared(lambda pk: MeasureRequest.objects.select_for_update().filter(pk=pk), UUID)


def done(*, by: Identity, request_id: UUID) -> Done:
    """What a filled-in questionnaire came to, for the client; raises NotFound before it is one."""
    row = _load(request_id)
    with acting(
        by=by, act=Act.READ_PORTAL, person=row.person_id, about=f"request:{request_id}"
    ) as deed:
        deed.detail["after"] = True
        answers = MeasureAnswers.objects.filter(request=row).first()
        if answers is None:
            raise NotNow("It is not filled in yet.", "Open it from your questionnaires.")
        course = _course(by)
        asked = _asked(row)
        waiting = [one for one in _asked_of(row.person_id) if not one.answered_on and one.is_open]
        return Done(
            asked=asked,
            risk=_risk(answers),
            series=_series(course, asked.measure),
            protocol=progress.protocol_of(course) if course else default_protocol(),
            next=waiting[0] if waiting else None,
            total=answers.total,
            name=asked.name,
        )


def _risk(answers: MeasureAnswers) -> str:
    """What the risk signs of these answers are about, in the words of the rules."""
    signs = RiskTask.objects.filter(answers=answers).values_list("sign", flat=True)
    return " and ".join(safety.about(sign) for sign in signs)


def _series(course: Course | None, measure: Measure) -> Series:
    found = scores.of_course(course.pk) if course else ()
    return next((one for one in found if one.measure.id == measure.id), Series(measure, ()))
