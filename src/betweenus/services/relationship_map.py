"""The interpersonal map: read, changed as a new version, compared between sessions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.formulation.people_map import MapPerson, as_rows, people_map
from betweenus.domain.refusals import Conflict
from betweenus.records.course import Course
from betweenus.records.formulation import MapVersion
from betweenus.services import clock, progress, seen_as
from betweenus.services.acting import acting
from betweenus.services.progress import CaseHeader
from betweenus.services.seen_as import SeenAs


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The map as it stood at the end of a session (0: before the first)."""

    number: int
    session: int
    at: datetime
    people: tuple[MapPerson, ...]


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map as it stands, the one to compare with, and every session's snapshot.

    ``seen``: by key, how somebody is seen by now; empty on an earlier map.
    """

    case: CaseHeader
    now: Snapshot | None
    before: Snapshot | None
    snapshots: tuple[Snapshot, ...]
    own: bool
    seen: Mapping[str, SeenAs] = field(default_factory=dict)


def read(*, by: Identity, course_id: UUID, at_session: int | None = None) -> MapPage:
    """The map, now or as it was after ``at_session``."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_MAP, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        snapshots = _snapshots(course_id)
        if at_session is not None:
            shown = tuple(s for s in snapshots if s.session <= at_session)
        else:
            shown = snapshots
        return MapPage(
            case=progress.header(course),
            now=shown[-1] if shown else None,
            before=shown[-2] if len(shown) > 1 else None,
            snapshots=snapshots,
            own=deed.decision.relation is Relation.OWN,
            seen=seen_as.of_people(course) if shown and shown[-1] is snapshots[-1] else {},
        )


def _snapshots(course_id: UUID) -> tuple[Snapshot, ...]:
    """The last version of each session, oldest first: one query."""
    last: dict[int, MapVersion] = {}
    for row in MapVersion.objects.filter(course=course_id).order_by("number"):
        last[row.session_number] = row
    return tuple(
        Snapshot(row.number, row.session_number, row.at, people_map(row.people))
        for row in last.values()
    )


def save(
    *, by: Identity, course_id: UUID, people: Iterable[Mapping[str, Any]], seen_number: int
) -> MapVersion:
    """Keep the map as a new version; raises Conflict when it changed since ``seen_number``.

    The people are stored with the number of the last session held, so that a later map can be
    compared with it.
    """
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.DRAW_MAP, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        last = MapVersion.objects.filter(course=course_id).order_by("-number").first()
        present = last.number if last else 0
        rows = as_rows(people_map(list(people)))
        if last and last.people == rows:
            return last
        if present != seen_number:
            raise Conflict(
                "The map was changed after you opened it.",
                "The picture shows it as it is now. Your rows are below: save them to replace it.",
            )
        deed.detail["number"] = present + 1
        return MapVersion.objects.create(
            course=course,
            number=present + 1,
            session_number=course.used,
            people=rows,
            at=clock.now(),
            by_id=by.account_id,
        )
