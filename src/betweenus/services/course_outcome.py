"""What came of a course: national outcome, changes, and every score with its definition."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Protocol
from betweenus.domain.measures import Measure
from betweenus.domain.outcomes import (
    DatedTotal,
    Moment,
    Outcome,
    Pair,
    first_and_last,
    since_best,
    since_first,
)
from betweenus.domain.outcomes import anxiety_pair as chosen_pair
from betweenus.domain.outcomes import outcome as made_of
from betweenus.domain.outcomes.expected import Expected, expected
from betweenus.domain.outcomes.significance import LineCrossing, crossed
from betweenus.domain.outcomes.thresholds import ThresholdTable
from betweenus.records.course import Course
from betweenus.records.measures import MeasureAnswers
from betweenus.records.referral import Suitability
from betweenus.services import clock, goals, progress, safety, scores, thresholds
from betweenus.services.acting import acting
from betweenus.services.goals import GoalNow
from betweenus.services.progress import CaseHeader
from betweenus.services.scores import Series

FINISHED = 2  # attended treatment contacts of a finished course (clinical.md 4.1)
# How many ended courses are compared with, the last to end first. Own choice.
COMPARED = 500
_MOMENTS = frozenset(Moment)


@dataclass(frozen=True, slots=True)
class NationalOutcome:
    """The outcome, the two pairs it is made of, and by which version of the table."""

    outcome: Outcome
    phq9: Pair
    anxiety: Pair
    anxiety_name: str
    problem: str
    version: str
    dated: date
    finished: bool


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One value of one questionnaire, with all that says how it came about.

    ``scale`` is "" for the total. ``current``: the definition is still the one it was scored by.
    ``band_mark`` says that the band is unverified.
    """

    name: str
    measure: str
    subject: str
    scale: str
    value: float | None
    band: str
    band_mark: str
    case: bool | None
    answered_on: date
    moment: str
    session: int | None
    complete: bool
    prorated: bool
    total_only: bool
    version: str
    digest: str
    current: bool
    filled_in: str
    measure_source: str


@dataclass(frozen=True, slots=True)
class ChangeSaid:
    """What one series came to: changes in sentences, and whether clinically significant."""

    name: str
    sentences: tuple[str, ...]
    crossing: LineCrossing | None


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """The outcome of a course with everything it rests on, as it stands on a day."""

    on: date
    case: CaseHeader
    protocol: Protocol
    national: NationalOutcome
    series: tuple[Series, ...]
    changes: tuple[ChangeSaid, ...]
    expected: Expected
    goals: tuple[GoalNow, ...]
    lines: tuple[ScoreLine, ...]


def read(*, by: Identity, course_id: UUID) -> OutcomePage:
    """What came of a course, or has so far."""
    course = progress.load(course_id)
    about = f"course:{course_id}"
    with acting(by=by, act=Act.READ_MEASURES, person=course.person_id, about=about) as deed:
        deed.detail["outcome"] = True
        rows = scores.rows_of(course_id)
        series = scores.from_rows(rows)
        header = progress.header(course)
        return OutcomePage(
            on=clock.today(),
            case=header,
            protocol=progress.protocol_of(course),
            national=_national(course, series, header.session),
            series=series,
            changes=tuple(_said(one) for one in series if one.measure.has_total),
            expected=_expected(course, series),
            goals=goals.of_course(course_id) if deed.may(Act.READ_GOALS) else (),
            lines=tuple(_lines(rows)),
        )


def export(*, by: Identity, course_id: UUID) -> tuple[ScoreLine, ...]:
    """Every score of a course, to be taken away as a file; the event says that it was."""
    course = progress.load(course_id)
    about = f"course:{course_id}"
    with acting(by=by, act=Act.READ_MEASURES, person=course.person_id, about=about) as deed:
        deed.detail["exported"] = True
        return tuple(_lines(scores.rows_of(course_id)))


def _national(course: Course, series: Iterable[Series], attended: int) -> NationalOutcome:
    """By the table as it stood on the last day of the course; while it runs, as it stands."""
    table = thresholds.as_of(course.ended_on)
    problem = (
        Suitability.objects.filter(referral=course.referral_id)
        .order_by("-assessed_at")
        .values_list("problem_descriptor", flat=True)
        .first()
    ) or ""
    pairs = {one.measure.id: _pair(one, course.ended_on) for one in series if not one.subject}
    return _made(course, pairs, problem, table, attended)


def _made(
    course: Course, pairs: Mapping[str, Pair], problem: str, table: ThresholdTable, attended: int
) -> NationalOutcome:
    none = Pair(None, None)
    specific = table.anxiety_measure_for(problem or None).measure
    gad7 = pairs.get("gad-7", none)
    measure, anxiety = chosen_pair(problem or None, pairs.get(specific, none), gad7, table)
    phq9 = pairs.get("phq-9", none)
    return NationalOutcome(
        outcome=made_of(phq9, anxiety, anxiety_measure=measure, table=table),
        phq9=phq9,
        anxiety=anxiety,
        anxiety_name=table.of(measure).name,
        problem=problem,
        version=table.version,
        dated=table.dated,
        finished=course.ended_on is not None and attended >= FINISHED,
    )


def _pair(series: Series, ended_on: date | None) -> Pair:
    totals = [
        DatedTotal(
            point.answered_on,
            point.total,
            Moment(point.moment) if point.moment in _MOMENTS else Moment.OTHER,
        )
        for point in series.points
    ]
    return first_and_last(totals, ended_on)


def _said(series: Series) -> ChangeSaid:
    # A review afterwards is no part of it, as for the national outcome.
    during = tuple(point.total for point in series.points if point.moment != "follow-up")
    found = (since_first(series.measure, during), since_best(series.measure, during))
    sentences = tuple(change.sentence for change in found if change)
    return ChangeSaid(series.title, sentences, crossed(series.measure, during))


def _expected(course: Course, series: Iterable[Series]) -> Expected:
    """Only scores of sessions, on both sides: an assessment can be long before."""
    own = next((one for one in series if one.measure.id == "phq-9"), None)
    points = own.points if own else ()
    first = next((p.total for p in points if p.session and p.total is not None), None)
    return expected(first, _ended(course) if first is not None else ())


def _ended(course: Course) -> list[Mapping[int, float]]:
    """PHQ-9 by session of courses that ended: one query; of a session the last score."""
    newest = Course.objects.exclude(person=course.person_id).exclude(ended_on=None)
    ids = newest.order_by("-ended_on", "pk").values("pk")[:COMPARED]
    rows = MeasureAnswers.objects.filter(
        course__in=ids, measure="phq-9", moment="treatment", session_number__gte=1
    ).exclude(total=None)
    found: dict[UUID, dict[int, float]] = defaultdict(dict)
    told = rows.order_by("answered_on", "at").values_list("course", "session_number", "total")
    for one, session, total in told:
        found[one][session] = total
    return list(found.values())


def _lines(rows: Iterable[MeasureAnswers]) -> Iterator[ScoreLine]:
    for row in rows:
        measure = catalogue.get(row.measure)
        if measure.has_total:
            yield _line(row, measure, "", row.total)
        score = None if row.total_only else safety.as_score(row)
        for scale in score.scales if score else ():
            if scale.id != "total":
                yield _line(row, measure, scale.title, scale.value)


def _band_mark(measure: Measure, total: float | None) -> str:
    band = measure.band_of(total)
    return band.source.mark if band else ""


def _line(row: MeasureAnswers, measure: Measure, scale: str, value: float | None) -> ScoreLine:
    return ScoreLine(
        name=measure.short_title,
        measure=measure.id,
        subject=row.subject,
        scale=scale,
        value=value,
        band="" if scale else row.band,
        band_mark="" if scale else _band_mark(measure, value),
        case=None if scale else row.case,
        answered_on=row.answered_on,
        moment=row.moment,
        session=row.session_number,
        complete=row.complete,
        prorated=row.prorated,
        total_only=row.total_only,
        version=row.definition_version,
        digest=row.definition_digest,
        current=row.definition_digest == measure.digest,
        filled_in=row.source,
        measure_source=measure.source,
    )
