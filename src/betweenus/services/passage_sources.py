"""Where an episode may be told: a transcript, a signed note or a diary entry, line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from betweenus.domain.access import Act
from betweenus.domain.formulation.episodes import as_told
from betweenus.domain.formulation.notes import part_names
from betweenus.domain.refusals import NotFound
from betweenus.domain.telling import Said, sentences, with_client
from betweenus.domain.telling.speakers import chosen, told_apart
from betweenus.records.course import Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.notes import SignedNote, Transcript
from betweenus.services import progress

NOTE_PARTS: Mapping[str, str] = {
    "material": "",
    "focus_outside": "",
    "focus_past": "past",
    "focus_here": "here",
    "quotes": "",
}
"""The parts of a note in which episodes are told, and when they then were, where that is plain."""

# What is read when passages of it are read.
ACTS: Mapping[str, Act] = {
    "transcript": Act.READ_TRANSCRIPT,
    "note": Act.READ_NOTE,
    "diary": Act.READ_DIARY,
}

# What finds it: its kind and its id.
Address = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Line:
    """One turn, sentence or answer; ``start`` in seconds, and ``part`` of a note, where known."""

    number: int
    speaker: str
    text: str
    client: bool | None = None
    start: float | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A text in which episodes may be told. ``at`` is when; ``answers`` are those of a diary."""

    kind: str
    id: UUID
    course: Course
    lines: tuple[Line, ...]
    at: datetime | date
    appointment_id: UUID | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    unread: bool = False

    @property
    def about(self) -> str:
        """Its name in the trail and beside a decision."""
        return f"{self.kind}:{self.id}"

    @property
    def act(self) -> Act:
        """What reading it is."""
        return ACTS[self.kind]

    @property
    def told_in(self) -> dict[str, UUID]:
        """What an episode found here is linked with."""
        if self.kind == "transcript":
            return {"transcript_id": self.id}
        if self.kind == "diary":
            return {"diary_entry_id": self.id}
        assert self.appointment_id, "a note is of a session"
        return {"appointment_id": self.appointment_id}

    @property
    def speakers(self) -> tuple[str, ...]:
        """Whose voices a transcript has, in order of first speaking."""
        return tuple(dict.fromkeys(line.speaker for line in self.lines if line.speaker))

    @property
    def told_apart(self) -> bool:
        """Whether the client's voice is known; a note and a diary need no telling apart."""
        if self.kind != "transcript":
            return True
        return told_apart({line.speaker: line.client for line in self.lines})

    @property
    def said(self) -> tuple[Said, ...]:
        """The lines as those who suggest take them."""
        return tuple(Said(line.speaker, line.text, line.client) for line in self.lines)


def load(address: Address, client: str = "") -> Source:
    """The source; ``client`` is the voice that somebody said is the client's. Raises NotFound."""
    kind, source_id = address
    loaders = {"transcript": _transcript, "note": _note, "diary": _diary}
    found = loaders[kind](source_id, client) if kind in loaders else None
    if found is None:
        raise NotFound("There is no such text.", "It may have been removed.")
    return found


def _transcript(source_id: UUID, client: str) -> Source | None:
    row = (
        Transcript.objects.select_related("appointment")
        .filter(pk=source_id, removed_at=None)
        .first()
    )
    if row is None:
        return None
    course = progress.load(row.appointment.course_id)
    spoken = tuple(Said(turn["speaker"], turn["text"]) for turn in row.turns)
    said = _voices(spoken, course, client)
    return Source(
        kind="transcript",
        id=source_id,
        course=course,
        lines=tuple(
            Line(number, one.speaker, one.text, one.client, start=turn.get("start"))
            for number, (one, turn) in enumerate(zip(said, row.turns, strict=True))
        ),
        at=row.appointment.starts_at,
        appointment_id=row.appointment_id,
    )


def _voices(spoken: tuple[Said, ...], course: Course, client: str) -> Iterable[Said]:
    names = {one.speaker for one in spoken}
    if client in names:
        who = chosen(names, client)
        return tuple(replace(one, client=who[one.speaker]) for one in spoken)
    person = course.person
    return with_client(spoken, client=(person.name, person.called), therapist=course.therapist.name)


def _note(source_id: UUID, _client: str) -> Source | None:
    row = (
        SignedNote.objects.select_related("appointment")
        .prefetch_related("addenda")
        .filter(pk=source_id)
        .first()
    )
    if row is None:
        return None
    added = sorted(row.addenda.all(), key=lambda one: one.at)
    written = [
        *((part, text) for part in NOTE_PARTS for text in _sentences(row.parts.get(part))),
        *(("added", text) for one in added for text in sentences(one.text)),
    ]
    names = part_names() | {"added": "Added below the note"}
    return Source(
        kind="note",
        id=source_id,
        course=progress.load(row.appointment.course_id),
        lines=tuple(
            Line(number, names[part], text, part=part)
            for number, (part, text) in enumerate(written)
        ),
        at=row.appointment.starts_at,
        appointment_id=row.appointment_id,
    )


def _sentences(value: str | list[str] | None) -> tuple[str, ...]:
    """Those of a part; of one that is a list, each line is one."""
    return tuple(value) if isinstance(value, list) else sentences(value or "")


def _diary(source_id: UUID, _client: str) -> Source | None:
    row = DiaryEntry.objects.filter(pk=source_id, shared=True).first()
    if row is None:
        return None
    return Source(
        kind="diary",
        id=source_id,
        course=progress.load(row.course_id),
        lines=tuple(
            Line(number, part.therapist, text, client=True, part=part.id)
            for number, (part, text) in enumerate(as_told(row.parts))
        ),
        at=row.happened_on,
        answers=row.parts,
        unread=row.read_at is None,
    )
