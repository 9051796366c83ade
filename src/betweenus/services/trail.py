"""The trail as the client may read it: who opened or changed their record, when, and as what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate

from betweenus.domain.access import Act, Identity, Relation, Role
from betweenus.domain.course.attendance import ATTENDED
from betweenus.domain.course.dates import LONDON
from betweenus.domain.trail import Purpose
from betweenus.records.course import Appointment
from betweenus.records.events import Event
from betweenus.records.people import Person
from betweenus.services.acting import acting

PAGE = 7  # days on which something happened
Name = TypeVar("Name", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Line:
    """One act, however often that day: ``times``, from ``first`` to ``last``.

    ``act`` is None for an act this version of the software no longer knows.
    """

    act: Act | None
    refused: bool
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """What one person did on one day as what they are to the client, the last first."""

    name: str
    role: Role | None
    relation: Relation | None
    purpose: Purpose | None
    lines: tuple[Line, ...]

    @property
    def first(self) -> datetime:
        """When they began that day."""
        return min(line.first for line in self.lines)

    @property
    def last(self) -> datetime:
        """When they were last there that day."""
        return max(line.last for line in self.lines)


@dataclass(frozen=True, slots=True)
class Day:
    """One day: who was there, the last first, and when the client had sessions."""

    day: date
    visits: tuple[Visit, ...]
    sessions: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class WhoOpened:
    """One page of the trail, the newest day first."""

    days: tuple[Day, ...]
    page: int
    pages: int


def read(*, by: Identity, page: int = 1) -> WhoOpened:
    """Who opened or changed the client's record, other than the client; newest first.

    A page number that does not exist gives the nearest one that does.
    """
    with acting(by=by, act=Act.READ_OWN_TRAIL, person=by.person_id, about="trail") as deed:
        joined = Person.objects.filter(merged_into=by.person_id).values_list("pk", flat=True)
        ids = [by.person_id, *joined]
        # Their own doings are not what is asked here; nobody's account is the service's own.
        others = Event.objects.filter(person_id__in=ids).exclude(account_id=by.account_id)
        dated = others.annotate(day=TruncDate("at", tzinfo=LONDON))
        days = dated.order_by("-day").values_list("day", flat=True).distinct()
        pages = max(1, -(-days.count() // PAGE))
        shown = min(max(page, 1), pages)
        deed.detail["page"] = shown
        found = list(days[(shown - 1) * PAGE : shown * PAGE])
        return WhoOpened(_days(dated, found, ids), shown, pages)


def _days(dated: Any, found: list[date], ids: list[UUID | None]) -> tuple[Day, ...]:
    if not found:
        return ()
    # By the moment, for which there is an index, and not by the day made of it.
    first, end = _midnight(found[-1]), _midnight(found[0] + timedelta(days=1))
    rows = (
        dated.filter(at__gte=first, at__lt=end)
        .values("day", *_PERSON, "act", "done")
        .annotate(times=Count("id"), first=Min("at"), last=Max("at"), newest=Max("id"))
        .order_by("-day", "-last", "-newest")
    )
    sessions = _sessions(ids, first, end)
    return tuple(
        Day(day, _visits(some), tuple(sessions.get(day, ())))
        for day, some in groupby(rows, key=lambda row: row["day"])
    )


_PERSON = ("account_id", "account_name", "role", "relation", "purpose")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def _sessions(
    ids: list[UUID | None], first: datetime, end: datetime
) -> Mapping[date, list[datetime]]:
    """When the client had sessions, or has them, by day."""
    rows = Appointment.objects.filter(
        course__person__in=ids,
        starts_at__gte=first,
        starts_at__lt=end,
        attendance__in=("", *ATTENDED),
    ).order_by("starts_at")
    found: dict[date, list[datetime]] = {}
    for starts_at in rows.values_list("starts_at", flat=True):
        found.setdefault(starts_at.astimezone(LONDON).date(), []).append(starts_at)
    return found


def _visits(rows: Iterable[Mapping[str, Any]]) -> tuple[Visit, ...]:
    """One for each person and what they were to the client; a refused try is one by itself."""
    by_person: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        by_person.setdefault(tuple(row[part] for part in _PERSON), []).append(row)
    return tuple(_visit(some) for some in by_person.values())


def _visit(rows: list[Mapping[str, Any]]) -> Visit:
    row = rows[0]
    return Visit(
        # Another client who was refused is nobody this client may know of.
        name="" if row["role"] == Role.CLIENT else row["account_name"],
        role=_known(Role, row["role"]),
        relation=_known(Relation, row["relation"]),
        purpose=_known(Purpose, row["purpose"]),
        lines=tuple(
            Line(
                act=_known(Act, one["act"]),
                refused=not one["done"],
                times=one["times"],
                first=one["first"],
                last=one["last"],
            )
            for one in rows
        ),
    )


def _known(kind: type[Name], value: str) -> Name | None:
    return kind(value) if value in set(kind) else None
