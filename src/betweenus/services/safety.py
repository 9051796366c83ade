"""Safety: risk signs become tasks, and a task ends only by somebody saying what was done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from betweenus.domain import measures
from betweenus.domain import safety as rules
from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.measures import AnswerRefused, Score
from betweenus.domain.refusals import Conflict, NotAllowed, NotFound
from betweenus.domain.safety import DONE_WORDS, Done, Escalation, RiskSign
from betweenus.domain.safety.rules import shipped
from betweenus.records.course import Appointment
from betweenus.records.measures import MeasureAnswers
from betweenus.records.notes import SignedNote
from betweenus.records.people import Person
from betweenus.records.safety import RiskAttempt, RiskEscalation, RiskTask
from betweenus.records.teams import Responsibility
from betweenus.services import clock, deputies, messages, service, signs_to_see
from betweenus.services.acting import Deed, acting, may


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A risk sign in a list; ``overdue`` when it has waited longer than the service allows.

    ``standing`` says as what it is theirs to see who is looking.
    """

    id: UUID
    person: str
    therapist: str
    course_id: UUID | None
    what: str
    value: int | None
    answer: str
    previous: int | None
    urgent: bool
    opened_at: datetime
    due_at: datetime
    overdue: bool
    escalated: bool
    attempts: int
    standing: Relation | None

    @property
    def own(self) -> bool:
        """Whether it is a client of whoever is looking."""
        return self.standing is Relation.OWN


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done about a sign: what, in whose words, when."""

    done: str
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Went:
    """Somebody the sign went to when nobody had acknowledged it in time, and as what."""

    to: str
    standing: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotedRisk:
    """What a signed note last said about risk: that part of it, and no other."""

    words: str
    held_at: datetime


@dataclass(frozen=True, slots=True)
class RiskPage:
    """One risk sign with everything needed to act on it, and what was done so far.

    ``noted`` is what somebody standing in needs of the record. ``may_open`` says whether the rest
    of it is theirs to open.
    """

    line: TaskLine
    called: str
    phone: str
    emergency_contact: str
    contact_notes: str
    answers_id: UUID | None
    answered_on: datetime
    source: str
    sign: RiskSign | None
    noted: NotedRisk | None
    went: tuple[Went, ...]
    steps: tuple[Step, ...]
    closed: Step | None
    may_acknowledge: bool
    may_open: bool


class Settled(Conflict):
    """A sign that had come to somebody on duty was acknowledged, so it is theirs no longer."""

    def __init__(self, name: str, at: datetime, *, own: bool) -> None:
        super().__init__(f"{name} has acknowledged this sign.", "Nothing more is needed of you.")
        self.name = name
        self.at = at
        self.own = own


def open_signs(
    deed: Deed, row: MeasureAnswers, score: Score, *, quiet: bool = False
) -> tuple[RiskTask, ...]:
    """Make a task of each risk sign in new answers; to be called inside the act that took them.

    The responsible clinician is told by e-mail that something waits, unless ``quiet``; the e-mail
    says nothing else, and nobody may rely on it.
    """
    found = signs_of(row, score)
    tasks = tuple(
        RiskTask.objects.create(
            person_id=row.person_id,
            answers=row,
            sign=sign.name,
            value=sign.value,
            previous_value=sign.previous,
            urgent=sign.urgent,
            opened_at=clock.now(),
        )
        for sign in found
    )
    if tasks:
        deed.detail["risk signs"] = deed.detail.get("risk signs", 0) + len(tasks)
        if not quiet:
            _tell(row.person_id)
    return tasks


def signs_of(row: MeasureAnswers, score: Score | None = None) -> tuple[RiskSign, ...]:
    """The risk signs of answers on record, read against the person's earlier ones."""
    score = score or as_score(row)
    if score is None or not score.risk_flags:
        return ()
    before = MeasureAnswers.objects.filter(
        Q(answered_on__lt=row.answered_on) | Q(answered_on=row.answered_on, at__lt=row.at),
        person=row.person_id,
        measure=row.measure,
    ).order_by("answered_on", "at")
    earlier = [found for one in before if (found := as_score(one))]
    held = _session_that_day(row)
    return rules.signs(score, earlier, session_held=held)


def as_score(row: MeasureAnswers) -> Score | None:
    """Stored answers scored again; None when a later definition cannot read them."""
    measure = measures.get(row.measure)
    try:
        return measure.from_total(_whole(row.total)) if row.total_only else measure.score(row.items)
    except AnswerRefused:
        return None


def _whole(total: float | None) -> float | int | None:
    """Totals are stored as floats; a sum is a whole number."""
    return int(total) if total is not None and float(total).is_integer() else total


def _session_that_day(row: MeasureAnswers) -> bool:
    return (
        Appointment.objects.filter(
            course__person=row.person_id,
            starts_at__date=row.answered_on,
            attendance__in=("", "5", "6"),
        )
        .exclude(course__ended_on__lt=row.answered_on)
        .exists()
    )


def _tell(person_id: UUID) -> None:
    """The responsible clinician, and their deputy while they are on leave."""
    answers_for = Responsibility.objects.select_related("account").filter(
        person=person_id, until=None, account__is_active=True
    )
    clinicians = [found.account for found in answers_for]
    for account in (*clinicians, *deputies.acting_for({one.pk for one in clinicians})):
        messages.send(
            kind="something waits",
            to=account.email,
            subject="Something is waiting for you",
            body="Something new is waiting for you and should not wait long. Please sign in.",
        )


def escalation() -> Escalation:
    """The service's hours for a sign, and for an urgent one: never more than for another."""
    hours = service.present().escalation_hours
    return Escalation(hours, min(shipped().escalation.urgent_hours, hours))


def acknowledge(*, by: Identity, task_id: UUID, done: str, words: str = "") -> RiskTask:
    """Say what was done about a sign; it is closed then, unless the client was not reached.

    Of one that somebody else has acknowledged meanwhile it is added to what was done. Raises
    Refusal when nothing was chosen, when the choice needs words, and Settled when it is theirs no
    longer.
    """
    row = _load(task_id)
    _check_not_settled(by, row, Act.ACKNOWLEDGE_RISK)
    with acting(
        by=by, act=Act.ACKNOWLEDGE_RISK, person=row.person_id, about=f"risk:{task_id}"
    ) as deed:
        _check_it_came_to_them(deed, row)
        said = rules.acknowledgement(done, words)
        task = RiskTask.objects.select_for_update().get(pk=task_id)
        deed.detail |= {"done": said.done, "closes": said.closes and not task.acknowledged_at}
        if task.acknowledged_at or not said.closes:
            _attempted(by, task, said)
            return task
        task.done, task.words = said.done, said.words.strip()
        task.acknowledged_at, task.acknowledged_by_id = clock.now(), by.account_id
        task.save(update_fields=["done", "words", "acknowledged_at", "acknowledged_by"])
        return task


def _check_not_settled(by: Identity, row: RiskTask, act: Act) -> None:
    """Who was on duty is told who was first; that they come too late is no try to break in."""
    went = any(one.to_id == by.account_id for one in row.escalations.all())
    if row.acknowledged_at and went and not may(by, act, row.person_id):
        who = row.acknowledged_by
        raise Settled(who.name, row.acknowledged_at, own=who.pk == by.account_id)


def _check_it_came_to_them(deed: Deed, row: RiskTask) -> None:
    """Another sign of the client brings whoever is on duty no further than to that one."""
    if deed.decision.relation is Relation.DUTY and (row.acknowledged_at or not row.escalated_at):
        raise NotAllowed(
            "This sign has not come to whoever is on duty.",
            "Open those that have from your list of risk signs.",
        )


def _attempted(by: Identity, task: RiskTask, said: rules.Acknowledgement) -> None:
    """Keep what did not close a sign; once, however often the button was pressed."""
    words = said.words.strip()
    last = RiskAttempt.objects.filter(task=task, by=by.account_id).order_by("-at").first()
    closed = (task.acknowledged_by_id, task.done, task.words)
    if (by.account_id, said.done, words) == closed or (
        task.acknowledged_at and last and (last.done, last.words) == (said.done, words)
    ):
        return
    RiskAttempt.objects.create(
        task=task, done=said.done, words=words, at=clock.now(), by_id=by.account_id
    )


def _load(task_id: UUID) -> RiskTask:
    row = (
        signs_to_see.with_clinician(RiskTask.objects.filter(pk=task_id))
        .select_related("person", "answers", "acknowledged_by")
        .prefetch_related(
            Prefetch("attempts", RiskAttempt.objects.select_related("by")),
            Prefetch("escalations", RiskEscalation.objects.select_related("to").order_by("at")),
        )
        .first()
    )
    if row is None:
        raise NotFound("There is no such risk sign.", "Open it from the list of risk signs.")
    return row


def open_tasks(*, by: Identity) -> tuple[TaskLine, ...]:
    """The open signs that are somebody's to see, urgent and oldest first.

    Those of their own clients, of their supervisees', of whoever they are deputy for today, and,
    while they are on duty, all that have escalated.
    """
    with acting(by=by, act=Act.READ_CASELOAD, about="risk signs") as deed:
        rows = list(signs_to_see.theirs(by))
        hours = escalation()
        lines = [_line(row, hours, len(row.attempts.all()), _standing(by, row)) for row in rows]
        deed.detail["risk signs"] = len(lines)
        return tuple(sorted(lines, key=lambda line: (not line.urgent, line.opened_at)))


def _standing(by: Identity, row: RiskTask) -> Relation:
    """As what a sign of the list is theirs to see, the closest first."""
    if row.therapist_id == by.account_id:
        return Relation.OWN
    if row.supervised:
        return Relation.SUPERVISEE
    return Relation.DEPUTY if row.deputised else Relation.DUTY


def _line(row: RiskTask, hours: Escalation, attempts: int, standing: Relation | None) -> TaskLine:
    person: Person = row.person
    item = _item(row)
    return TaskLine(
        id=row.pk,
        person=person.name,
        therapist=row.therapist or "",
        course_id=row.course_id,
        what=_what(row),
        value=row.value,
        answer=item.text_of(row.value) if item and row.value is not None else "",
        previous=row.previous_value,
        urgent=row.urgent,
        opened_at=row.opened_at,
        due_at=rules.escalates_at(row.opened_at, hours, urgent=row.urgent),
        overdue=row.acknowledged_at is None
        and rules.is_overdue(row.opened_at, clock.now(), hours, urgent=row.urgent),
        escalated=row.escalated_at is not None,
        attempts=attempts,
        standing=standing,
    )


def _place(sign: str) -> tuple[str, int] | None:
    """Measure and question that a sign's name says, as "phq-9 item 9" does."""
    name, _, number = sign.rpartition(" item ")
    return (name, int(number)) if name and number.isdecimal() else None


def about(sign: str) -> str:
    """What a sign is about, in the words of the rules."""
    place = _place(sign)
    return shipped().of(*place).about if place else sign


def _item(row: RiskTask):
    place = _place(row.sign)
    return measures.get(place[0]).item(place[1]) if place else None


def _what(row: RiskTask) -> str:
    place = _place(row.sign)
    return f"{measures.get(place[0]).short_title} question {place[1]}" if place else row.sign


def read(*, by: Identity, task_id: UUID) -> RiskPage:
    """One risk sign, the answer with those before it, and what was done so far."""
    row = _load(task_id)
    _check_not_settled(by, row, Act.READ_RISK)
    with acting(by=by, act=Act.READ_RISK, person=row.person_id, about=f"risk:{task_id}") as deed:
        _check_it_came_to_them(deed, row)
        attempts = sorted(row.attempts.all(), key=lambda attempt: attempt.at)
        return RiskPage(
            line=_line(row, escalation(), len(attempts), deed.decision.relation),
            called=row.person.called,
            phone=row.person.phone,
            emergency_contact=row.person.emergency_contact,
            contact_notes=row.person.contact_notes,
            answers_id=row.answers_id,
            answered_on=row.answers.at if row.answers else row.opened_at,
            source=row.answers.source if row.answers else "",
            sign=_sign(row),
            noted=noted(row.person_id),
            went=tuple(Went(one.to.name, one.standing, one.at) for one in row.escalations.all()),
            steps=tuple(Step(_done(a.done), a.words, a.at, a.by.name) for a in attempts),
            closed=_closed(row),
            may_acknowledge=bool(deed.may(Act.ACKNOWLEDGE_RISK)),
            may_open=bool(deed.may(Act.READ_CASE)),
        )


def noted(person_id: UUID) -> NotedRisk | None:
    """The risk part of the last signed note with something to say about it; inside an act."""
    notes = SignedNote.objects.filter(appointment__course__person=person_id, risk="present")
    row = notes.select_related("appointment").order_by("-appointment__starts_at").first()
    if row is None:
        return None
    return NotedRisk(row.parts.get("risk", ""), row.appointment.starts_at)


def _sign(row: RiskTask) -> RiskSign | None:
    found = signs_of(row.answers) if row.answers else ()
    return next((sign for sign in found if sign.name == row.sign), None)


def _closed(row: RiskTask) -> Step | None:
    if row.acknowledged_at is None:
        return None
    return Step(_done(row.done), row.words, row.acknowledged_at, row.acknowledged_by.name)


def _done(value: str) -> str:
    return DONE_WORDS[Done(value)] if value in tuple(Done) else value
