"""Thresholds: the table national outcomes are made with, as this service has it and had it.

An ended course is read by the table as it stood on its last day: a later change tells nothing
about what was said of it then. The charts and signals go by each measure's own file.
"""

from dataclasses import dataclass
from datetime import date, datetime

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.dates import LONDON
from betweenus.domain.outcomes.revising import FIGURES, Revision, check_revision, revised
from betweenus.domain.outcomes.thresholds import Row, ThresholdTable, shipped
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.records.teams import ThresholdRevision
from betweenus.services import clock
from betweenus.services.acting import acting


@dataclass(frozen=True, slots=True)
class PastRevision:
    """One change: which figure of which measure, what it became, by whom, when and why."""

    version: str
    name: str
    figure: str
    value: float
    source: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThresholdsPage:
    """The table as it stands, how often it was changed, and every change, newest first."""

    table: ThresholdTable
    seen: int
    history: tuple[PastRevision, ...]

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What can be changed: measure and figure, with words."""
        return tuple(
            (f"{row.measure}:{figure}", f"{row.name}: {words.lower()}")
            for row in self.table.rows
            if row.plays != "none"
            for figure, words in FIGURES.items()
        )


def as_of(day: date | None) -> ThresholdTable:
    """The table as it stood on a day, None for now; to be called inside an act. One query."""
    rows = ThresholdRevision.objects.order_by("number")
    found = [_revision(row) for row in rows]
    return revised(shipped(), (one for one in found if day is None or one.on <= day))


def read(*, by: Identity) -> ThresholdsPage:
    """The table and how it came to be so."""
    with acting(by=by, act=Act.CHANGE_SERVICE, about="thresholds") as deed:
        deed.detail["read"] = True
        rows = list(ThresholdRevision.objects.select_related("changed_by").order_by("number"))
        table = revised(shipped(), map(_revision, rows))
        return ThresholdsPage(table, len(rows), tuple(_past(row, table) for row in rows[::-1]))


def change(*, by: Identity, seen: int, revision: Revision, why: str) -> ThresholdTable:
    """Change a figure from today on, with the reason; its date is today's.

    Raises Conflict when somebody changed the table since ``seen``, Refusal for what cannot be.
    """
    with acting(by=by, act=Act.CHANGE_SERVICE, about="thresholds") as deed:
        newest = ThresholdRevision.objects.count()
        if newest != seen:
            raise Conflict(
                "Somebody changed the table after you opened this page.",
                "Look at what is in force now, then save yours again.",
            )
        check_revision(as_of(None), revision)
        if not why.strip():
            raise Refusal("Say why you change this.", field="why")
        row = ThresholdRevision.objects.create(
            number=newest + 1,
            measure=revision.measure,
            figure=revision.figure,
            value=revision.value,
            source=revision.source.strip(),
            why=why.strip(),
            changed_at=clock.now(),
            changed_by_id=by.account_id,
        )
        deed.detail |= {"measure": row.measure, "figure": row.figure, "number": row.number}
        return as_of(None)


def _revision(row: ThresholdRevision) -> Revision:
    on = row.changed_at.astimezone(LONDON).date()
    return Revision(on, row.measure, row.figure, row.value, row.source)


def _past(row: ThresholdRevision, table: ThresholdTable) -> PastRevision:
    measure: Row = table.of(row.measure)
    return PastRevision(
        version=f"{shipped().version}.{row.number}",
        name=measure.name,
        figure=FIGURES[row.figure].lower(),
        value=row.value,
        source=row.source,
        why=row.why,
        by=row.changed_by.name if row.changed_by else "Set up by the operator",
        at=row.changed_at,
    )
