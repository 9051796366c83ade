"""Transcripts: attached to a session under recording consent, read, and removed when not needed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.exchange import transcripts as files
from betweenus.records.course import Appointment, Consent
from betweenus.records.notes import Transcript
from betweenus.services import clock, spoken
from betweenus.services.acting import acting
from betweenus.services.spoken import SessionSpoken


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    """A transcript to be read: its turns, and whose session it was.

    ``spoken``: mentalising language in this and every other transcript of the course, where the
    service counts it.
    """

    id: UUID
    course_id: UUID
    appointment_id: UUID
    client: str
    held_at: datetime
    file_name: str
    turns: tuple[files.Turn, ...]
    attached_at: datetime
    attached_by: str
    spoken: tuple[SessionSpoken, ...] = ()


def attach(*, by: Identity, appointment_id: UUID, file_name: str, content: bytes) -> Transcript:
    """Attach a transcript; raises Refusal without standing consent to recording, or a bad file."""
    appointment = Appointment.objects.select_related("course").filter(pk=appointment_id).first()
    if appointment is None:
        raise NotFound("There is no such session.", "Open it from the list of sessions.")
    course = appointment.course
    with acting(
        by=by,
        act=Act.ATTACH_TRANSCRIPT,
        person=course.person_id,
        about=f"appointment:{appointment_id}",
    ) as deed:
        _needs_consent(course.pk)
        read = files.read(file_name, content)
        deed.detail |= {"format": read.format, "turns": len(read.turns)}
        return Transcript.objects.create(
            appointment=appointment,
            format=read.format,
            file_name=file_name[:120],
            turns=[_stored(turn) for turn in read.turns],
            attached_at=clock.now(),
            attached_by_id=by.account_id,
        )


def _needs_consent(course_id: UUID) -> None:
    last = Consent.objects.filter(course_id=course_id, purpose="recording").order_by("-at").first()
    if last is None or not last.given:
        raise Refusal(
            "The client has not agreed to recording, or has taken it back.",
            "Ask first and record the consent; then attach the transcript.",
            field="file",
        )


def _stored(turn: files.Turn) -> dict[str, object]:
    return {"speaker": turn.speaker, "text": turn.text, "start": turn.start, "end": turn.end}


def read(*, by: Identity, transcript_id: UUID) -> TranscriptPage:
    """A transcript's turns."""
    row = _row(transcript_id)
    person = row.appointment.course.person
    with acting(
        by=by, act=Act.READ_TRANSCRIPT, person=person.pk, about=f"transcript:{transcript_id}"
    ):
        return TranscriptPage(
            id=row.pk,
            course_id=row.appointment.course_id,
            appointment_id=row.appointment_id,
            client=person.called,
            held_at=row.appointment.starts_at,
            file_name=row.file_name,
            turns=tuple(files.Turn(**turn) for turn in row.turns),
            attached_at=row.attached_at,
            attached_by=row.attached_by.name,
            spoken=spoken.of_course(row.appointment.course),
        )


def remove(*, by: Identity, transcript_id: UUID) -> UUID:
    """Take the words away for good; that there was one stays known. Gives the session's id."""
    row = _row(transcript_id)
    with acting(
        by=by,
        act=Act.ATTACH_TRANSCRIPT,
        person=row.appointment.course.person_id,
        about=f"transcript:{transcript_id}",
    ) as deed:
        deed.detail["removed"] = True
        row.turns = []
        row.file_name = ""
        row.removed_at = clock.now()
        row.removed_by_id = by.account_id
        row.save()
        return row.appointment_id


def _row(transcript_id: UUID) -> Transcript:
    row = (
        Transcript.objects.select_related(
            "appointment__course__person", "appointment__course__therapist", "attached_by"
        )
        .filter(pk=transcript_id, removed_at=None)
        .first()
    )
    if row is None:
        raise NotFound("There is no such transcript.", "It may have been removed.")
    return row
