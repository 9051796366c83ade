"""Numbers: how the service does, counted by the database; no name of a client, no narrative.

The number of queries does not depend on how many people there are. What small counts become is
said in ``domain.outcomes.small_numbers``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import (
    Avg,
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.course import Attendance, EndCode
from betweenus.domain.course.attendance import ATTENDED, MISSED
from betweenus.domain.course.dates import LONDON
from betweenus.domain.outcomes.small_numbers import Shown, percent, shown, shown_parts
from betweenus.domain.outcomes.waits import EIGHTEEN_WEEKS, SIX_WEEKS
from betweenus.domain.referral import Task
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.measures import MeasureAnswers
from betweenus.records.people import Account
from betweenus.records.referral import Referral
from betweenus.records.teams import Responsibility
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.progress import END_PAIR, TREATMENT, how_many
from betweenus.services.waiting import WAITS

FINISHED = 2  # attended treatment contacts of a finished course (clinical.md 4.1)
HIDDEN_WAIT = 90  # days from first to second treatment; longer is reported (M126)
BIN_WEEKS = 2
# Upper ends, in sessions attended, of the groups courses are counted in; the last is open.
SESSIONS = (1, 4, 8, 12, 16)


@dataclass(frozen=True, slots=True)
class Waits:
    """Everybody waiting for a first treatment today. ``bins`` are (from week, to week, count)."""

    total: int
    over_6: int
    over_18: int
    longest: date | None
    bins: tuple[tuple[int, int | None, int], ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A therapist and what they carry today."""

    name: str
    trainee: bool
    courses: int
    to_assess: int
    to_open: int


@dataclass(frozen=True, slots=True)
class Attended:
    """What became of the treatment contacts of the period."""

    total: Shown
    by_code: Mapping[Attendance, Shown]
    unrecorded: int
    attended_share: str
    missed_share: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The courses that ended in the period.

    ``finished`` had at least two attended sessions; of these ``paired`` have a first and a last
    PHQ-9 and GAD-7, and ``first_wait`` says how long they waited for their first session.
    """

    total: Shown
    early: Shown
    early_by_code: Mapping[EndCode, Shown]
    mean_sessions: float | None
    sessions: tuple[tuple[str, Shown], ...]
    finished: Shown
    paired: Shown
    unpaired: Shown
    paired_share: str
    first_wait: Mapping[str, Shown]
    within_6_share: str
    within_18_share: str
    hidden_wait: Shown
    hidden_wait_share: str


@dataclass(frozen=True, slots=True)
class NumbersPage:
    """The service in numbers, today and from ``first`` to ``last``."""

    first: date
    last: date
    waits: Waits
    carried: tuple[Carried, ...]
    open_courses: int
    opened: Shown
    attended: Attended
    ended: Ended


def read(*, by: Identity, first: date, last: date) -> NumbersPage:
    """The service in numbers; raises Refusal when the period ends before it begins."""
    with acting(by=by, act=Act.READ_SERVICE_NUMBERS, about="numbers") as deed:
        if last < first:
            raise Refusal("The period ends before it begins.", "Choose a later end.", field="to")
        deed.detail |= {"from": first.isoformat(), "to": last.isoformat()}
        now = Course.objects.aggregate(
            open=Count("pk", filter=Q(ended_on=None)),
            opened=Count("pk", filter=Q(opened_at__range=_moments(first, last))),
        )
        return NumbersPage(
            first=first,
            last=last,
            waits=_waits(),
            carried=_carried(),
            open_courses=now["open"],
            opened=shown(now["opened"]),
            attended=_attended(first, last),
            ended=_ended(first, last),
        )


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of a day to the last of another, in London."""
    return (
        datetime.combine(first, time.min, tzinfo=LONDON),
        datetime.combine(last, time.max, tzinfo=LONDON),
    )


# -- today -----------------------------------------------------------------------------------


def _waits() -> Waits:
    edges = [*range(0, EIGHTEEN_WEEKS // 7 + 1, BIN_WEEKS), None]
    spans = list(pairwise(edges))
    found = Referral.objects.filter(state__in=WAITS).aggregate(
        total=Count("pk"),
        longest=Min("received_on"),
        over_6=Count("pk", filter=_waited(SIX_WEEKS + 1, None)),
        over_18=Count("pk", filter=_waited(EIGHTEEN_WEEKS + 1, None)),
        **{
            f"from_{begin}": Count("pk", filter=_waited(*_days(begin, end))) for begin, end in spans
        },
    )
    return Waits(
        total=found["total"],
        over_6=found["over_6"],
        over_18=found["over_18"],
        longest=found["longest"],
        bins=tuple((begin, end, found[f"from_{begin}"]) for begin, end in spans),
    )


def _days(begin: int, end: int | None) -> tuple[int, int | None]:
    """A stretch of weeks in days; a day on its end still belongs to it, as for the standards."""
    return (begin * 7 + 1 if begin else 0, end * 7 if end else None)


def _waited(least: int, most: int | None) -> Q:
    today = clock.today()
    long_enough = Q(received_on__lte=today - timedelta(days=least)) if least else Q()
    if most is None:
        return long_enough
    return long_enough & Q(received_on__gte=today - timedelta(days=most))


def _carried() -> tuple[Carried, ...]:
    """Every active therapist with what they carry today, by name: one query."""
    courses = Course.objects.filter(therapist=OuterRef("pk"), ended_on=None)
    waiting = Referral.objects.filter(person=OuterRef("person"), state__in=WAITS)
    given = Responsibility.objects.filter(Exists(waiting), account=OuterRef("pk"), until=None)
    rows = Account.objects.filter(is_active=True, person=None).annotate(
        courses_open=how_many(courses, "therapist"),
        to_assess=how_many(given.filter(task=Task.ASSESS), "account"),
        to_open=how_many(given.filter(task=Task.TREAT), "account"),
    )
    return tuple(
        Carried(row.name, row.trainee, row.courses_open, row.to_assess, row.to_open)
        for row in sorted(rows, key=lambda row: row.name.casefold())
        if Role.THERAPIST in row.roles
    )


# -- the period ------------------------------------------------------------------------------


def _attended(first: date, last: date) -> Attended:
    """What became of the contacts that were to be held in the period and before today."""
    begin, end = _moments(first, min(last, clock.today() - timedelta(days=1)))
    # Booked for after the end, so not to be held. Emptiness first: comparing days is dear.
    off = Q(attendance="") & Q(starts_at__date__gte=F("course__ended_on"))
    rows = (
        Appointment.objects.filter(kind=TREATMENT, starts_at__range=(begin, end))
        .exclude(off & Q(course__ended_on__isnull=False))
        .order_by()
        .values_list("attendance")
        .annotate(how_many=Count("pk"))
    )
    counts = dict(rows)
    unrecorded = counts.pop("", 0)
    by_code = {code: counts.get(code, 0) for code in Attendance}
    parts = shown_parts(by_code)
    total = sum(by_code.values())
    came = sum(by_code[code] for code in ATTENDED)
    missed = sum(by_code[code] for code in MISSED)
    groups = shown_parts({"came": came, "missed": missed, "cancelled": total - came - missed})
    return Attended(
        total=shown(total),
        by_code=parts,
        unrecorded=unrecorded,
        attended_share=percent(groups["came"], shown(total)),
        missed_share=percent(groups["missed"], shown(came + missed)),
    )


def _ended(first: date, last: date) -> Ended:
    ended = _known(Course.objects.filter(ended_on__range=(first, last)))
    # Distinct keeps each course's facts from being counted anew for every number below.
    found = ended.distinct().aggregate(
        total=Count("pk"),
        mean=Avg("held"),
        early=Count("pk", filter=Q(ending_early=True)),
        finished=Count("pk", filter=_FINISHED),
        paired=Count("pk", filter=_FINISHED & Q(phq9__gte=2, gad7__gte=2)),
        within_6=Count("pk", filter=_FINISHED & Q(waited=6)),
        within_18=Count("pk", filter=_FINISHED & Q(waited=18)),
        hidden=Count("pk", filter=_FINISHED & Q(second_on__gt=_later("first_on", HIDDEN_WAIT))),
        **{f"code_{code}": Count("pk", filter=_early(code)) for code in EndCode},
        **{f"held_{least}": Count("pk", filter=_held(least, most)) for least, most in _groups()},
    )
    return _as_shown(found)


def _as_shown(found: Mapping[str, int]) -> Ended:
    total, finished = found["total"], found["finished"]
    pairs = shown_parts({"paired": found["paired"], "unpaired": finished - found["paired"]})
    waits = shown_parts(
        {
            "within 6": found["within_6"],
            "within 18": found["within_18"],
            "over 18": finished - found["within_6"] - found["within_18"],
        }
    )
    gaps = shown_parts({"over": found["hidden"], "within": finished - found["hidden"]})
    whole = shown_parts({"finished": finished, "other": total - finished})["finished"]
    whole = shown(finished) if whole.count is not None else whole
    early = shown_parts({"early": found["early"], "full": total - found["early"]})["early"]
    codes = {code: found[f"code_{code}"] for code in EndCode}
    held = shown_parts({group: found[f"held_{group[0]}"] for group in _groups()})
    in_18 = waits["within 18"]
    both = _sum(waits["within 6"], in_18)
    return Ended(
        total=shown(total),
        early=early,
        early_by_code={c: one for c, one in shown_parts(codes).items() if codes[c]},
        mean_sessions=found["mean"] if shown(total).count else None,
        sessions=tuple((_group_words(group), one) for group, one in held.items()),
        finished=whole,
        paired=pairs["paired"],
        unpaired=pairs["unpaired"],
        paired_share=percent(pairs["paired"], whole),
        first_wait=waits,
        within_6_share=percent(waits["within 6"], whole),
        within_18_share=percent(both, whole),
        hidden_wait=gaps["over"],
        hidden_wait_share=percent(gaps["over"], whole),
    )


def _sum(one: Shown, other: Shown) -> Shown:
    if one.count is None or other.count is None:
        return Shown(None, "")
    return Shown(one.count + other.count, "")


_FINISHED = Q(held__gte=FINISHED)


def _known(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Courses with what of them is counted: sessions, answers, the wait for the first session."""
    held = Appointment.objects.filter(
        course=OuterRef("pk"), kind=TREATMENT, attendance__in=ATTENDED
    ).order_by("starts_at")
    return courses.annotate(
        held=how_many(held),
        first_on=TruncDate(Subquery(held.values("starts_at")[:1]), tzinfo=LONDON),
        second_on=TruncDate(Subquery(held.values("starts_at")[1:2]), tzinfo=LONDON),
        **{measure.replace("-", ""): how_many(_answers(measure)) for measure in END_PAIR},
    ).annotate(
        waited=Case(
            When(first_on__lte=_later("referral__received_on", SIX_WEEKS), then=Value(6)),
            When(first_on__lte=_later("referral__received_on", EIGHTEEN_WEEKS), then=Value(18)),
            default=Value(0),
        )
    )


def _answers(measure: str) -> QuerySet[MeasureAnswers]:
    """The answers that count for an outcome: scored, not of a follow-up, before the discharge."""
    return MeasureAnswers.objects.filter(
        course=OuterRef("pk"),
        measure=measure,
        total__isnull=False,
        moment__in=("assessment", "treatment"),
        answered_on__lte=OuterRef("ended_on"),
    )


def _later(day: str, days: int) -> ExpressionWrapper:
    return ExpressionWrapper(F(day) + timedelta(days=days), output_field=DateField())


def _early(code: EndCode) -> Q:
    return Q(ending_early=True, end_code=code)


def _groups() -> list[tuple[int, int | None]]:
    """The groups courses are counted in by sessions attended, as (least, most)."""
    starts = [0, *(most + 1 for most in SESSIONS)]
    return list(zip(starts, [*SESSIONS, None], strict=True))


def _held(least: int, most: int | None) -> Q:
    return Q(held__gte=least) & (Q() if most is None else Q(held__lte=most))


def _group_words(group: tuple[int, int | None]) -> str:
    least, most = group
    return f"{least} or more" if most is None else f"{least} to {most}"
