"""Questionnaires of the demo: answered, and their risk signs acknowledged where the story says."""

from typing import Any

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Identity
from betweenus.domain.safety import Done
from betweenus.records.safety import RiskTask
from betweenus.services import measures, safety
from betweenus.services.demo.telling import Told

_KEYS = {"phq-9": "phq9", "gad-7": "gad7"}


def answer(told: Told, row: dict[str, Any], *, by: Identity, moment: str, source: str) -> None:
    """Answer whatever questionnaires a row of the story has."""
    for measure_id, key in _KEYS.items():
        if key not in row:
            continue
        values = [*row[key], row["difficulty"]] if measure_id == "phq-9" else row[key]
        items = catalogue.get(measure_id).items
        measures.answer(
            by=by,
            person_id=told.person,
            course_id=told.course,
            measure=measure_id,
            answers={item.id: value for item, value in zip(items, values, strict=True)},
            moment=moment,
            source=source,
        )


def acknowledge_signs(told: Told, said: dict[str, Any] | None) -> None:
    """Acknowledge the open signs as the story says; without a word they stay open."""
    if not said:
        return
    for task in RiskTask.objects.filter(person=told.person, acknowledged_at=None):
        safety.acknowledge(
            by=told.staff[said["by"]], task_id=task.pk, done=DONE, words=said["outcome"]
        )


# How every sign of the stories was dealt with: asked about, with the client, in the room.
DONE = Done.SPOKE
