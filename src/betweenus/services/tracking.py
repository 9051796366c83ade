"""Tracking: how the agreed focus goes, from ratings, told moments and questionnaires together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course import Progress
from betweenus.domain.formulation.focus import from_parts
from betweenus.domain.formulation.states import FocusState
from betweenus.domain.patterns.coding import SLOTS, counted
from betweenus.domain.tracking.following import focus_in_codes, follows
from betweenus.domain.tracking.looking import Look, look
from betweenus.domain.tracking.rating import Rating, asked_now, first_week, monday, open_weeks
from betweenus.domain.tracking.stretches import NewMoments, new_moments
from betweenus.records.course import Appointment
from betweenus.records.episodes import CodeDecision, FocusEvidence
from betweenus.records.formulation import FocusVersion
from betweenus.services import clock, focus_rating, progress, scores, vocabulary
from betweenus.services.acting import acting
from betweenus.services.progress import CaseHeader, CourseFacts
from betweenus.services.scores import Series
from betweenus.services.traces import traces

MOOD = ("phq-9", "gad-7")


@dataclass(frozen=True, slots=True)
class TrackingPage:
    """How the focus of a course goes.

    ``agreed`` is the day it was first agreed, None before; ``weeks`` are those the therapist may
    rate now, ``asked`` the one waited for. ``moments`` is None while the focus rests on no moments
    that agree. ``rater`` is whose ratings the looks at mood go by: whoever rated more weeks.
    """

    case: CaseHeader
    now: Progress
    facts: CourseFacts
    plain: str
    agreed: date | None
    weeks: tuple[date, ...]
    asked: date | None
    ratings: tuple[Rating, ...]
    series: tuple[Series, ...]
    moments: NewMoments | None
    looks: tuple[Look, ...]
    by_client: bool
    own: bool

    @property
    def begins(self) -> date | None:
        """The first week to rate."""
        return first_week(self.agreed) if self.agreed else None

    def of(self, week: date, *, by_client: bool) -> Rating | None:
        """One side's rating of a week."""
        found = (one for one in self.ratings if (one.week, one.by_client) == (week, by_client))
        return next(found, None)


def read(*, by: Identity, course_id: UUID) -> TrackingPage:
    """How the focus of a course goes, for its therapist and their supervisor."""
    course = progress.load(course_id)
    with acting(
        by=by,
        act=Act.READ_TRACKING,
        person=course.person_id,
        about=f"course:{course_id}",
        only_reads=True,
    ) as deed:
        rows = list(Appointment.objects.filter(course=course_id).order_by("starts_at"))
        facts = progress.facts_from(rows, traces([course_id])[course_id])
        ratings = focus_rating.of_course(course_id)
        series = scores.of_course(course_id)
        agreed = facts.artefacts.get("focus_agreed")
        coded = _coded(course_id) if agreed else ()
        plain = _plain(course_id) if agreed else ""
    # After the act: nobody waits for their turn while something is counted here.
    now = progress.state(course, facts)
    weeks = open_weeks(agreed, clock.today(), course.ended_on)
    theirs = [one.week for one in ratings if not one.by_client]
    by_client = 2 * len(theirs) <= len(ratings)
    return TrackingPage(
        case=progress.header(course, now),
        now=now,
        facts=facts,
        plain=plain,
        agreed=agreed,
        weeks=weeks,
        asked=asked_now(weeks, theirs, clock.today()),
        ratings=ratings,
        series=series,
        moments=_moments(coded, agreed, course.ended_on or clock.today()) if agreed else None,
        looks=tuple(_looks([one for one in ratings if one.by_client is by_client], series)),
        by_client=by_client,
        own=deed.decision.relation is Relation.OWN,
    )


def _plain(course_id: UUID) -> str:
    """The plain words of the wording agreed last."""
    rows = FocusVersion.objects.filter(course=course_id, moves__state=FocusState.AGREED)
    newest = rows.order_by("-number").only("parts").first()
    return from_parts(newest.parts).plain if newest else ""


@dataclass(frozen=True, slots=True)
class _Coded:
    """What tracking needs of a told moment: the day, its counted codes, and whether it is evidence.

    Its words and people stay where they are.
    """

    told_on: date
    parts: Mapping[str, str]
    rests_on: bool


def _coded(course_id: UUID) -> tuple[_Coded, ...]:
    """The moments with a code a person stands behind; one query, inside an act."""
    chosen = FocusEvidence.objects.filter(episode=OuterRef("episode"), let_go_at=None)
    rows = (
        CodeDecision.objects.filter(episode__course=course_id, episode__let_go_at=None)
        .annotate(chosen=Exists(chosen))
        .order_by("number")
        .values_list("episode_id", "episode__told_on", "chosen", "slot", "code")
    )
    about: dict[UUID, tuple[date, bool]] = {}
    codes: dict[UUID, dict[str, str]] = {}
    for episode, told_on, chosen_for, slot, code in rows:  # the newest of a slot comes last
        about[episode] = told_on, chosen_for
        codes.setdefault(episode, {})[slot] = code
    known = vocabulary.words().by_part
    return tuple(
        _Coded(told_on, parts, chosen_for)
        for episode, (told_on, chosen_for) in about.items()
        if (parts := counted({s: c for s, c in codes[episode].items() if c in known[SLOTS[s]]}))
    )


def _moments(coded: Iterable[_Coded], agreed: date, until: date) -> NewMoments | None:
    """New moments beside those the focus rests on, which themselves are no news."""
    coded = tuple(coded)
    focus = focus_in_codes(one.parts for one in coded if one.rests_on)
    if not focus:
        return None
    new = ((one.told_on, follows(one.parts, focus)) for one in coded if not one.rests_on)
    return new_moments(new, agreed_on=agreed, until=until, parts=len(focus))


def _looks(ratings: Iterable[Rating], series: Iterable[Series]) -> Iterable[Look]:
    rated = {one.week: one.showed for one in ratings}
    for one in series:
        if one.measure.id in MOOD:
            by_week = {
                monday(point.answered_on): point.total
                for point in one.during
                if point.total is not None and point.moment == progress.TREATMENT
            }
            for later in (False, True):
                yield look(one.measure.short_title, rated, by_week, later=later)
