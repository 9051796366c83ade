"""Mentalising language in the transcripts of a course, counted where the service asks for it.

Research, off by default: plain counts for each session, never a score. Counted anew from the words
each time, so that nothing of it stays when a transcript is removed.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from betweenus.domain.mentalising import MarkerCounts, count, markers
from betweenus.domain.telling import Said, with_client
from betweenus.records.course import Course
from betweenus.records.notes import Transcript
from betweenus.services import service


@dataclass(frozen=True, slots=True)
class SessionSpoken:
    """One transcript's counts; ``spoken`` is None where nobody can tell the client's voice."""

    transcript_id: UUID
    at: datetime
    spoken: MarkerCounts | None

    @property
    def shown(self) -> MarkerCounts | None:
        """The counts, where there are words enough to say anything."""
        return self.spoken if self.spoken and self.spoken.enough else None


def of_course(course: Course) -> tuple[SessionSpoken, ...]:
    """The counts of every transcript that is there, oldest session first; inside an act.

    Empty while the service does not count.
    """
    if not service.present().counts_language:
        return ()
    rows = (
        Transcript.objects.filter(appointment__course=course, removed_at=None)
        .select_related("appointment")
        .order_by("appointment__starts_at", "attached_at")
    )
    return tuple(
        SessionSpoken(row.pk, row.appointment.starts_at, _spoken(row, course)) for row in rows
    )


def _spoken(row: Transcript, course: Course) -> MarkerCounts | None:
    turns = with_client(
        tuple(Said(turn["speaker"], turn["text"]) for turn in row.turns),
        client=(course.person.name, course.person.called),
        therapist=course.therapist.name,
    )
    theirs = [turn.text for turn in turns if turn.client]
    return count(theirs, markers()) if theirs else None
