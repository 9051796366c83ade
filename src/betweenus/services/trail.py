"""The trail as the client may read it: who opened or changed their record, when, and as what."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate

from betweenus.domain.access import Act, Identity, Relation, Role
from betweenus.domain.course.dates import LONDON
from betweenus.records.events import Event
from betweenus.services.acting import acting

PAGE = 25  # lines
Name = TypeVar("Name", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Line:
    """What one person did on one day, however often: ``times``, from ``first`` to ``last``.

    ``act`` is None for an act this version of the software no longer knows.
    """

    name: str
    role: Role | None
    relation: Relation | None
    act: Act | None
    refused: bool
    day: date
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class WhoOpened:
    """One page of the trail, newest first."""

    lines: tuple[Line, ...]
    page: int
    pages: int


def read(*, by: Identity, page: int = 1) -> WhoOpened:
    """Who opened or changed the client's record, other than the client; newest first.

    A page number that does not exist gives the nearest one that does.
    """
    with acting(by=by, act=Act.READ_OWN_TRAIL, person=by.person_id, about="trail") as deed:
        rows = (
            Event.objects.filter(person_id=by.person_id)
            .exclude(account_id=by.account_id)
            .annotate(day=TruncDate("at", tzinfo=LONDON))
            .values("day", "account_id", "account_name", "role", "relation", "act", "done")
            .annotate(times=Count("id"), first=Min("at"), last=Max("at"), newest=Max("id"))
            .order_by("-last", "-newest")
        )
        pages = max(1, -(-rows.count() // PAGE))
        shown = min(max(page, 1), pages)
        deed.detail["page"] = shown
        found = rows[(shown - 1) * PAGE : shown * PAGE]
        return WhoOpened(tuple(_line(row) for row in found), shown, pages)


def _line(row: dict[str, Any]) -> Line:
    return Line(
        # Another client who was refused is nobody this client may know of.
        name="" if row["role"] == Role.CLIENT else row["account_name"],
        role=_known(Role, row["role"]),
        relation=_known(Relation, row["relation"]),
        act=_known(Act, row["act"]),
        refused=not row["done"],
        day=row["day"],
        times=row["times"],
        first=row["first"],
        last=row["last"],
    )


def _known(kind: type[Name], value: str) -> Name | None:
    return kind(value) if value in set(kind) else None
