"""The conversation of supervision about one case: asked, said and agreed, in one query.

Sealed text stays sealed inside a union of tables; it is opened here, each by its own column.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast

from betweenus.records.supervision import (
    SupervisionAction,
    SupervisionComment,
    SupervisionQuestion,
)
from betweenus.services import clock


@dataclass(frozen=True, slots=True)
class Comment:
    """What a supervisor said, and when."""

    id: UUID
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the therapist brought, with what was said to it, oldest first."""

    id: UUID
    words: str
    at: datetime
    by: str
    closed_at: datetime | None
    closed_by: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """Something the therapist will do, by a day or not, and whether it is done."""

    id: UUID
    words: str
    due_on: date | None
    at: datetime
    by: str
    done_at: datetime | None
    done_by: str

    @property
    def overdue(self) -> bool:
        """Its day has passed and it is not done."""
        return self.done_at is None and self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything asked, said and agreed about a case; questions and comments newest first."""

    questions: tuple[Question, ...] = ()
    comments: tuple[Comment, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """What still waits to be talked about."""
        return tuple(one for one in self.questions if one.closed_at is None)

    @property
    def closed_questions(self) -> tuple[Question, ...]:
        """What was talked about."""
        return tuple(one for one in self.questions if one.closed_at is not None)

    @property
    def open_actions(self) -> tuple[Action, ...]:
        """What is still to be done, the earliest day first."""
        waiting = (one for one in self.actions if one.done_at is None)
        return tuple(sorted(waiting, key=lambda one: (one.due_on or date.max, one.at)))

    @property
    def done_actions(self) -> tuple[Action, ...]:
        """What was done."""
        return tuple(one for one in self.actions if one.done_at is not None)


_NO_ID = Cast(Value(None), UUIDField())
_NO_DAY = Cast(Value(None), DateField())
_NO_MOMENT = Cast(Value(None), DateTimeField())
_NO_NAME = Value("", CharField())
_TABLES = {
    "question": SupervisionQuestion,
    "comment": SupervisionComment,
    "action": SupervisionAction,
}


def of_course(course_id: UUID) -> Conversation:
    """What was asked, said and agreed about a course; to be called inside the act of its page."""
    head, *rest = _parts(course_id)
    found: dict[str, list[tuple]] = defaultdict(list)
    for kind, words, *values in sorted(head.union(*rest, all=True), key=lambda row: row[4]):
        found[kind].append((_opened(kind, words), *values))
    said = [
        (about, Comment(pk, words, at, by)) for words, pk, about, at, by, *_ in found["comment"]
    ]
    return Conversation(
        questions=tuple(_question(row, said) for row in reversed(found["question"])),
        comments=tuple(comment for about, comment in reversed(said) if about is None),
        actions=tuple(_action(row) for row in found["action"]),
    )


def _parts(course_id: UUID) -> list[QuerySet]:
    """Question, comment and action, each as: kind, words, id, about, at, by, due, done, done by."""
    return [
        _row(
            SupervisionQuestion.objects.filter(course=course_id),
            "question",
            at="asked_at",
            by="asked_by__name",
            done=F("closed_at"),
            done_by=F("closed_by__name"),
        ),
        _row(
            SupervisionComment.objects.filter(course=course_id),
            "comment",
            at="at",
            by="by__name",
            about=F("question_id"),
        ),
        _row(
            SupervisionAction.objects.filter(course=course_id),
            "action",
            at="agreed_at",
            by="agreed_by__name",
            due=F("due_on"),
            done=F("done_at"),
            done_by=F("done_by__name"),
        ),
    ]


def _row(
    rows: QuerySet,
    kind: str,
    *,
    at: str,
    by: str,
    about=_NO_ID,
    due=_NO_DAY,
    done=_NO_MOMENT,
    done_by=_NO_NAME,
) -> QuerySet:
    return (
        rows.order_by()
        .annotate(c_kind=Value(kind, TextField()), c_words=Cast("words", TextField()))
        .annotate(c_about=about, c_at=F(at), c_by=F(by), c_due=due, c_done=done, c_done_by=done_by)
        .values_list(
            "c_kind", "c_words", "pk", "c_about", "c_at", "c_by", "c_due", "c_done", "c_done_by"
        )
    )


def _opened(kind: str, words: str) -> str:
    return _TABLES[kind]._meta.get_field("words").from_db_value(words, None, None)


def _question(row: tuple, said: list[tuple[UUID | None, Comment]]) -> Question:
    words, pk, _, at, by, _, closed, closed_by = row
    answers = tuple(comment for about, comment in said if about == pk)
    return Question(pk, words, at, by, closed, closed_by or "", answers)


def _action(row: tuple) -> Action:
    words, pk, _, at, by, due, done, done_by = row
    return Action(pk, words, due, at, by, done, done_by or "")
