"""Other lengths of a protocol: phases keep their proportions, tasks and gates their places."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from betweenus.domain.course.protocol import (
    Gate,
    MeasureDue,
    Phase,
    Protocol,
    Task,
    first_sessions,
)
from betweenus.domain.course.reading import load_protocol

LENGTHS = (12, 16, 20)  # the course as published, and the two variants services run

Spans = Mapping[int, tuple[int, int]]  # old session -> first and last new session it stands for


def packaged_text() -> str:
    """The protocol that comes with the software, as text to start an own one from."""
    return files(__package__).joinpath("protocol.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def default_protocol(sessions: int = 16) -> Protocol:
    """The packaged protocol, at the given length."""
    return scaled(load_protocol(packaged_text(), "the packaged protocol"), sessions)


def scaled(protocol: Protocol, sessions: int) -> Protocol:
    """The same protocol over another number of sessions, at least one for each phase.

    Each phase keeps its share (4/8/4 of 16 becomes 3/6/3 of 12, 5/10/5 of 20); the longest takes
    what rounding leaves. A task or gate keeps its relative place within its phase, so that what
    belongs to the first or last session of a phase stays there. In a longer course a task may
    stretch over two sessions; in a shorter one several tasks may share one. None is lost.
    """
    if sessions == protocol.sessions:
        return protocol
    assert sessions >= len(protocol.phases), f"{sessions} sessions, {len(protocol.phases)} phases"
    phases = _scaled_phases(protocol, sessions)
    spans = _spans(protocol.phases, phases)
    return replace(
        protocol,
        sessions=sessions,
        phases=phases,
        tasks=tuple(_scaled_task(task, spans) for task in protocol.tasks),
        measures=tuple(_scaled_measure(measure, spans) for measure in protocol.measures),
        gates=tuple(_scaled_gate(gate, spans) for gate in protocol.gates),
    )


def _scaled_phases(protocol: Protocol, sessions: int) -> tuple[Phase, ...]:
    share = sessions / protocol.sessions
    lengths = [max(1, round(phase.sessions * share)) for phase in protocol.phases]
    while sum(lengths) != sessions:
        longest = max(range(len(lengths)), key=lengths.__getitem__)
        lengths[longest] += 1 if sum(lengths) < sessions else -1
    return tuple(
        replace(phase, sessions=length)
        for phase, length in zip(protocol.phases, lengths, strict=True)
    )


def _spans(before: tuple[Phase, ...], after: tuple[Phase, ...]) -> Spans:
    """For each old session, the new sessions of the same phase that stand at its place."""
    old_first, new_first = first_sessions(before), first_sessions(after)
    spans: dict[int, tuple[int, int]] = {}
    for old, new in zip(before, after, strict=True):
        for offset in range(old.sessions):
            places = {_stretched(offset, old.sessions, new.sessions)} | {
                place
                for place in range(new.sessions)
                if _stretched(place, new.sessions, old.sessions) == offset
            }
            first = new_first[new.id]
            spans[old_first[old.id] + offset] = (first + min(places), first + max(places))
    return spans


def _stretched(offset: int, before: int, after: int) -> int:
    """A place among ``before`` (from 0), as the nearest place among ``after``."""
    return round(offset * (after - 1) / max(before - 1, 1))


def _scaled_task(task: Task, spans: Spans) -> Task:
    return replace(task, session=spans[task.session][0], until=spans[task.until][1])


def _scaled_measure(measure: MeasureDue, spans: Spans) -> MeasureDue:
    return replace(measure, sessions=tuple(sorted({spans[n][0] for n in measure.sessions})))


def _scaled_gate(gate: Gate, spans: Spans) -> Gate:
    """A gate shows after the last session in which its task can still be done."""

    def after(session: int | None) -> int | None:
        return spans[session][1] if session else session  # 0 is before the first, None is never

    return replace(gate, amber_after=after(gate.amber_after), red_after=after(gate.red_after))
