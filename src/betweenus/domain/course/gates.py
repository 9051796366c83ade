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
    """The gates open after ``used`` sessions, red ones first."""
    found = [
        OpenGate(gate, level)
        for gate in protocol.gates
        if gate.artefact not in artefacts and (level := _level(gate, used, ended))
    ]
    return tuple(sorted(found, key=lambda gate: gate.level is not Level.RED))


def _level(gate: Gate, used: int, ended: bool) -> Level | None:
    if (gate.red_after is not None and used >= gate.red_after) or (ended and gate.red_at_discharge):
        return Level.RED
    if gate.amber_after is not None and used >= gate.amber_after:
        return Level.AMBER
    return None
