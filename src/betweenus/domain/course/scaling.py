"""Other lengths of a protocol: phases keep their proportions, tasks and gates their places."""

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from betweenus.domain.course.protocol import Phase, Protocol, first_sessions
from betweenus.domain.course.reading import load_protocol

LENGTHS = (12, 16, 20)  # the course as published, and the two variants services run


@lru_cache(maxsize=64)
def read_cached(text: str) -> Protocol:
    """A protocol text read once, however often it is used; raises ProtocolError."""
    return load_protocol(text)


def packaged_text() -> str:
    """The protocol that comes with the software, as text to start an own one from."""
    return files(__package__).joinpath("protocol.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def default_protocol(sessions: int = 16) -> Protocol:
    """The packaged protocol, at the given length."""
    return scaled(load_protocol(packaged_text(), "the packaged protocol"), sessions)


def scaled(protocol: Protocol, sessions: int) -> Protocol:
    """The same protocol over another number of sessions.

    Each phase keeps its share (4/8/4 of 16 becomes 3/6/3 of 12, 5/10/5 of 20), with at least one
    session; the longest takes what rounding leaves. A task or gate keeps its place within its
    phase, so the first and last sessions of phases stay first and last.
    """
    if sessions == protocol.sessions:
        return protocol
    assert sessions >= len(protocol.phases), (
        f"{sessions} sessions for {len(protocol.phases)} phases"
    )
    phases = _scaled_phases(protocol, sessions)
    moved = [_moved(protocol.phases, phases, n) for n in range(1, protocol.sessions + 1)]

    def place(session: int | None) -> int | None:
        return moved[session - 1] if session else session

    return replace(
        protocol,
        sessions=sessions,
        phases=phases,
        tasks=tuple(
            replace(task, session=place(task.session), until=place(task.until))
            for task in protocol.tasks
        ),
        measures=tuple(
            replace(m, sessions=tuple(sorted({moved[n - 1] for n in m.sessions})))
            for m in protocol.measures
        ),
        gates=tuple(
            replace(gate, amber_after=place(gate.amber_after), red_after=place(gate.red_after))
            for gate in protocol.gates
        ),
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


def _moved(before: tuple[Phase, ...], after: tuple[Phase, ...], session: int) -> int:
    """Where a session goes: the same phase, the same relative place in it."""
    starts, ends = first_sessions(before), first_sessions(after)
    index = max(i for i, phase in enumerate(before) if starts[phase.id] <= session)
    old, new = before[index], after[index]
    offset = session - starts[old.id]
    span = max(old.sessions - 1, 1)
    return ends[new.id] + round(offset * (new.sessions - 1) / span)
