"""Where a course stands, as values: what goes into the count, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from betweenus.domain.course.attendance import Attendance
from betweenus.domain.course.gates import OpenGate
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
