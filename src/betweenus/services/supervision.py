"""Supervision: what a therapist brings, what a supervisor says to it, what both agree to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course import Progress
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Appointment
from betweenus.records.supervision import (
    SupervisionAction,
    SupervisionComment,
    SupervisionQuestion,
)
from betweenus.services import case, clock, conversation, progress
from betweenus.services.acting import Deed, acting
from betweenus.services.case import CasePage
from betweenus.services.conversation import Conversation
from betweenus.services.progress import CaseHeader
from betweenus.services.traces import traces

Said = TypeVar("Said", SupervisionQuestion, SupervisionComment, SupervisionAction)
LATEST = 3  # notes on the page read before supervision; the rest are a link away


@dataclass(frozen=True, slots=True)
class NoteLine:
    """What of a signed note is read before supervision: its risk and what it left open."""

    appointment_id: UUID
    number: int | None
    held_at: datetime
    signed_by: str
    risk: str  # as the note says it: none, present …
    risk_words: str
    threads: tuple[str, ...]
    plan: str


@dataclass(frozen=True, slots=True)
class ToCountersign:
    """A trainee's signed note nobody has countersigned yet."""

    appointment_id: UUID
    number: int | None
    held_at: datetime
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class SupervisionPage:
    """One case as it is read before supervision."""

    page: CasePage
    notes: tuple[NoteLine, ...]
    to_countersign: tuple[ToCountersign, ...]
    talk: Conversation
    own: bool
    may_give: bool
    may_settle: bool


@dataclass(frozen=True, slots=True)
class TalkPage:
    """What a therapist brings and hears about one case."""

    case: CaseHeader
    talk: Conversation
    own: bool
    may_ask: bool
    may_settle: bool


def read_case(*, by: Identity, course_id: UUID) -> SupervisionPage:
    """A case as it is read before supervision; raises NotFound."""
    course = case.load(course_id)
    with acting(
        by=by, act=Act.READ_SUPERVISION, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        rows = _appointments(course_id)
        facts = progress.facts_from(rows, traces([course_id])[course_id])
        now = progress.state(course, facts)
        return SupervisionPage(
            page=case.overview(deed, course, rows, facts, now),
            notes=tuple(_latest_notes(rows, now)),
            to_countersign=tuple(_uncountersigned(rows, now)) if course.therapist.trainee else (),
            talk=conversation.of_course(course_id),
            own=_own(deed),
            may_give=bool(deed.may(Act.GIVE_SUPERVISION)),
            may_settle=bool(deed.may(Act.SETTLE_SUPERVISION)),
        )


def read_talk(*, by: Identity, course_id: UUID) -> TalkPage:
    """Only what was asked, said and agreed about a case."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_SUPERVISION, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        return TalkPage(
            case=progress.header(course),
            talk=conversation.of_course(course_id),
            own=_own(deed),
            may_ask=bool(deed.may(Act.ASK_SUPERVISION)),
            may_settle=bool(deed.may(Act.SETTLE_SUPERVISION)),
        )


def _own(deed: Deed) -> bool:
    return deed.decision.relation is Relation.OWN


def _appointments(course_id: UUID) -> list[Appointment]:
    """Every contact with its note and the signatures under it, in order: one query."""
    return list(
        Appointment.objects.filter(course=course_id)
        .select_related("signed_note__signed_by", "signed_note__countersignature")
        .order_by("starts_at")
    )


def _latest_notes(rows: Iterable[Appointment], now: Progress) -> Iterable[NoteLine]:
    signed = [row for row in rows if hasattr(row, "signed_note")]
    for row in reversed(signed[-LATEST:]):
        parts = row.signed_note.parts
        yield NoteLine(
            appointment_id=row.pk,
            number=now.numbers.get(row.pk),
            held_at=row.starts_at,
            signed_by=row.signed_note.signed_by.name,
            risk=row.signed_note.risk,
            risk_words=parts.get("risk", ""),
            threads=tuple(parts.get("threads", ())),
            plan=parts.get("plan", ""),
        )


def _uncountersigned(rows: Iterable[Appointment], now: Progress) -> Iterable[ToCountersign]:
    for row in rows:
        note = getattr(row, "signed_note", None)
        if note and not hasattr(note, "countersignature"):
            yield ToCountersign(row.pk, now.numbers.get(row.pk), row.starts_at, note.signed_at)


def ask(*, by: Identity, course_id: UUID, words: str) -> SupervisionQuestion:
    """Bring a question to supervision, once; raises Refusal when nothing is written."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.ASK_SUPERVISION, person=course.person_id, about=f"course:{course_id}"
    ):
        written = _written(words, "Write what you want to think about.")
        mine = course.supervision_questions.filter(asked_by=by.account_id, closed_at=None)
        return _said_already(mine.order_by("-asked_at"), written) or mine.create(
            course=course,
            words=written,
            asked_at=clock.now(),
            asked_by_id=by.account_id,
        )


def comment(
    *, by: Identity, course_id: UUID, words: str, question_id: UUID | None = None
) -> SupervisionComment:
    """Say something about a case, or to one question of it; raises Refusal, NotFound."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.GIVE_SUPERVISION, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        question = _question_of(course_id, question_id) if question_id else None
        deed.detail["to a question"] = question is not None
        written = _written(words, "Write your comment.")
        mine = course.supervision_comments.filter(by=by.account_id, question=question)
        return _said_already(mine.order_by("-at"), written) or mine.create(
            course=course,
            question=question,
            words=written,
            at=clock.now(),
            by_id=by.account_id,
        )


def agree_action(
    *, by: Identity, course_id: UUID, words: str, due_on: date | None = None
) -> SupervisionAction:
    """Write down what the therapist will do, and by when; raises Refusal for a day gone by."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.GIVE_SUPERVISION, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        if due_on and due_on < clock.today():
            raise Refusal("That day has passed.", "Choose today or a later day.", field="due_on")
        deed.detail["action"] = True
        written = _written(words, "Write what was agreed.")
        open_ones = course.supervision_actions.filter(due_on=due_on, done_at=None)
        return _said_already(open_ones.order_by("-agreed_at"), written) or open_ones.create(
            course=course,
            words=written,
            due_on=due_on,
            agreed_at=clock.now(),
            agreed_by_id=by.account_id,
        )


def finish_action(*, by: Identity, action_id: UUID) -> SupervisionAction:
    """Tick an action off; ticked off twice, the first time stands. Raises NotFound."""
    row = SupervisionAction.objects.select_related("course").filter(pk=action_id).first()
    if row is None:
        raise NotFound("There is no such action.", "Open it from the case.")
    with acting(
        by=by,
        act=Act.SETTLE_SUPERVISION,
        person=row.course.person_id,
        about=f"course:{row.course_id}",
    ) as deed:
        deed.detail["action"] = str(row.pk)
        if row.done_at is None:
            row.done_at, row.done_by_id = clock.now(), by.account_id
            row.save(update_fields=["done_at", "done_by"])
        return row


def close_question(*, by: Identity, question_id: UUID) -> SupervisionQuestion:
    """Say that a question was talked about; it stays readable. Raises NotFound."""
    row = SupervisionQuestion.objects.select_related("course").filter(pk=question_id).first()
    if row is None:
        raise _no_question()
    with acting(
        by=by,
        act=Act.SETTLE_SUPERVISION,
        person=row.course.person_id,
        about=f"course:{row.course_id}",
    ) as deed:
        deed.detail["question"] = str(row.pk)
        if row.closed_at is None:
            row.closed_at, row.closed_by_id = clock.now(), by.account_id
            row.save(update_fields=["closed_at", "closed_by"])
        return row


def _question_of(course_id: UUID, question_id: UUID) -> SupervisionQuestion:
    question = SupervisionQuestion.objects.filter(course=course_id, pk=question_id).first()
    if question is None:
        raise _no_question()
    return question


def _no_question() -> NotFound:
    return NotFound("There is no such question.", "Open it from the case.")


def _said_already(rows: QuerySet[Said], written: str) -> Said | None:
    """The newest of these when it says the same: a button pressed twice does one thing."""
    newest = rows.first()
    return newest if newest and newest.words == written else None


def _written(words: str, todo: str) -> str:
    if not words.strip():
        raise Refusal("Nothing is written yet.", todo, field="words")
    return words.strip()
