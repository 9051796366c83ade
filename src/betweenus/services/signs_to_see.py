"""Signs to see: which open risk signs are somebody's to see, and as what."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, UUIDField, Value

from betweenus.domain.access import Identity, Role
from betweenus.records.course import Course
from betweenus.records.cover import Absence, DutyTurn
from betweenus.records.people import Account
from betweenus.records.safety import RiskTask
from betweenus.records.teams import Responsibility, SupervisionLink
from betweenus.services import clock
from betweenus.services.prepared import Prepared


def come_to(by: Identity) -> int:
    """How many signs of others' clients have come to somebody: as deputy, or being on duty.

    To be called inside an act.
    """
    if not _STANDS_IN.first(by.account_id, clock.today()):
        return 0
    return theirs(by).filter(mine=False, supervised=False).count()


def _stands_in(account_id: UUID, today: date) -> QuerySet[Account]:
    """The account itself, while it is somebody's deputy or on duty; else none."""
    now = {"first_day__lte": today, "last_day__gte": today, "called_off_at": None}
    deputy = Absence.objects.filter(deputy=OuterRef("pk"), **now)
    on_duty = DutyTurn.objects.filter(account=OuterRef("pk"), **now)
    rows = Account.objects.filter(Exists(deputy) | Exists(on_duty), pk=account_id)
    return rows.values_list("pk")


# Asked at each opening of the first page, where mostly nobody stands in for anybody.
_STANDS_IN = Prepared(_stands_in, UUID, date)


def with_clinician(tasks: QuerySet[RiskTask]) -> QuerySet[RiskTask]:
    """Signs with whose client it is and the course to open, as parts of the same query."""
    now = Responsibility.objects.filter(person=OuterRef("person"), until=None)
    newest = Course.objects.filter(person=OuterRef("person")).order_by("-opened_at")
    return tasks.annotate(
        therapist=Subquery(now.values("account__name")[:1]),
        therapist_id=Subquery(now.values("account_id")[:1], output_field=UUIDField()),
        course_id=Subquery(newest.values("pk")[:1]),
    )


def theirs(by: Identity) -> QuerySet[RiskTask]:
    """The open signs that are somebody's to see; to be called inside an act."""
    today = clock.today()
    now = {"first_day__lte": today, "last_day__gte": today, "called_off_at": None}
    supervisees = SupervisionLink.objects.filter(
        Q(until=None) | Q(until__gte=today), supervisor=by.account_id, since__lte=today
    ).values("supervisee")
    absent = Absence.objects.filter(deputy=by.account_id, **now).values("account")
    on_duty = Exists(DutyTurn.objects.filter(account=by.account_id, **now))
    theirs = Responsibility.objects.filter(person=OuterRef("person"), until=None)
    supervised = Exists(theirs.filter(account__in=supervisees))
    return (
        with_clinician(RiskTask.objects.filter(acknowledged_at=None))
        .annotate(
            mine=Exists(theirs.filter(account=by.account_id)),
            supervised=supervised if by.has(Role.SUPERVISOR) else Value(False),
            deputised=Exists(theirs.filter(account__in=absent)),
        )
        .filter(
            Q(mine=True)
            | Q(supervised=True)
            | Q(deputised=True)
            | Q(on_duty, escalated_at__isnull=False)
        )
        .select_related("person", "answers")
        .prefetch_related("attempts")
    )
