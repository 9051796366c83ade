"""The weekly rating of the focus: given by client and therapist, each for themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.dates import LONDON
from betweenus.domain.formulation.states import FocusState
from betweenus.domain.refusals import Refusal
from betweenus.domain.tracking.rating import (
    Rating,
    asked_now,
    first_week,
    monday,
    newest,
    open_weeks,
    week_at_first,
    week_to_look_back_on,
)
from betweenus.records.course import Course
from betweenus.records.formulation import FocusMove
from betweenus.records.tracking import FocusRating
from betweenus.services import clock, focus, progress
from betweenus.services.acting import acting
from betweenus.services.prepared import Prepared


@dataclass(frozen=True, slots=True)
class MyWeeks:
    """The client's own ratings, and which weeks they may rate now.

    ``plain`` are the words of their focus, "" before it was shared; ``begins`` is the first week
    to rate, None before it was agreed. The therapist's ratings are never in here.
    """

    course_id: UUID | None
    plain: str
    begins: date | None
    ended: bool
    weeks: tuple[date, ...]
    asked: date | None
    ratings: tuple[Rating, ...]

    def of(self, week: date) -> Rating | None:
        """What the client said of a week."""
        return next((one for one in self.ratings if one.week == week), None)

    def at_first(self, today: date) -> date | None:
        """The week a page opens on: the one asked for, else the one to look back on."""
        return week_at_first(self.weeks, self.asked, today)


def rate(
    *,
    by: Identity,
    course_id: UUID,
    week: date,
    showed: int,
    stepped_back: int | None = None,
    places: Iterable[str] = (),
    tried: str = "",
) -> FocusRating:
    """Rate a week as client or as therapist; another rating of the same week is its next version.

    The same again is kept once. Raises Refusal before the focus is agreed, for a week that is not
    open any more, and once the course has ended.
    """
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.RATE_FOCUS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        _needs_open(course, week)
        rating = Rating(
            week=week,
            by_client=by.person_id is not None,
            showed=showed,
            stepped_back=stepped_back,
            places=tuple(places),
            tried=tried.strip(),
        )
        rows = FocusRating.objects.filter(course=course, week=week, by_client=rating.by_client)
        last = rows.order_by("-at").first()
        if last and _as_rating(last) == rating:
            deed.detail["again"] = True
            return last
        deed.detail["changed"] = last is not None
        return FocusRating.objects.create(
            course=course,
            week=week,
            by_client=rating.by_client,
            showed=rating.showed,
            stepped_back=rating.stepped_back,
            places=list(rating.places),
            tried=rating.tried,
            session_number=course.used,
            at=clock.now(),
            by_id=by.account_id,
        )


def _needs_open(course: Course, week: date) -> None:
    agreed = agreed_on(course.pk)
    if course.ended_on:
        raise Refusal(
            "The course has ended, so its weeks are rated no longer.",
            "What was rated before stays.",
            field="showed",
        )
    if agreed is None:
        raise Refusal(
            "There is no agreed focus yet.",
            "Ratings begin in the week after client and therapist have agreed on it.",
            field="showed",
        )
    if week not in open_weeks(agreed, clock.today(), None):
        raise Refusal(
            "That week cannot be rated now.",
            "Choose this week or one of the two before it, after the focus was agreed.",
            field="week",
        )


def agreed_on(course_id: UUID) -> date | None:
    """The day the focus was first agreed; inside an act, one query."""
    moves = FocusMove.objects.filter(version__course=course_id, state=FocusState.AGREED)
    return as_day(moves.order_by("at").values_list("at", flat=True).first())


def as_day(moment: datetime | None) -> date | None:
    """A moment's day in London."""
    return moment.astimezone(LONDON).date() if moment else None


def of_course(course_id: UUID) -> tuple[Rating, ...]:
    """The rating that stands of every week and side, in order; inside an act, one query."""
    standing = newest(_as_rating(row) for row in _OF_COURSE(course_id))
    return tuple(standing[key] for key in sorted(standing))


def _rows(course_id: UUID) -> QuerySet[FocusRating]:
    return FocusRating.objects.filter(course=course_id).order_by("at")


_OF_COURSE = Prepared(_rows, UUID)


def _as_rating(row: FocusRating) -> Rating:
    return Rating(
        week=row.week,
        by_client=row.by_client,
        showed=row.showed,
        stepped_back=row.stepped_back,
        places=tuple(row.places),
        tried=row.tried,
    )


def asked(course: Course, agreed: date | None, *, by_client: bool) -> date | None:
    """The week one side is asked for today; inside an act, at most one query."""
    weeks = open_weeks(agreed, clock.today(), course.ended_on)
    if week_to_look_back_on(clock.today()) not in weeks:
        return None
    rated = [week for week, client in _WEEKS(course.pk) if client == by_client]
    return asked_now(weeks, rated, clock.today())


_WEEKS = Prepared(
    lambda course_id: FocusRating.objects.filter(course=course_id).values_list("week", "by_client"),
    UUID,
)


@dataclass(frozen=True, slots=True)
class WeekToRate:
    """A session's week that its therapist may rate, and what they said so far; None: nothing."""

    week: date
    rated: int | None


def of_session(course: Course, agreed: date | None, day: date) -> WeekToRate | None:
    """The week of a session held on ``day``; inside an act, at most one query.

    None when the week is not open: before the focus was agreed, too long ago, after the end.
    """
    week = monday(day)
    if week not in open_weeks(agreed, clock.today(), course.ended_on):
        return None
    rows = FocusRating.objects.filter(course=course, week=week, by_client=False).order_by("-at")
    return WeekToRate(week, rows.values_list("showed", flat=True).first())


def mine(*, by: Identity) -> MyWeeks:
    """The client's own ratings, and the weeks they may rate now."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my weeks", only_reads=True):
        course = Course.objects.filter(person=by.person_id).order_by("-opened_at").first()
        if course is None:
            return MyWeeks(None, "", None, False, (), None, ())
        shared, agreed = focus.for_portal(course.pk), agreed_on(course.pk)
        weeks = open_weeks(agreed, clock.today(), course.ended_on)
        ratings = tuple(one for one in of_course(course.pk) if one.by_client)
        return MyWeeks(
            course_id=course.pk,
            plain=shared.view.plain if shared else "",
            begins=first_week(agreed) if agreed else None,
            ended=course.ended_on is not None,
            weeks=weeks,
            asked=asked_now(weeks, (one.week for one in ratings), clock.today()),
            ratings=ratings,
        )
