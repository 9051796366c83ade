"""Telling a story: what happens, when, and by whom, gathered and then done in order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Identity
from betweenus.records.course import Appointment
from betweenus.services import clock
from betweenus.services.demo.days import Days
from betweenus.services.demo.stories_reading import Story

Doing = Callable[[], object]


@dataclass
class Told:
    """One client's story as far as it is told: who is who, and what has come to be."""

    story: Story
    days: Days
    staff: dict[str, Identity]
    referral: UUID | None = None
    person: UUID | None = None
    client: Identity | None = None
    course: UUID | None = None
    appointments: dict[int, Appointment] = field(default_factory=dict)  # by days ago
    made: dict[object, object] = field(default_factory=dict)  # goals, letters … by their key
    steps: list[tuple[datetime, int, Doing]] = field(default_factory=list)

    @property
    def therapist(self) -> Identity:
        """Who treats this client."""
        return self.staff[self.story["therapist"]]

    def then(self, moment: datetime, do: Doing) -> None:
        """Something that happens at ``moment``; of the same moment, in the order it was told."""
        self.steps.append((moment, len(self.steps), do))

    def happen(self) -> None:
        """Do everything up to now, in order of time, each at its own moment."""
        now = clock.now()
        for moment, _, do in sorted(self.steps, key=lambda step: step[:2]):
            if moment <= now:
                with clock.as_of(moment):
                    do()
