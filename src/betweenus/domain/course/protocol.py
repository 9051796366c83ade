"""The protocol of a course: its phases, tasks, artefacts, measures and gates, as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from betweenus.domain.measures.figures import Source


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of sessions with one aim. ``client`` says in plain words what it is for."""

    id: str
    name: str
    sessions: int
    aim: str
    client: str
    source: Source


@dataclass(frozen=True, slots=True)
class Artefact:
    """Something a course leaves behind."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do in a session, or in one of the sessions ``session`` to ``until``.

    ``client`` is "" for what is the therapist's alone, ``artefact`` for what leaves nothing behind.
    """

    id: str
    session: int
    until: int
    words: str
    client: str
    artefact: str
    source: Source


@dataclass(frozen=True, slots=True)
class MeasureDue:
    """A measure asked before every session (``sessions`` empty), or before some.

    One that is not ``available`` has no file in the catalogue yet, and is not asked; one that is
    ``optional`` is asked only where a course's therapist adds it. ``subjects`` are the people it
    is asked about, each in a questionnaire of their own.
    """

    id: str
    sessions: tuple[int, ...]
    available: bool
    source: Source
    subjects: tuple[str, ...] = ()
    optional: bool = False

    def due_at(self, session: int) -> bool:
        """Whether it is asked before this session."""
        asked = self.available and not self.optional
        return asked and (not self.sessions or session in self.sessions)


@dataclass(frozen=True, slots=True)
class Gate:
    """A warning shown while an artefact is missing; it never blocks.

    ``amber_after`` and ``red_after`` count attended sessions; None means never.
    """

    id: str
    artefact: str
    words: str
    todo: str
    amber_after: int | None
    red_after: int | None
    red_at_discharge: bool
    source: Source


@dataclass(frozen=True)
class Protocol:
    """A whole protocol, consistent once made by ``reading.load_protocol``."""

    id: str
    version: str
    title: str
    sessions: int
    phases: tuple[Phase, ...]
    artefacts: tuple[Artefact, ...]
    tasks: tuple[Task, ...]
    measures: tuple[MeasureDue, ...]
    gates: tuple[Gate, ...]
    source: Source

    @cached_property
    def phase_by_session(self) -> tuple[Phase, ...]:
        """The phase of each session, session 1 first."""
        return tuple(phase for phase in self.phases for _ in range(phase.sessions))

    def phase_of(self, session: int) -> Phase:
        """The phase of a session; sessions beyond the plan belong to the last phase."""
        index = min(max(session, 1), self.sessions) - 1
        return self.phase_by_session[index]

    def phase(self, phase_id: str) -> Phase | None:
        """The phase of that id, if there is one."""
        return next((phase for phase in self.phases if phase.id == phase_id), None)

    def tasks_of(self, session: int) -> tuple[Task, ...]:
        """The tasks that can be done in this session."""
        return tuple(task for task in self.tasks if task.session <= session <= task.until)

    def measures_of(self, session: int) -> tuple[str, ...]:
        """The ids of the measures asked before this session."""
        due = (measure.id for measure in self.measures if measure.due_at(session))
        return tuple(dict.fromkeys(due))

    def askings_of(self, session: int) -> tuple[tuple[str, str], ...]:
        """The same with whom each is about: ("phq-9", ""), or ("ecr-rs", "mother")."""
        return tuple(
            (measure.id, subject)
            for measure in self.measures
            if measure.due_at(session)
            for subject in measure.subjects or ("",)
        )

    def artefact_name(self, artefact_id: str) -> str:
        """What an artefact is called."""
        return next(found.name for found in self.artefacts if found.id == artefact_id)


def first_sessions(phases: Iterable[Phase]) -> dict[str, int]:
    """The number of the first session of each phase."""
    first, starts = 1, {}
    for phase in phases:
        starts[phase.id] = first
        first += phase.sessions
    return starts
