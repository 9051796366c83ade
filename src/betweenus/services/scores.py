"""Scores: what the questionnaires of a course came to, read inside the act of its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from betweenus.domain import measures
from betweenus.domain.course import Progress
from betweenus.domain.measures import AnswerRefused, Measure
from betweenus.domain.outcomes import History, Signal, signals, since_best, since_first
from betweenus.domain.outcomes.change import figure
from betweenus.records.course import Course
from betweenus.records.measures import MeasureAnswers
from betweenus.services.clinical import clinical_answers
from betweenus.services.prepared import MOST, Ids, Prepared


class Point(NamedTuple):
    """One filled-in questionnaire. ``items`` maps item ids to what was answered.

    A tuple, because a caseload reads hundreds.
    """

    id: UUID
    measure: str
    subject: str
    answered_on: date
    session: int | None
    moment: str
    total: float | None
    band: str
    case: bool | None
    prorated: bool
    total_only: bool
    items: Mapping[str, object] = MappingProxyType({})

    @property
    def risk_answers(self) -> tuple[tuple[int, str, object], ...]:
        """Number, words and answer of every question that can show risk: never only a total."""
        return tuple(
            (item.number, item.text or "", self.items.get(item.id))
            for item in measures.get(self.measure).items
            if item.risk
        )


@dataclass(frozen=True, slots=True)
class Series:
    """One measure's questionnaires in a course, oldest first; ``subject`` is whom they are about.

    Of a questionnaire about one person there is a series for each of them.
    """

    measure: Measure
    points: tuple[Point, ...]
    subject: str = ""

    @property
    def title(self) -> str:
        """What to call it, such as "PHQ-9" or "ECR-RS, mother"."""
        name = self.measure.short_title
        return f"{name}, {self.subject}" if self.subject else name

    def of_scale(self, scale_id: str) -> tuple[float | None, ...]:
        """The value of one scale in each questionnaire; None where it has none."""
        return tuple(self._scored(point).get(scale_id) for point in self.points)

    def _scored(self, point: Point) -> dict[str, float | None]:
        try:
            return {scale.id: scale.value for scale in self.measure.score(point.items).scales}
        except AnswerRefused:  # answered by an older definition
            return {}

    @property
    def totals(self) -> tuple[float | None, ...]:
        """The totals in order; None where a form gave none."""
        return tuple(point.total for point in self.points)

    @property
    def during(self) -> tuple[Point, ...]:
        """Those of the course itself: a follow-up says nothing about how it went."""
        return tuple(point for point in self.points if point.moment != "follow-up")

    @property
    def totals_during(self) -> tuple[float | None, ...]:
        """The totals of the course itself, in order."""
        return tuple(point.total for point in self.during)

    @property
    def at_review(self) -> float | None:
        """The newest total of the review after the end; None where there is none."""
        found = [point.total for point in self.points if point.moment == "follow-up"]
        return next((total for total in reversed(found) if total is not None), None)

    @property
    def last(self) -> Point | None:
        """The newest questionnaire of the course itself."""
        return self.during[-1] if self.during else None

    @property
    def changes(self) -> tuple[str, ...]:
        """The change since the first and since the best score, a sentence each, and the review."""
        totals = self.totals_during
        found = (since_first(self.measure, totals), since_best(self.measure, totals))
        said = tuple(change.sentence for change in found if change)
        if self.at_review is None:
            return said
        return (*said, f"{figure(self.at_review)} at the review afterwards.")


# What was answered of each measure about each subject.
Gathered = dict[tuple[str, str], list[Point]]

# The columns of a Point, in its order: a caseload reads thousands, so nothing else is fetched.
_SHOWN = (
    "pk",
    "measure",
    "subject",
    "answered_on",
    "session_number",
    "moment",
    "total",
    "band",
    "case",
    "prorated",
    "total_only",
    "items",
)


def of_courses(
    course_ids: Iterable[UUID], *, answers: bool = True
) -> dict[UUID, tuple[Series, ...]]:
    """Every course's series, PHQ-9 before GAD-7 before others; a query for each thousand.

    Without ``answers`` the totals only, for a list.
    """
    ids = tuple(course_ids)
    gathered: dict[UUID, Gathered] = {course_id: {} for course_id in ids}
    for start in range(0, len(ids), MOST):
        for course_id, *values in (_ANSWERS if answers else _TOTALS)(
            Ids(ids[start : start + MOST])
        ):
            point = Point(*values)
            gathered[course_id].setdefault((point.measure, point.subject), []).append(point)
    return {course_id: _ordered(found) for course_id, found in gathered.items()}


def _of(ids: Ids) -> QuerySet[MeasureAnswers]:
    """Answers given in these courses, and at the assessment before a course was opened."""
    opened_next = Course.objects.filter(
        person=OuterRef("person"), opened_at__gte=OuterRef("at")
    ).order_by("opened_at")
    before = Q(course=None, moment="assessment", person__in=_people(ids))
    return (
        clinical_answers()
        .filter(Q(course__in=ids) | before)
        .annotate(belongs_to=Coalesce("course_id", Subquery(opened_next.values("pk")[:1])))
        .filter(belongs_to__in=ids)
        .order_by("answered_on", "at")
    )


_ANSWERS = Prepared(lambda ids: _of(ids).values_list("belongs_to", *_SHOWN), Ids)
_TOTALS = Prepared(lambda ids: _of(ids).values_list("belongs_to", *_SHOWN[:-1]), Ids)


def _people(ids: Ids) -> QuerySet:
    return Course.objects.filter(pk__in=ids).values("person")


def of_course(course_id: UUID) -> tuple[Series, ...]:
    """One course's series."""
    return of_courses([course_id])[course_id]


def rows_of(course_id: UUID) -> tuple[MeasureAnswers, ...]:
    """One course's questionnaires in full, oldest first: with definition and source."""
    return tuple(_of(Ids((course_id,))))


def from_rows(rows: Iterable[MeasureAnswers]) -> tuple[Series, ...]:
    """The series of one course from its rows in full."""
    found: Gathered = {}
    for row in rows:
        point = Point(*(getattr(row, name) for name in _SHOWN))
        found.setdefault((point.measure, point.subject), []).append(point)
    return _ordered(found)


def say_signals(series: Iterable[Series], *, session: int, ending: bool) -> tuple[Signal, ...]:
    """What deserves a look, each with its reason (domain.outcomes.signals)."""
    histories = [History(found.measure, found.totals_during) for found in series]
    return signals(histories, session=session, ending=ending)


def say_signals_now(series: Iterable[Series], now: Progress) -> tuple[Signal, ...]:
    """The same for where a course stands."""
    ending = now.phase == now.protocol.phases[-1]
    return say_signals(series, session=now.used, ending=ending)


def _ordered(found: Gathered) -> tuple[Series, ...]:
    first = {"phq-9": 0, "gad-7": 1}
    keys = sorted(found, key=lambda key: (first.get(key[0], 2), key))
    return tuple(Series(_known(key[0]), tuple(found[key]), subject=key[1]) for key in keys)


@cache
def _known(measure_id: str) -> Measure:
    """A caseload asks hundreds of times."""
    return measures.get(measure_id)
