"""Waiting signs: how many risk signs nobody has acknowledged, how old, and whom they went to.

For the lead, who sees that something waits and with whom, and neither a client nor a word. The
numbers are of today's work and small on purpose: one sign left lying is what has to be seen.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from betweenus.domain import safety as rules
from betweenus.domain.access import Act, Identity
from betweenus.records.cover import Absence
from betweenus.records.safety import RiskTask
from betweenus.services import clock, duty, hourly, safety, signs_to_see
from betweenus.services.acting import acting
from betweenus.services.duty import Rota
from betweenus.services.hourly import Ran


@dataclass(frozen=True, slots=True)
class Waiting:
    """One sign that waits: whose client, since when, by when, and (name, as what) it went to."""

    therapist: str
    deputy: str
    urgent: bool
    opened_at: datetime
    due_at: datetime
    overdue: bool
    attempts: int
    went: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """The signs that wait, the oldest first, the rota, and what the service does by itself."""

    waiting: tuple[Waiting, ...]
    rota: Rota
    rounds: tuple[Ran, ...]
    hours: rules.Escalation

    @property
    def overdue(self) -> int:
        """How many have waited too long."""
        return sum(one.overdue for one in self.waiting)

    @property
    def urgent(self) -> int:
        """How many are urgent."""
        return sum(one.urgent for one in self.waiting)


def read(*, by: Identity) -> SafetyPage:
    """The signs nobody has acknowledged, without names of clients."""
    with acting(by=by, act=Act.READ_SERVICE_NUMBERS, about="risk signs") as deed:
        hours = safety.escalation()
        found = tuple(_waiting(row, hours) for row in _open())
        deed.detail["risk signs"] = len(found)
        return SafetyPage(found, duty.rota(), hourly.state(), hours)


def _open() -> QuerySet[RiskTask]:
    """Every sign nobody has acknowledged, the oldest first: three queries however many."""
    today = clock.today()
    away = Absence.objects.filter(
        account=OuterRef("therapist_id"),
        first_day__lte=today,
        last_day__gte=today,
        called_off_at=None,
    )
    return (
        signs_to_see.with_clinician(RiskTask.objects.filter(acknowledged_at=None))
        .annotate(deputy=Subquery(away.values("deputy__name")[:1]))
        .prefetch_related("attempts", "escalations__to")
        .order_by("opened_at")
    )


def _waiting(row: RiskTask, hours: rules.Escalation) -> Waiting:
    return Waiting(
        therapist=row.therapist or "",
        deputy=row.deputy or "",
        urgent=row.urgent,
        opened_at=row.opened_at,
        due_at=rules.escalates_at(row.opened_at, hours, urgent=row.urgent),
        overdue=rules.is_overdue(row.opened_at, clock.now(), hours, urgent=row.urgent),
        attempts=len(row.attempts.all()),
        went=tuple((one.to.name, one.standing) for one in row.escalations.all()),
    )
