"""The client's own pages: only what is meant for them leaves here, by an allow-list of fields.

Every value below is made for the client field by field. What a therapist writes for themselves
(notes, drafts, the defence, reasons, supervision) is not taken out of these pages: it is never in
them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Attendance, Mode, Progress, Protocol
from betweenus.domain.refusals import NotFound
from betweenus.records.course import Appointment, Course
from betweenus.records.people import Account
from betweenus.services import (
    clock,
    course_now,
    focus,
    focus_rating,
    goals,
    progress,
    questionnaires,
    scores,
)
from betweenus.services.acting import acting
from betweenus.services.caseload_rows import Slot
from betweenus.services.consents import PURPOSES
from betweenus.services.course_now import CourseNow
from betweenus.services.focus import MyFocus
from betweenus.services.goals import GoalNow
from betweenus.services.prepared import Prepared
from betweenus.services.progress import TREATMENT, CourseFacts
from betweenus.services.questionnaires import Due
from betweenus.services.scores import Series
from betweenus.services.traces import Trace

BEFORE, UNDER_WAY, ENDED = "before", "under way", "ended"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session in the client's list: when, how and where, and whether it took place."""

    id: UUID
    kind: str
    number: int | None
    starts_at: datetime
    minutes: int
    mode: Mode
    place: str
    attendance: Attendance | None
    ahead: bool


@dataclass(frozen=True, slots=True)
class There:
    """What has been shared so far, so that a page links only to what is there."""

    focus: bool = False
    goals: bool = False
    letters: bool = False
    weeks: bool = False


@dataclass(frozen=True, slots=True)
class PortalHome:
    """The first page: where I am, what comes next, what is waiting for me.

    ``now`` and ``facts`` are what the ribbon is drawn from, without anybody's words in them.
    ``week`` is the week whose rating is waited for, if one is.
    """

    stage: str
    therapist: str
    now: Progress | None
    facts: CourseFacts | None
    phase_is_for: str
    this_time: tuple[str, ...]
    next: Meeting | None
    due: Due
    there: There
    week: date | None = None


@dataclass(frozen=True, slots=True)
class MyFocusPage:
    """The focus once it was shared, the course an answer goes to, and whether it may be sent."""

    course_id: UUID | None
    focus: MyFocus | None
    therapist: str
    open: bool


@dataclass(frozen=True, slots=True)
class MyGoals:
    """The client's goals that stand, and whether they may still rate them."""

    protocol: Protocol | None
    goals: tuple[GoalNow, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class MyProgress:
    """The client's scores and goals over the sessions."""

    protocol: Protocol | None
    series: tuple[Series, ...]
    goals: tuple[GoalNow, ...]
    ended_after: int | None


@dataclass(frozen=True, slots=True)
class MySessions:
    """Every session of the newest course, in order."""

    stage: str
    therapist: str
    course_id: UUID | None
    meetings: tuple[Meeting, ...]
    last_day: date | None


@dataclass(frozen=True, slots=True)
class MyConsent:
    """What was agreed or not about one purpose, and when. None: not asked yet."""

    purpose: str
    words: str
    given: bool | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class MyAccount:
    """How the client signs in, and what they have agreed to."""

    email: str
    has_password: bool
    course_id: UUID | None
    consents: tuple[MyConsent, ...]


def home(*, by: Identity) -> PortalHome:
    """The client's first page."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my pages", only_reads=True):
        course = _course(by)
        if course is None:
            return _before(by)
        page = _under_way_or_ended(by, course)
    due = questionnaires.caught_up(by=by, course=course, now=page.now, found=page.due)
    return replace(page, due=due)


def _under_way_or_ended(by: Identity, course: Course) -> PortalHome:
    found, _ = course_now.of(course)
    rows, left = found.slots, found.left
    facts = _facts(found)
    now = progress.state(course, facts)
    return PortalHome(
        stage=ENDED if course.ended_on else UNDER_WAY,
        therapist=course.therapist.name,
        now=_without_words(now),
        facts=_facts_without_words(facts),
        phase_is_for=now.phase.client,
        this_time=_this_time(now),
        next=next((one for one in _meetings(rows, now, course) if one.ahead), None),
        due=questionnaires.due(by.person_id),
        there=_there(left),
        week=focus_rating.asked(course, facts.artefacts.get("focus_agreed"), by_client=True),
    )


def _course(by: Identity) -> Course | None:
    """The client's newest course; one query."""
    return _NEWEST.first(by.person_id) if by.person_id else None


_NEWEST = Prepared(
    lambda person_id: (
        Course.objects.filter(person=person_id)
        .select_related("therapist")
        .annotate(mark=course_now.mark())
        .order_by("-opened_at")[:1]
    ),
    UUID,
)


def _before(by: Identity) -> PortalHome:
    return PortalHome(
        stage=BEFORE,
        therapist="",
        now=None,
        facts=None,
        phase_is_for="",
        this_time=(),
        next=None,
        due=questionnaires.due(by.person_id),
        there=There(),
    )


def _without_words(now: Progress) -> Progress:
    """Where a course stands, with nothing that a therapist wrote and no reminders for them."""
    return replace(progress.without_words(now), tasks=(), gates=(), unrecorded=())


def _facts_without_words(facts: CourseFacts) -> CourseFacts:
    breaks = tuple(replace(pause, why="") for pause in facts.breaks)
    return CourseFacts(contacts=facts.contacts, breaks=breaks)


def _facts(found: CourseNow) -> CourseFacts:
    """What is recorded, with each past session that nobody has recorded yet taken as held.

    The client was there: on the evening after a session the page may not say it is still ahead.
    """
    over = {slot.id for slot in found.slots if not slot.attendance and _is_over(slot)}
    contacts = tuple(
        replace(contact, attendance=Attendance.ATTENDED) if contact.id in over else contact
        for contact in found.facts.contacts
    )
    return replace(found.facts, contacts=contacts)


def _is_over(slot: Slot) -> bool:
    return slot.starts_at + timedelta(minutes=slot.minutes) < clock.now()


def _this_time(now: Progress) -> tuple[str, ...]:
    """What the next session is about, in the protocol's words for clients."""
    if now.ended or now.finished:
        return ()
    tasks = now.protocol.tasks
    at_hand = (t for t in tasks if t.session <= now.session <= t.until and t.client)
    return tuple(dict.fromkeys(task.client for task in at_hand))


def _there(left: Iterable[Trace]) -> There:
    found = {(trace.what, trace.key) for trace in left}
    return There(
        focus=bool(found & {("focus move", "shared"), ("focus move", "agreed")}),
        goals=any(what == "goals" for what, _ in found),
        letters=any(what in ("letter shared", "letter final") for what, _ in found),
        weeks=("focus move", "agreed") in found,
    )


def _meetings(rows: Iterable[Slot], now: Progress, course: Course) -> Iterator[Meeting]:
    over = course.ended_on
    return (
        _meeting(row, now)
        for row in rows
        # What was still booked when a course ended will not be held.
        if not (over and not row.attendance and row.kind == TREATMENT)
    )


def _meeting(row: Slot, now: Progress) -> Meeting:
    return Meeting(
        id=row.id,
        kind=row.kind,
        number=now.numbers.get(row.id),
        starts_at=row.starts_at,
        minutes=row.minutes,
        mode=Mode(row.mode),
        place=row.place,
        attendance=Attendance(row.attendance) if row.attendance else None,
        ahead=not row.attendance and not _is_over(row),
    )


def my_focus(*, by: Identity) -> MyFocusPage:
    """The focus, once it was shared."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my focus"):
        course = _course(by)
        if course is None:
            return MyFocusPage(None, None, "", open=False)
        shared, still = focus.for_portal(course.pk), course.ended_on is None
        return MyFocusPage(course.pk, shared, course.therapist.name, open=still)


def my_goals(*, by: Identity) -> MyGoals:
    """The client's goals."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my goals"):
        course = _course(by)
        if course is None:
            return MyGoals(None, (), open=False)
        return MyGoals(
            progress.protocol_of(course), _standing(course), open=course.ended_on is None
        )


def _standing(course: Course) -> tuple[GoalNow, ...]:
    return tuple(goal for goal in goals.of_course(course.pk) if goal.let_go_at is None)


def my_progress(*, by: Identity) -> MyProgress:
    """The client's scores and goals over the sessions."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my progress"):
        course = _course(by)
        if course is None:
            return MyProgress(None, (), (), None)
        return MyProgress(
            protocol=progress.protocol_of(course),
            series=scores.of_course(course.pk),
            goals=_standing(course),
            ended_after=_held(course) if course.ended_on else None,
        )


def _held(course: Course) -> int:
    rows = Appointment.objects.filter(course=course, kind=TREATMENT, attendance__in=("5", "6"))
    return rows.count()


def my_sessions(*, by: Identity) -> MySessions:
    """The client's sessions, past and to come."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my sessions"):
        course = _course(by)
        if course is None:
            return MySessions(BEFORE, "", None, (), None)
        found, _ = course_now.of(course)
        now = progress.state(course, _facts(found))
        return MySessions(
            stage=ENDED if course.ended_on else UNDER_WAY,
            therapist=course.therapist.name,
            course_id=course.pk,
            meetings=tuple(_meetings(found.slots, now, course)),
            last_day=course.ended_on or now.projected_end,
        )


def my_account(*, by: Identity) -> MyAccount:
    """How the client signs in, and what they have agreed to."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my account"):
        account = Account.objects.get(pk=by.account_id)
        course = _course(by)
        return MyAccount(
            email=account.email,
            has_password=account.has_usable_password(),
            course_id=course.pk if course else None,
            consents=_consents(course) if course else (),
        )


def _consents(course: Course) -> tuple[MyConsent, ...]:
    last = {row.purpose: row for row in course.consents.order_by("at")}
    return tuple(
        MyConsent(
            purpose,
            words,
            last[purpose].given if purpose in last else None,
            last[purpose].at if purpose in last else None,
        )
        for purpose, words in PURPOSES.items()
    )


def course_id_of(*, by: Identity) -> UUID:
    """The client's newest course; raises NotFound before there is one. Opens nothing of it."""
    course = Course.objects.filter(person=by.person_id).order_by("-opened_at").only("pk").first()
    if course is None:
        raise NotFound("Your therapy has not begun yet.", "Come back when it has.")
    return course.pk
