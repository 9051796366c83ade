"""Traces: what courses have left behind, from every table that holds some, in one query.

A page about one course may not ask twelve tables, nor a caseload twelve tables for each client.
The parts below have the same seven columns and are read as one union; each gives as little as
tells that something is there, and when.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    F,
    Max,
    Min,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from betweenus.records.course import Break, Consent, Course, MidReview, PhaseChoice
from betweenus.records.formulation import FocusMove, FocusVersion, GoalRating, MapVersion
from betweenus.records.letters import Letter, LetterMove, LetterVersion
from betweenus.records.measures import MeasureAnswers
from betweenus.services.prepared import MOST, Ids, Prepared

_NO_DAY = Cast(Value(None), DateField())
_NO_MOMENT = Cast(Value(None), DateTimeField())
_NO_WORDS = Value("", TextField())


class Trace(NamedTuple):
    """One trace: ``what`` it is of, which (``key``), and when; ``words`` as the part says.

    A caseload reads hundreds: a tuple is made in a third of the time.
    """

    what: str
    key: str
    at: datetime | None
    first: date | None
    last: date | None
    words: str


def traces(course_ids: Iterable[UUID]) -> dict[UUID, list[Trace]]:
    """The traces of these courses, oldest moment first: one query for every thousand courses."""
    ids = tuple(dict.fromkeys(course_ids))
    found: dict[UUID, list[Trace]] = defaultdict(list)
    for start in range(0, len(ids), MOST):
        for course_id, *values in _TRACES(Ids(ids[start : start + MOST])):
            found[course_id].append(Trace(*values))
    for of_course in found.values():
        of_course.sort(key=lambda trace: (trace.at is not None, trace.at))
    return found


def _union(ids: Ids) -> QuerySet:
    """Every part as one query."""
    head, *rest = _parts(ids)
    return head.union(*rest, all=True)


_TRACES = Prepared(_union, Ids)


def _parts(ids: Ids) -> list[QuerySet]:
    """One query per table, all with the columns of a trace behind the course's id."""
    return [
        _row(
            Course.objects.filter(pk__in=ids).annotate(course_id=F("pk")),
            "course",
            key=Cast("planned_sessions", CharField()),
            at=F("contract_at"),
            first=F("ended_on"),
            words=_if("ending_early", "early", ""),
        ),
        _row(
            Consent.objects.filter(course__in=ids),
            "consent",
            key=F("purpose"),
            at=F("at"),
            words=_if("given", "yes", "no"),
        ),
        _row(
            Break.objects.filter(course__in=ids),
            "break",
            at=F("set_at"),
            first=F("first_day"),
            last=F("last_day"),
            words=F("why"),
        ),
        # Sealed text stays sealed inside a union; progress opens it.
        _row(
            PhaseChoice.objects.filter(course__in=ids),
            "phase",
            key=F("phase"),
            at=F("at"),
            words=Cast("reason", TextField()),
        ),
        _first(MapVersion.objects.filter(course__in=ids), "map"),
        _first(FocusVersion.objects.filter(course__in=ids), "focus"),
        _first(
            FocusMove.objects.filter(version__course__in=ids),
            "focus move",
            course="version__course_id",
            key="state",
        ),
        _first(
            GoalRating.objects.filter(goal__course__in=ids, goal__let_go_at=None),
            "goals",
            course="goal__course_id",
        ),
        _first(MidReview.objects.filter(course__in=ids), "mid review"),
        _first(Letter.objects.filter(course__in=ids), "letter", key="kind", moment="started_at"),
        _first(
            LetterVersion.objects.filter(letter__course__in=ids),
            "letter written",
            course="letter__course_id",
            key="letter__kind",
        ),
        *(
            _first(
                LetterMove.objects.filter(version__letter__course__in=ids, state__in=states),
                f"letter {states[0]}",
                course="version__letter__course_id",
                key="version__letter__kind",
            )
            for states in (("shared", "replied", "final"), ("final",))
        ),
        _measures(ids),
    ]


def _if(name: str, then: str, otherwise: str) -> Case:
    """A truth as one of two words."""
    return Case(
        When(**{name: True}, then=Value(then)), default=Value(otherwise), output_field=TextField()
    )


def _row(
    rows: QuerySet,
    what: str,
    *,
    key=_NO_WORDS,
    at=_NO_MOMENT,
    first=_NO_DAY,
    last=_NO_DAY,
    words=_NO_WORDS,
) -> QuerySet:
    """A row of the table as a trace."""
    return (
        rows.order_by()
        .annotate(t_what=Value(what, TextField()), t_key=Cast(key, TextField()))
        .annotate(t_at=at, t_first=first, t_last=last, t_words=words)
        .values_list("course_id", "t_what", "t_key", "t_at", "t_first", "t_last", "t_words")
    )


def _first(
    rows: QuerySet, what: str, *, course: str = "course_id", key: str = "", moment: str = "at"
) -> QuerySet:
    """The earliest row of each course, and of each ``key`` where one is named."""
    groups = rows.order_by().annotate(t_course=F(course), t_key=F(key) if key else _NO_WORDS)
    return (
        groups.values("t_course", "t_key")
        .annotate(
            t_what=Value(what, TextField()),
            t_at=Min(moment),
            t_first=_NO_DAY,
            t_last=_NO_DAY,
            t_words=_NO_WORDS,
        )
        .values_list("t_course", "t_what", "t_key", "t_at", "t_first", "t_last", "t_words")
    )


def _measures(ids: Ids) -> QuerySet:
    """The last answers to each measure: on which day, and (in ``words``) before which session."""
    answers = MeasureAnswers.objects.filter(
        course__in=ids, moment="treatment", total__isnull=False
    ).order_by()
    return (
        answers.values("course_id", "measure")
        .annotate(
            t_what=Value("measure", TextField()),
            t_at=_NO_MOMENT,
            t_first=Min("answered_on"),
            t_last=Max("answered_on"),
            t_words=Cast(Max("session_number"), TextField()),
        )
        .values_list("course_id", "t_what", "measure", "t_at", "t_first", "t_last", "t_words")
    )
