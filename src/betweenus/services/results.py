"""Results: what a course's questionnaires came to, and each answer of one, for its clinician."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Protocol
from betweenus.domain.measures import Item, Measure, Score
from betweenus.domain.outcomes import Signal
from betweenus.domain.refusals import NotAllowed, NotFound
from betweenus.domain.safety import unseen
from betweenus.records.course import Course
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.safety import RiskTask
from betweenus.services import progress, safety, scores
from betweenus.services.acting import acting
from betweenus.services.clinical import clinical_answers, clinical_requests, for_clinicians
from betweenus.services.progress import CaseHeader
from betweenus.services.scores import Point, Series


@dataclass(frozen=True, slots=True)
class AskedNow:
    """A questionnaire the client is asked to fill in and has not yet."""

    id: UUID
    measure: Measure
    whom: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MeasuresPage:
    """Every questionnaire of a course: the curves, what they say, what is asked for now."""

    case: CaseHeader
    protocol: Protocol
    series: tuple[Series, ...]
    signals: tuple[Signal, ...]
    asked: tuple[AskedNow, ...]
    has_portal: bool
    may_ask: bool
    may_enter: bool

    @property
    def filled_in(self) -> tuple[tuple[Measure, Point], ...]:
        """Every questionnaire with what it came to, newest first."""
        found = [(one.measure, point) for one in self.series for point in one.points]
        return tuple(sorted(found, key=lambda pair: pair[1].answered_on, reverse=True))


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question with its answer and the one before; ``risk`` when it is a sign."""

    item: Item
    value: int | str | None
    words: str
    before: str
    risk: bool


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """One filled-in questionnaire, answer by answer, with what must be said beside its score."""

    case: CaseHeader | None
    measure: Measure
    whom: str
    lines: tuple[AnswerLine, ...]
    written: tuple[tuple[str, str], ...]
    score: Score | None
    total: float | None
    band: str
    case_level: bool | None
    prorated: bool
    total_only: bool
    answered_on: date
    before_on: date | None
    moment: str
    session: int | None
    source: str
    entered_by: str
    at: datetime
    version: str
    same_definition: bool
    risk_tasks: tuple[tuple[UUID, bool], ...]
    unseen: tuple[str, ...]


def read(*, by: Identity, course_id: UUID) -> MeasuresPage:
    """The measures of a course."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_MEASURES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        series = scores.of_course(course_id)
        header = progress.header(course)
        protocol = progress.protocol_of(course)
        ending = header.phase == protocol.phases[-1].name
        return MeasuresPage(
            case=header,
            protocol=protocol,
            series=series,
            signals=scores.say_signals(series, session=course.used, ending=ending),
            asked=_asked(course.person_id),
            has_portal=course.person.account_id is not None,
            may_ask=bool(deed.may(Act.ASK_MEASURES)),
            may_enter=bool(deed.may(Act.ANSWER_MEASURES)),
        )


def _asked(person_id: UUID) -> tuple[AskedNow, ...]:
    rows = clinical_requests().filter(person=person_id, closed_at=None).order_by("due_on")
    return tuple(_asked_now(row) for row in rows)


def _asked_now(row: MeasureRequest) -> AskedNow:
    measure = catalogue.get(row.measure)
    return AskedNow(row.pk, measure, _whom(measure, row.subject), row.due_on)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What a form for answers on paper needs: the case and the questionnaire."""

    case: CaseHeader
    measure: Measure
    person_id: UUID


def entry(*, by: Identity, course_id: UUID, measure: str) -> EntryPage:
    """The questionnaire to be entered from paper; raises NotFound for one that is not known."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_MEASURES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        if not (decision := deed.may(Act.ANSWER_MEASURES)):
            raise NotAllowed(decision.reason, "Their therapist can enter it.")
        known = catalogue.get(measure)
        if not for_clinicians(known):
            raise NotFound("There is no such questionnaire.", "Choose one of those on the page.")
        return EntryPage(progress.header(course), known, course.person_id)


def answers(*, by: Identity, answers_id: UUID) -> AnswersPage:
    """One filled-in questionnaire, every answer with the one before it."""
    row = clinical_answers().select_related("by", "person").filter(pk=answers_id).first()
    if row is None:
        raise NotFound("There are no such answers.", "Open them from the measures of a course.")
    with acting(by=by, act=Act.READ_MEASURES, person=row.person_id, about=f"answers:{answers_id}"):
        return _page(row)


def _page(row: MeasureAnswers) -> AnswersPage:
    measure = catalogue.get(row.measure)
    before = _before(row)
    score = safety.as_score(row)
    course = _course_of(row)
    return AnswersPage(
        case=progress.header(course) if course else None,
        measure=measure,
        whom=_whom(measure, row.subject),
        lines=tuple(_line(item, row, before) for item in measure.items),
        written=tuple(
            (one.text or "(wording held locally)", row.words[one.id])
            for one in measure.comments
            if one.id in row.words
        ),
        score=score,
        total=row.total,
        band=row.band,
        case_level=row.case,
        prorated=row.prorated,
        total_only=row.total_only,
        answered_on=row.answered_on,
        before_on=before.answered_on if before else None,
        moment=row.moment,
        session=row.session_number,
        source=row.source,
        entered_by=row.by.name if row.by else "",
        at=row.at,
        version=row.definition_version,
        same_definition=row.definition_digest == measure.digest,
        risk_tasks=tuple(
            (task.pk, task.acknowledged_at is not None)
            for task in RiskTask.objects.filter(answers=row)
        ),
        unseen=unseen(score) if score else (),
    )


def _whom(measure: Measure, subject: str) -> str:
    """Whom it is about, in words; "" where that is the client."""
    about = measure.subject(subject)
    return f"{about.words[:1].lower()}{about.words[1:]}" if about else ""


def _course_of(row: MeasureAnswers) -> Course | None:
    """The course the answers belong to; those of an assessment to the person's newest."""
    rows = progress.with_header(Course.objects.filter(person=row.person_id))
    if row.course_id:
        rows = rows.filter(pk=row.course_id)
    return rows.order_by("-opened_at").first()


def _before(row: MeasureAnswers) -> MeasureAnswers | None:
    """The one filled in before it, about the same person, whenever it was entered."""
    earlier = MeasureAnswers.objects.filter(
        Q(answered_on__lt=row.answered_on) | Q(answered_on=row.answered_on, at__lt=row.at),
        person=row.person_id,
        measure=row.measure,
        subject=row.subject,
    )
    return earlier.order_by("-answered_on", "-at").first()


def _line(item: Item, row: MeasureAnswers, before: MeasureAnswers | None) -> AnswerLine:
    value = row.items.get(item.id)
    return AnswerLine(
        item=item,
        value=value,
        words=_words(item, value, total_only=row.total_only),
        before=_before_in_words(item, before) if before else "",
        risk=bool(item.risk and isinstance(value, int) and value >= item.risk.at_least),
    )


def _before_in_words(item: Item, before: MeasureAnswers) -> str:
    value = before.items.get(item.id)
    words = _words(item, value, total_only=before.total_only)
    return f"{value} {words}" if isinstance(value, int) else words


def _words(item: Item, value: object, *, total_only: bool) -> str:
    if total_only:
        return "Not recorded"
    if value is None:
        return "Left blank"
    if isinstance(value, str):
        return "Rather not say" if value == catalogue.DECLINED else "Does not apply"
    return item.text_of(value) if value in item.values else "not an answer of this version"
