"""The plan of a course's questionnaires: as the protocol has it, or as its therapist chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Protocol
from betweenus.domain.course.plan import Asking, askings_of, from_rows, say_sessions
from betweenus.domain.measures import Measure
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.records.asking import MeasurePlan
from betweenus.records.course import Course
from betweenus.records.measures import MeasureRequest
from betweenus.services import clock, measure_links, measures, progress, reminders
from betweenus.services.acting import acting
from betweenus.services.clinical import clinical_requests, for_clinicians
from betweenus.services.measure_links import Delivery, Sent
from betweenus.services.progress import TREATMENT, CaseHeader


@dataclass(frozen=True, slots=True)
class Choice:
    """One questionnaire a plan can have, about one person: its sessions now, and by the protocol.

    None where it is not asked.
    """

    measure: Measure
    subject: str
    sessions: tuple[int, ...] | None
    usual: tuple[int, ...] | None
    optional: bool

    @property
    def key(self) -> tuple[str, str]:
        """As in a plan."""
        return self.measure.id, self.subject

    @property
    def name(self) -> str:
        """What it is called, with whom it is about."""
        about = self.measure.subject(self.subject)
        whom = f" ({about.words[:1].lower()}{about.words[1:]})" if about else ""
        return f"{self.measure.short_title}{whom}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A questionnaire asked for that is not handed in: for when, and how far it is."""

    measure: Measure
    name: str
    due_on: date
    late: bool
    begun: int


@dataclass(frozen=True, slots=True)
class Past:
    """One change of the plan: who, when, why, and what is asked since, in words."""

    at: datetime
    by: str
    why: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """How a course's client is asked: the plan, what waits, links and reminders."""

    case: CaseHeader
    choices: tuple[Choice, ...]
    version: int
    history: tuple[Past, ...]
    questions: int
    waiting: tuple[Waiting, ...]
    links: tuple[Sent, ...]
    deliveries: tuple[Delivery, ...]
    reminded: bool
    email: str
    may_ask: bool


def read(*, by: Identity, course_id: UUID) -> PlanPage:
    """The plan of a course, what waits to be filled in, and what was sent about it."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_MEASURES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["plan"] = True
        protocol = progress.protocol_of(course)
        case = progress.header(course)
        past = list(MeasurePlan.objects.select_related("by").filter(course=course).order_by("at"))
        links, deliveries = measure_links.sent(course.person_id)
        return PlanPage(
            case=case,
            choices=tuple(_choices(course, protocol)),
            version=len(past),
            history=tuple(_past(row) for row in reversed(past)),
            questions=_questions(protocol, case.session),
            waiting=tuple(_waiting(course.person_id)),
            links=links,
            deliveries=deliveries,
            reminded=reminders.wanted(course.person_id),
            email=course.person.email,
            may_ask=bool(deed.may(Act.ASK_MEASURES)),
        )


def change(
    *, by: Identity, course_id: UUID, seen: int, why: str, plan: Iterable[Asking] | None
) -> MeasurePlan:
    """Ask by this plan from now on; None returns to the protocol. What is asked now follows.

    Raises Conflict when the plan was changed since version ``seen``, and Refusal without a reason,
    and for what cannot be asked.
    """
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.ASK_MEASURES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        version = MeasurePlan.objects.filter(course=course).count()
        if version != seen:
            raise Conflict(
                "The plan was changed after you opened this page.",
                "Look at it as it is now, then make your change again.",
            )
        rows = None if plan is None else [one.row for one in plan]
        _check(course, rows, why)
        course.measure_plan = rows
        Course.objects.filter(pk=course_id).update(measure_plan=rows)
        deed.detail |= {"plan": version + 1, "as the protocol": rows is None}
        row = MeasurePlan.objects.create(
            course=course, rows=rows, why=why.strip(), at=clock.now(), by_id=by.account_id
        )
        _follow(course)
        return row


def _check(course: Course, rows: list | None, why: str) -> None:
    if not why.strip():
        raise Refusal("Say why you change the plan.", field="why")
    if rows == course.measure_plan:
        raise Refusal("Nothing is changed yet.", "Change which sessions, then save.")
    for one in from_rows(rows or ()):
        measure = catalogue.get(one.measure)
        measure.questions()  # refuses what has no wording here
        known = {about.id for about in measure.subjects} or {""}
        if not for_clinicians(measure) or one.subject not in known:
            raise Refusal(f"{measure.short_title} cannot be asked in a plan like this.")


def _follow(course: Course) -> None:
    """Ask what the plan now has due, and no longer what it has not and nobody asked by hand."""
    now = progress.state(course)
    number = now.numbers.get(now.next_contact)
    if number is None:
        return
    wanted = set(measures.askings(now.protocol, number))
    by_protocol = MeasureRequest.objects.filter(
        course=course, moment=TREATMENT, closed_at=None, asked_by=None
    )
    for request in by_protocol:
        if (request.measure, request.subject) not in wanted:
            request.closed_at = clock.now()
            request.save(update_fields=["closed_at"])
    measures.ask_due(course, now)


def _choices(course: Course, protocol: Protocol) -> Iterable[Choice]:
    """Everything that can be planned: what is asked first, then what the protocol names."""
    protocols = progress.unplanned(course)
    now = {one.key: one.sessions for one in askings_of(protocol)}
    usual = {one.key: one.sessions for one in askings_of(protocols)}
    offered = {due.id: due for due in protocols.measures if due.optional}
    named = [due.id for due in protocols.measures]
    found = [
        Choice(
            measure=measure,
            subject=subject,
            sessions=now.get((measure.id, subject)),
            usual=usual.get((measure.id, subject))
            or (offered[measure.id].sessions if measure.id in offered else None),
            optional=measure.id in offered,
        )
        for measure in catalogue.all_measures()
        if for_clinicians(measure) and measure.completed_by == "client" and measure.can_be_shown
        for subject in [about.id for about in measure.subjects] or [""]
    ]
    order = {measure_id: place for place, measure_id in enumerate(named)}
    return sorted(
        found,
        key=lambda one: (one.sessions is None, order.get(one.measure.id, 99), one.measure.id),
    )


def _questions(protocol: Protocol, session: int) -> int:
    """How many questions are asked before a session."""
    asked = measures.askings(protocol, session)
    return sum(len(catalogue.get(measure).items) for measure, _ in asked)


def _waiting(person_id: UUID) -> Iterable[Waiting]:
    rows = clinical_requests().select_related("begun").filter(person=person_id, closed_at=None)
    for row in rows.order_by("due_on", "asked_at", "-measure"):
        measure = catalogue.get(row.measure)
        begun = getattr(row, "begun", None)
        yield Waiting(
            measure=measure,
            name=Choice(measure, row.subject, None, None, optional=False).name,
            due_on=row.due_on,
            late=row.due_on < clock.today(),
            begun=len(begun.answers) if begun else 0,
        )


def _past(row: MeasurePlan) -> Past:
    plan = None if row.rows is None else from_rows(row.rows)
    words = ("As the protocol has it",) if plan is None else tuple(_said(one) for one in plan)
    return Past(at=row.at, by=row.by.name, why=row.why, words=words)


def _said(one: Asking) -> str:
    measure = catalogue.get(one.measure)
    name = Choice(measure, one.subject, None, None, optional=False).name
    sessions = say_sessions(one.sessions)
    return f"{name}: {'every session' if not one.sessions else f'before session {sessions}'}"
