"""What the course ribbon is drawn from: steps, phases, gates and what came between."""

from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    """What became of one numbered session."""

    ATTENDED = "attended"
    LATE = "came late, seen"
    MISSED = "missed, and counted by this service"
    AHEAD = "still to come"
    NOT_USED = "not used"


class Uncounted(StrEnum):
    """What came between two numbered sessions without being one."""

    DNA = "did not attend"
    CANCELLED_BY_CLIENT = "cancelled by client"
    CANCELLED_BY_SERVICE = "cancelled by service"
    LATE_NOT_SEEN = "came too late to be seen"
    BREAK = "break"


class GateState(StrEnum):
    """Whether what should be done by a session is done."""

    DONE = "done"
    AHEAD = "ahead"
    AMBER = "due now"
    RED = "overdue"


class Reader(StrEnum):
    """For whom the ribbon is drawn: staff see attendance and gates, a client plain words."""

    STAFF = "staff"
    CLIENT = "client"


@dataclass(frozen=True)
class Step:
    """One numbered session; `when` is its date in words, "" when not known."""

    state: StepState
    when: str = ""


@dataclass(frozen=True)
class Phase:
    """A named stretch of sessions, both ends included; `aim` says in plain words what it is for."""

    name: str
    first: int
    last: int
    aim: str = ""


@dataclass(frozen=True)
class Between:
    """Something not counted, after session `after` (0: before the first)."""

    after: int
    kind: Uncounted
    when: str = ""


@dataclass(frozen=True)
class Gate:
    """Something that should be done by the end of a session, as "Focus agreed"."""

    session: int
    name: str
    state: GateState


@dataclass(frozen=True)
class Ribbon:
    """A course as the ribbon shows it.

    `now` is the session we are at (0: not begun). Dates are given in words. `ended` says how a
    course ended ("Ended as agreed on Tuesday 3 March"), "" while it runs. `chosen_phase` names
    the phase the therapist has set instead of the one the session falls in.
    """

    steps: tuple[Step, ...]
    phases: tuple[Phase, ...]
    now: int
    between: tuple[Between, ...] = ()
    gates: tuple[Gate, ...] = ()
    planned_end: str = ""
    projected_end: str = ""
    ended: str = ""
    chosen_phase: str = ""

    def __post_init__(self) -> None:
        """Hold that phases cover every session once and that each mark is on the ribbon."""
        total = len(self.steps)
        covered = [n for phase in self.phases for n in range(phase.first, phase.last + 1)]
        assert covered == list(range(1, total + 1)), (covered, total)
        names = [phase.name for phase in self.phases]
        assert self.chosen_phase in ("", *names), (self.chosen_phase, names)
        assert 0 <= self.now <= total, (self.now, total)
        assert all(0 <= mark.after <= total for mark in self.between), self.between
        assert all(1 <= gate.session <= total for gate in self.gates), self.gates

    @property
    def phase_now(self) -> Phase | None:
        """The phase the course is in; None before the first session."""
        if self.chosen_phase:
            return next(p for p in self.phases if p.name == self.chosen_phase)
        return next((p for p in self.phases if p.first <= self.now <= p.last), None)
