"""Where a course stands: from attendance, artefacts and today's date, by pure arithmetic.

Symbols used in tests and docs: ``5`` attended, ``6`` came late, ``3`` did not attend, ``2``/``4``
cancelled, ``7`` too late to be seen, ``.`` booked and still ahead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from betweenus.domain.course.attendance import CANCELLED, MISSED, Attendance, counts
from betweenus.domain.course.dates import Break, open_days, projected_end
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
    """How it stands with a task."""

    DONE = "done"
    DUE = "due"
    LATE = "late"
    COMING = "coming"


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
    or still booked contact its session number.
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
    def finished(self) -> bool:
        """Whether all planned sessions are used."""
        return self.remaining == 0

    @property
    def ended_early(self) -> bool:
        """Whether it was ended with sessions left, as many courses are."""
        return self.ended is not None and self.remaining > 0

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
    first planned (computed from the first contact when it is not known).
    """
    sessions = sorted((c for c in contacts if c.treatment), key=lambda contact: contact.day)
    past = [c for c in sessions if c.attendance is not None]
    ahead = [c for c in sessions if c.attendance is None]
    held = [c for c in past if counts(c.attendance, dna_counts=dna_counts)]
    used = len(held)
    remaining = max(protocol.sessions - used, 0)
    number = min(used + 1, protocol.sessions)
    coming = [c for c in ahead if c.day >= today]
    return Progress(
        protocol=protocol,
        used=used,
        attended=sum(c.attendance.attended for c in past),
        session=number,
        remaining=remaining,
        counted_phase=protocol.phase_of(number),
        override=override,
        tasks=_tasks(protocol, used, artefacts),
        gates=open_gates(protocol, used, artefacts, ended=ended is not None),
        planned_end=planned_end or _planned_end(protocol, sessions),
        projected_end=None if ended else _projected(coming, remaining, breaks, sessions, today),
        cancelled_by_client=_how_many(past, Attendance.CANCELLED_BY_CLIENT),
        cancelled_by_service=_how_many(past, Attendance.CANCELLED_BY_SERVICE),
        missed=sum(c.attendance in MISSED for c in past),
        late_arrivals=_how_many(past, Attendance.LATE_SEEN),
        missed_in_a_row=_missed_in_a_row(past),
        unrecorded=tuple(c.id for c in ahead if c.day < today),
        next_contact=coming[0].id if coming else None,
        numbers=_numbers(held, ahead, protocol.sessions),
        ended=ended,
    )


def _tasks(protocol: Protocol, used: int, artefacts: Mapping[str, date]) -> tuple[TaskState, ...]:
    return tuple(
        TaskState(task, _state(task, used, artefacts), artefacts.get(task.artefact))
        for task in protocol.tasks
    )


def _state(task: Task, used: int, artefacts: Mapping[str, date]) -> State:
    passed = used >= task.until
    if task.artefact in artefacts or (not task.artefact and passed):
        return State.DONE
    if passed:
        return State.LATE
    return State.DUE if used + 1 >= task.session else State.COMING


def _numbers(held: Sequence[Contact], ahead: Sequence[Contact], sessions: int) -> dict[object, int]:
    counted = {contact.id: number for number, contact in enumerate(held, start=1)}
    for number, contact in enumerate(ahead, start=len(held) + 1):
        if number <= sessions:
            counted[contact.id] = number
    return counted


def _planned_end(protocol: Protocol, sessions: Sequence[Contact]) -> date | None:
    if not sessions:
        return None
    return open_days(sessions[0].day, (), protocol.sessions)[-1]


def _projected(
    coming: Sequence[Contact],
    remaining: int,
    breaks: Sequence[Break],
    sessions: Sequence[Contact],
    today: date,
) -> date | None:
    if not sessions:
        return None
    outside = [c.day for c in coming if not any(pause.covers(c.day) for pause in breaks)]
    # With nothing booked, the next session is a week after the last one, but not in the past.
    after = max(sessions[-1].day, _week_before(today))
    return projected_end(outside, remaining, breaks, after)


def _week_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 7)


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
