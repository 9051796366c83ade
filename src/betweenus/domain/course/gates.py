"""Gates: what is still missing when it should be there. They warn, and never block."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from betweenus.domain.course.protocol import Gate, Protocol


class Level(StrEnum):
    """How pressing a gate is."""

    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class OpenGate:
    """A gate whose artefact is missing."""

    gate: Gate
    level: Level

    @property
    def words(self) -> str:
        """What is missing."""
        return self.gate.words

    @property
    def todo(self) -> str:
        """What to do about it."""
        return self.gate.todo


def open_gates(
    protocol: Protocol, used: int, artefacts: Collection[str], *, ended: bool = False
) -> tuple[OpenGate, ...]:
    """The gates open after ``used`` sessions, red ones first.

    After the end only what a discharge needs is asked for: a focus can no longer be agreed, and a
    warning nobody can act on teaches people to overlook the others.
    """
    found = [
        OpenGate(gate, level)
        for gate in protocol.gates
        if gate.artefact not in artefacts and (level := _level(gate, used, ended=ended))
    ]
    return tuple(sorted(found, key=lambda gate: gate.level is not Level.RED))


def _level(gate: Gate, used: int, *, ended: bool) -> Level | None:
    if ended:
        return Level.RED if gate.red_at_discharge else None
    if gate.red_after is not None and used >= gate.red_after:
        return Level.RED
    if gate.amber_after is not None and used >= gate.amber_after:
        return Level.AMBER
    return None
