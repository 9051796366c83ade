"""Where a course stands: from attendance, artefacts and today's date, by pure arithmetic.

Symbols used in tests and docs: ``5`` attended, ``6`` came late, ``3`` did not attend, ``2``/``4``
cancelled, ``7`` too late to be seen, ``.`` booked and still ahead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from betweenus.domain.course.attendance import ATTENDED, CANCELLED, MISSED, Attendance, counts
from betweenus.domain.course.dates import Break, open_days, projected_days
from betweenus.domain.course.gates import OpenGate, open_gates
from betweenus.domain.course.protocol import Phase, Protocol, Task


@dataclass(frozen=True, slots=True)
class Contact:
    """A booked contact: its day in London, and what became of it (None while ahead)."""

    id: object
    day: date
    attendance: Attendance | None = None
    treatment: bool = True  # assessments and follow-ups are not sessions


@dataclass(frozen=True, slots=True)
class Override:
    """The therapist's own choice of phase, with the reason."""

    phase: str
    reason: str


class State(StrEnum):
    """How it stands with a task. What the end of the course left undone is not due any more."""

    DONE = "done"
    DUE = "due"
    LATE = "late"
    COMING = "coming"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task and how it stands; ``done_on`` where an artefact shows it."""

    task: Task
    state: State
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a course stands today.

    ``used`` counts sessions held (and missed ones where the service counts them); ``session`` is
    the number of the next one, or of the last when none remains. ``numbers`` gives each counted
    or still booked contact its session number. ``unrecorded`` are past ones nobody has said the
    attendance of; the projected end takes it that they were held. ``projected_end`` is None when
    no session is still to come.
    """

    protocol: Protocol
    used: int
    attended: int
    session: int
    remaining: int
    counted_phase: Phase
    override: Override | None
    tasks: tuple[TaskState, ...]
    gates: tuple[OpenGate, ...]
    planned_end: date | None
    projected_end: date | None
    cancelled_by_client: int
    cancelled_by_service: int
    missed: int
    late_arrivals: int
    missed_in_a_row: int
    unrecorded: tuple[object, ...]
    next_contact: object | None
    numbers: Mapping[object, int]
    ended: date | None = None

    @property
    def phase(self) -> Phase:
        """The phase the work is in: the therapist's choice, else the one counted."""
        chosen = self.protocol.phase(self.override.phase) if self.override else None
        return chosen or self.counted_phase

    @property
    def phase_differs(self) -> bool:
        """Whether the therapist's choice is another phase than the count says; show both then."""
        return self.phase.id != self.counted_phase.id

    @property
    def finished(self) -> bool:
        """Whether all planned sessions are used."""
        return self.remaining == 0

    @property
    def ended_early(self) -> bool:
        """Whether it was ended with sessions left, as many courses are."""
        return self.ended is not None and self.remaining > 0

    @property
    def measures_due(self) -> tuple[str, ...]:
        """The ids of the measures to ask before the next session; none once it is over."""
        over = self.finished or self.ended is not None
        return () if over else self.protocol.measures_of(self.session)

    def in_state(self, *states: State) -> tuple[TaskState, ...]:
        """The tasks in any of these states."""
        return tuple(task for task in self.tasks if task.state in states)


def progress(
    protocol: Protocol,
    contacts: Sequence[Contact],
    artefacts: Mapping[str, date],
    today: date,
    *,
    dna_counts: bool = False,
    override: Override | None = None,
    breaks: Sequence[Break] = (),
    planned_end: date | None = None,
    ended: date | None = None,
) -> Progress:
    """Where a course stands on ``today``.

    ``artefacts`` maps what is done to the day it was; ``planned_end`` is the last session's day as
    first planned (when not given: weekly from the first contact, around the breaks known then).
    """
    sessions = sorted((c for c in contacts if c.treatment), key=lambda contact: contact.day)
    past = [c for c in sessions if c.attendance is not None]
    open_ones = [c for c in sessions if c.attendance is None]
    held = [c for c in past if counts(c.attendance, dna_counts=dna_counts)]
    used = len(held)
    number = min(used + 1, protocol.sessions)
    coming = [c for c in open_ones if c.day >= today]
    return Progress(
        protocol=protocol,
        used=used,
        attended=sum(c.attendance in ATTENDED for c in past),
        session=number,
        remaining=max(protocol.sessions - used, 0),
        counted_phase=protocol.phase_of(number),
        override=override,
        tasks=_tasks(protocol, used, artefacts, ended=ended is not None),
        gates=open_gates(protocol, used, artefacts, ended=ended is not None),
        planned_end=planned_end or _planned_end(protocol, sessions, breaks),
        projected_end=None if ended else _projected_end(protocol, used, sessions, breaks, today),
        cancelled_by_client=_how_many(past, Attendance.CANCELLED_BY_CLIENT),
        cancelled_by_service=_how_many(past, Attendance.CANCELLED_BY_SERVICE),
        missed=sum(c.attendance in MISSED for c in past),
        late_arrivals=_how_many(past, Attendance.LATE_SEEN),
        missed_in_a_row=_missed_in_a_row(past),
        unrecorded=tuple(c.id for c in open_ones if c.day < today),
        next_contact=coming[0].id if coming else None,
        numbers=_numbers(held, open_ones, protocol.sessions),
        ended=ended,
    )


def _tasks(
    protocol: Protocol, used: int, artefacts: Mapping[str, date], *, ended: bool
) -> tuple[TaskState, ...]:
    return tuple(
        TaskState(task, _state(task, used, artefacts, ended=ended), artefacts.get(task.artefact))
        for task in protocol.tasks
    )


def _state(task: Task, used: int, artefacts: Mapping[str, date], *, ended: bool) -> State:
    passed = used >= task.until
    if task.artefact in artefacts or (not task.artefact and passed):
        return State.DONE
    if ended:
        return State.LEFT
    if passed:
        return State.LATE
    return State.DUE if used + 1 >= task.session else State.COMING


def _numbers(
    held: Sequence[Contact], open_ones: Sequence[Contact], sessions: int
) -> dict[object, int]:
    counted = {contact.id: number for number, contact in enumerate(held, start=1)}
    for number, contact in enumerate(open_ones, start=len(held) + 1):
        if number <= sessions:
            counted[contact.id] = number
    return counted


def _planned_end(
    protocol: Protocol, sessions: Sequence[Contact], breaks: Sequence[Break]
) -> date | None:
    if not sessions:
        return None
    known = tuple(pause for pause in breaks if pause.known_at_start)
    return open_days(sessions[0].day, known, protocol.sessions)[-1]


def _projected_end(
    protocol: Protocol,
    used: int,
    sessions: Sequence[Contact],
    breaks: Sequence[Break],
    today: date,
) -> date | None:
    remaining = protocol.sessions - used
    if remaining <= 0 or not sessions:
        return None
    waiting = [c.day for c in sessions if c.attendance is None and c.day < today]
    if remaining <= len(waiting):
        return waiting[remaining - 1]
    booked = (c.day for c in sessions if c.attendance is None and c.day >= today)
    return projected_days(booked, remaining - len(waiting), breaks, sessions[-1].day, today)[-1]


def _how_many(past: Sequence[Contact], attendance: Attendance) -> int:
    return sum(contact.attendance is attendance for contact in past)


def _missed_in_a_row(past: Sequence[Contact]) -> int:
    """How many of the latest contacts were missed without notice; cancellations do not break it."""
    run = 0
    for contact in reversed(past):
        if contact.attendance in MISSED:
            run += 1
        elif contact.attendance not in CANCELLED:
            break
    return run
