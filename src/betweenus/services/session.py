"""A session's page: what came before, the note as it stands, what may be done; one act."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course import Progress, TaskState
from betweenus.domain.course.attendance import ATTENDED
from betweenus.domain.course.dates import LONDON
from betweenus.domain.course.protocol import Phase
from betweenus.domain.measures import Item, Measure
from betweenus.domain.outcomes import Signal
from betweenus.domain.refusals import NotFound
from betweenus.records.course import Appointment, Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.notes import Addendum, SignedNote, Transcript
from betweenus.services import clock, diary, drafts, focus_rating, progress, scores, traces
from betweenus.services.acting import Deed, acting
from betweenus.services.drafts import DraftNow
from betweenus.services.focus_rating import WeekToRate
from betweenus.services.prepared import Prepared
from betweenus.services.progress import CaseHeader, CourseFacts
from betweenus.services.scores import Point, Series

NOTHING = DraftNow("", {})


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """The answer to a question that can be a sign of risk, whatever it is, and the one before."""

    item: Item
    words: str
    before: str
    sign: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A questionnaire filled in for this session: never only its total."""

    title: str
    measure: Measure
    point: Point
    risk: tuple[RiskAnswer, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What there is to look at before a session. ``diary`` is None for somebody who may not."""

    note: SignedNote | None
    note_session: int | None
    series: tuple[Series, ...]
    answered: tuple[Answered, ...]
    signals: tuple[Signal, ...]
    diary: tuple[DiaryEntry, ...] | None
    new: frozenset[UUID]
    tasks: tuple[TaskState, ...]


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session: what came before, the note as it stands, what may be done."""

    case: CaseHeader
    course: Course
    appointment: Appointment
    number: int | None
    progress: Progress
    phase: Phase
    before: Before
    draft: DraftNow
    signed: SignedNote | None
    addenda: tuple[Addendum, ...]
    transcripts: tuple[Transcript, ...]
    recording_agreed: bool
    own: bool
    rate: WeekToRate | None
    may_countersign: bool
    earlier: Appointment | None
    later: Appointment | None

    @property
    def ahead(self) -> bool:
        """Whether its day is still to come."""
        return _day(self.appointment.starts_at) > clock.today()

    @property
    def called_off(self) -> bool:
        """Whether it is known that nobody met, so that no note is waited for."""
        return self.appointment.attendance not in ("", *ATTENDED)


def subject(appointment_id: UUID) -> str:
    """The draft's name of a session's note."""
    return f"note:{appointment_id}"


def course_of(appointment_id: UUID) -> Course:
    """The course of a session with what its header needs, or NotFound."""
    course = _COURSE.first(appointment_id)
    if course is None:
        raise NotFound("There is no such session.", "Open it from the list of sessions.")
    return course


_COURSE = Prepared(
    lambda appointment: progress.with_header(Course.objects.filter(appointments=appointment)), UUID
)


def needs_countersigning(signed: SignedNote | None, course: Course) -> bool:
    """Whether a supervisor's signature is wanted under this note and is not there yet."""
    return bool(signed and course.therapist.trainee and not hasattr(signed, "countersignature"))


def read(*, by: Identity, appointment_id: UUID) -> SessionPage:
    """Everything the page of one session shows; its therapist has read the diary then."""
    course = course_of(appointment_id)
    with acting(
        by=by, act=Act.READ_NOTE, person=course.person_id, about=f"appointment:{appointment_id}"
    ) as deed:
        rows = _appointments(course.pk)
        facts = progress.facts_from(rows, traces.traces([course.pk])[course.pk])
        now = progress.state(course, facts)
        place = next(n for n, row in enumerate(rows) if row.pk == appointment_id)
        row, own = rows[place], deed.decision.relation is Relation.OWN
        signed, number = _signed(row), now.numbers.get(appointment_id)
        phase = phase_of(now, signed, number)
        recording = facts.consents.get("recording")
        return SessionPage(
            case=progress.header(course, now),
            course=course,
            appointment=row,
            number=number,
            progress=now,
            phase=phase,
            before=_before(deed, rows[:place], row, now, phase),
            draft=drafts.present(subject(appointment_id)) if own and not signed else NOTHING,
            signed=signed,
            addenda=tuple(signed.addenda.select_related("by").order_by("at")) if signed else (),
            transcripts=_transcripts(row),
            recording_agreed=bool(recording and recording.given),
            own=own,
            rate=_rate(course, facts, row) if own else None,
            may_countersign=needs_countersigning(signed, course)
            and deed.decision.relation is Relation.SUPERVISEE,
            earlier=rows[place - 1] if place else None,
            later=rows[place + 1] if place + 1 < len(rows) else None,
        )


def _appointments(course_id: UUID) -> list[Appointment]:
    """Every contact of the course with its signed note, in order: one query."""
    return list(
        Appointment.objects.filter(course=course_id)
        .select_related("signed_note__signed_by", "signed_note__countersignature__by")
        .order_by("starts_at")
    )


def _rate(course: Course, facts: CourseFacts, row: Appointment) -> WeekToRate | None:
    """The week of a session that was held, to be rated by one press."""
    if row.attendance not in ATTENDED:
        return None
    agreed = facts.artefacts.get("focus_agreed")
    return focus_rating.of_session(course, agreed, _day(row.starts_at))


def _signed(row: Appointment) -> SignedNote | None:
    return getattr(row, "signed_note", None)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def phase_of(now: Progress, signed: SignedNote | None, number: int | None) -> Phase:
    """A signed note keeps the phase it was written in; else the phase of this session."""
    protocol = now.protocol
    if signed:
        return protocol.phase(signed.phase) or now.phase
    if number is None or number == now.session:
        return now.phase
    return protocol.phase_of(number)


def _before(
    deed: Deed, earlier: list[Appointment], row: Appointment, now: Progress, phase: Phase
) -> Before:
    number = now.numbers.get(row.pk)
    last = next((a for a in reversed(earlier) if _signed(a)), None)
    held = [a for a in earlier if a.attendance in ATTENDED]
    since = held[-1].starts_at if held else None
    series = _until(scores.of_course(row.course_id), _day(row.starts_at))
    entries = _diary(row, since) if deed.may(Act.READ_DIARY) else None
    return Before(
        note=_signed(last) if last else None,
        note_session=now.numbers.get(last.pk) if last else None,
        series=series,
        answered=tuple(_answered(series, row, number, since)),
        signals=scores.say_signals(
            series,
            session=(number or now.session) - 1,
            ending=phase == now.protocol.phases[-1],
        ),
        diary=entries,
        new=_seen(deed, entries or ()),
        tasks=_tasks(now, number),
    )


def _until(series: Iterable[Series], day: date) -> tuple[Series, ...]:
    """The scores as they stood on a day: an earlier session is read as it was then."""
    cut = (
        replace(one, points=tuple(p for p in one.points if p.answered_on <= day)) for one in series
    )
    return tuple(one for one in cut if one.points)


def _answered(
    series: Iterable[Series], row: Appointment, number: int | None, since: datetime | None
) -> Iterable[Answered]:
    """The questionnaires filled in for this session, or since the last one was held."""
    first = _day(since) if since else date.min
    for one in series:
        for place, point in reversed(list(enumerate(one.points))):
            for_this = point.session == number if number else point.answered_on > first
            if for_this and point.moment == row.kind:
                before = one.points[place - 1] if place else None
                risk = tuple(_risk(one.measure, point, before))
                yield Answered(one.title, one.measure, point, risk)
                break


def _risk(measure: Measure, point: Point, before: Point | None) -> Iterable[RiskAnswer]:
    for item in measure.items:
        if item.risk:
            earlier = _words(item, before) if before else ""
            value = point.items.get(item.id)
            sign = isinstance(value, int) and value >= item.risk.at_least
            yield RiskAnswer(item, _words(item, point), earlier, sign)


def _words(item: Item, point: Point) -> str:
    """What was answered, number and words; said plainly when it is not known."""
    value = point.items.get(item.id)
    if point.total_only:
        return "not known, only the total is"
    if not isinstance(value, int):
        return value or "left blank"
    return f"{value}, {item.text_of(value)}"


def _diary(row: Appointment, since: datetime | None) -> tuple[DiaryEntry, ...]:
    entries = DiaryEntry.objects.filter(course=row.course_id, shared=True)
    if since:
        entries = entries.filter(written_at__gt=since)
    end = row.starts_at if row.attendance else max(clock.now(), row.starts_at)
    return tuple(entries.filter(written_at__lte=end).order_by("-happened_on", "-written_at"))


def _seen(deed: Deed, entries: Iterable[DiaryEntry]) -> frozenset[UUID]:
    """Those nobody has read until now; they are read once their therapist has them on the page."""
    new = frozenset(entry.pk for entry in entries if entry.read_at is None)
    if new and deed.decision.relation is Relation.OWN:
        diary.mark_read(deed.by, new)
        deed.detail["diary entries read for the first time"] = len(new)
    return new


def _tasks(now: Progress, number: int | None) -> tuple[TaskState, ...]:
    """The protocol's tasks of this session, and for the next one those late from before."""
    if number is None:
        return ()
    coming = number == now.session
    return tuple(
        task
        for task in now.tasks
        if task.task.session <= number <= task.task.until or (coming and task.state == "late")
    )


def _transcripts(row: Appointment) -> tuple[Transcript, ...]:
    return tuple(
        Transcript.objects.filter(appointment=row, removed_at=None)
        .defer("turns")
        .order_by("attached_at")
    )
