"""Session notes: what a session page shows, and writing, signing, adding to, countersigning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course import Progress, TaskState
from betweenus.domain.course.protocol import Phase
from betweenus.domain.formulation import notes as note_rules
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.notes import Addendum, Countersignature, SignedNote, Transcript
from betweenus.services import clock, drafts, progress, scores, traces
from betweenus.services.acting import acting
from betweenus.services.drafts import DraftNow
from betweenus.services.progress import CaseHeader
from betweenus.services.scores import Series


@dataclass(frozen=True, slots=True)
class Before:
    """What there is to look at before a session."""

    note: SignedNote | None
    note_session: int | None
    series: tuple[Series, ...]
    answered: tuple[scores.Point, ...]
    diary: tuple[DiaryEntry, ...]
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
    own: bool
    may_countersign: bool
    earlier: Appointment | None
    later: Appointment | None


def subject(appointment_id: UUID) -> str:
    """The draft's name of a session's note."""
    return f"note:{appointment_id}"


def read_session(*, by: Identity, appointment_id: UUID) -> SessionPage:
    """Everything the page of one session shows; the diary moments on it count as read."""
    course = _course_of(appointment_id)
    with acting(
        by=by, act=Act.READ_NOTE, person=course.person_id, about=f"appointment:{appointment_id}"
    ) as deed:
        appointments = _appointments(course.pk)
        appointment = next(a for a in appointments if a.pk == appointment_id)
        now = progress.state(
            course, progress.facts_from(appointments, traces.traces([course.pk])[course.pk])
        )
        signed = _signed(appointment)
        number = now.numbers.get(appointment_id)
        place = appointments.index(appointment)
        own = deed.decision.relation is Relation.OWN
        return SessionPage(
            case=progress.header(course, now),
            course=course,
            appointment=appointment,
            number=number,
            progress=now,
            phase=_phase(now, signed, number),
            before=_before(course, appointments[:place], appointment, now, number),
            draft=DraftNow("", {}) if signed else drafts.present(subject(appointment_id)),
            signed=signed,
            addenda=tuple(signed.addenda.select_related("by").order_by("at")) if signed else (),
            transcripts=_transcripts(appointment),
            own=own,
            may_countersign=_needs_countersigning(signed, course)
            and deed.decision.relation is Relation.SUPERVISEE,
            earlier=appointments[place - 1] if place else None,
            later=appointments[place + 1] if place + 1 < len(appointments) else None,
        )


def _course_of(appointment_id: UUID) -> Course:
    course = progress.with_header(Course.objects.filter(appointments=appointment_id)).first()
    if course is None:
        raise NotFound("There is no such session.", "Open it from the list of sessions.")
    return course


def _appointments(course_id: UUID) -> list[Appointment]:
    """Every contact of the course with its signed note, in order: one query."""
    return list(
        Appointment.objects.filter(course=course_id)
        .select_related("signed_note__signed_by", "signed_note__countersignature__by")
        .order_by("starts_at")
    )


def _signed(appointment: Appointment) -> SignedNote | None:
    return getattr(appointment, "signed_note", None)


def _phase(now: Progress, signed: SignedNote | None, number: int | None) -> Phase:
    """A signed note keeps the phase it was written in; else the phase of this session."""
    protocol = now.protocol
    if signed:
        return protocol.phase(signed.phase) or now.phase
    if number is None or number == now.session:
        return now.phase
    return protocol.phase_of(number)


def _before(
    course: Course,
    earlier: list[Appointment],
    appointment: Appointment,
    now: Progress,
    number: int | None,
) -> Before:
    last = next((a for a in reversed(earlier) if _signed(a)), None)
    held = [a for a in earlier if a.attendance in ("5", "6")]
    since = held[-1].starts_at if held else None
    series = scores.of_course(course.pk)
    return Before(
        note=_signed(last) if last else None,
        note_session=now.numbers.get(last.pk) if last else None,
        series=series,
        answered=tuple(_answered_for(series, since, appointment)),
        diary=_diary(course.pk, since, appointment),
        tasks=_tasks(now, number),
    )


def _answered_for(
    series: Iterable[Series], since: Any, appointment: Appointment
) -> Iterable[scores.Point]:
    """The questionnaires filled in since the last session held and up to this one."""
    first = since.date() if since else date.min
    for found in series:
        recent = [p for p in found.points if first < p.answered_on <= appointment.starts_at.date()]
        if recent:
            yield recent[-1]


def _diary(course_id: UUID, since: Any, appointment: Appointment) -> tuple[DiaryEntry, ...]:
    entries = DiaryEntry.objects.filter(course=course_id, shared=True)
    if since:
        entries = entries.filter(written_at__gt=since)
    end = appointment.starts_at if appointment.attendance else clock.now()
    return tuple(
        entries.filter(written_at__lte=max(end, appointment.starts_at)).order_by("-written_at")
    )


def _tasks(now: Progress, number: int | None) -> tuple[TaskState, ...]:
    """The protocol's tasks of this session, and those late from before."""
    if number is None:
        return ()
    return tuple(
        task
        for task in now.tasks
        if task.task.session <= number <= task.task.until or task.state == "late"
    )


def _transcripts(appointment: Appointment) -> tuple[Transcript, ...]:
    return tuple(
        Transcript.objects.filter(appointment=appointment, removed_at=None)
        .defer("turns")
        .order_by("attached_at")
    )


def _needs_countersigning(signed: SignedNote | None, course: Course) -> bool:
    return bool(signed and course.therapist.trainee and not hasattr(signed, "countersignature"))


def save_draft(
    *, by: Identity, appointment_id: UUID, parts: dict[str, Any], seen_version: int
) -> DraftNow:
    """Keep a note as far as it is written; raises DraftConflict, and Refusal once it is signed."""
    course = _course_of(appointment_id)
    if SignedNote.objects.filter(appointment=appointment_id).exists():
        raise _locked()
    return drafts.save(
        by=by,
        subject=subject(appointment_id),
        person=course.person_id,
        content=note_rules.tidy(parts),
        seen_version=seen_version,
        act=Act.WRITE_NOTE,
    )


def _locked() -> Refusal:
    return Refusal(
        "This note is signed and cannot be changed.", "Add what you want to say below it."
    )


def sign(
    *, by: Identity, appointment_id: UUID, parts: dict[str, Any], seen_version: int
) -> SignedNote:
    """Sign a note: it is locked from then on. Raises Refusal when something it needs is missing.

    What was typed is saved as a draft first, so a refusal loses nothing.
    """
    draft = save_draft(by=by, appointment_id=appointment_id, parts=parts, seen_version=seen_version)
    note_rules.check_signable(draft.content)
    course = _course_of(appointment_id)
    with acting(
        by=by, act=Act.SIGN_NOTE, person=course.person_id, about=f"appointment:{appointment_id}"
    ) as deed:
        appointment = Appointment.objects.select_for_update().get(pk=appointment_id)
        if appointment.kind == "treatment" and not appointment.attendance:
            raise Refusal(
                "Whether this session was held is not recorded yet.",
                "Record the attendance first; your note is saved.",
                field="attendance",
            )
        now = progress.state(course)
        phase = _phase(now, None, now.numbers.get(appointment_id))
        deed.detail["phase"] = phase.id
        drafts.clear(subject=subject(appointment_id))
        return SignedNote.objects.create(
            appointment=appointment,
            phase=phase.id,
            parts=draft.content,
            risk=draft.content.get("risk_level", ""),
            focus_seen=note_rules.focus_seen(draft.content),
            signed_at=clock.now(),
            signed_by_id=by.account_id,
        )


def add(*, by: Identity, note_id: UUID, text: str) -> Addendum:
    """Add something under a signed note."""
    note = _note(note_id)
    with acting(
        by=by,
        act=Act.WRITE_NOTE,
        person=note.appointment.course.person_id,
        about=f"note:{note_id}",
    ) as deed:
        if not text.strip():
            raise Refusal("Nothing is written yet.", "Write what you want to add.", field="text")
        deed.detail["addendum"] = True
        return Addendum.objects.create(
            note=note, text=text.strip(), at=clock.now(), by_id=by.account_id
        )


def countersign(*, by: Identity, note_id: UUID, words: str = "") -> Countersignature:
    """Sign under a trainee's note; raises Refusal where none is wanted or one stands already."""
    note = _note(note_id)
    with acting(
        by=by,
        act=Act.COUNTERSIGN_NOTE,
        person=note.appointment.course.person_id,
        about=f"note:{note_id}",
    ):
        if not _needs_countersigning(note, note.appointment.course):
            raise Refusal(
                "This note needs no countersignature.",
                "Only a trainee's note does, and only once.",
            )
        return Countersignature.objects.create(
            note=note, words=words.strip(), at=clock.now(), by_id=by.account_id
        )


def _note(note_id: UUID) -> SignedNote:
    note = (
        SignedNote.objects.select_related("appointment__course__therapist", "countersignature")
        .filter(pk=note_id)
        .first()
    )
    if note is None:
        raise NotFound("There is no such note.", "Open it from the session.")
    return note
