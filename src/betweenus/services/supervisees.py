"""Supervisees: a supervisor's home, every case of everybody they supervise, in few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import Progress
from betweenus.domain.outcomes import Signal
from betweenus.records.course import Course
from betweenus.records.notes import SignedNote
from betweenus.records.people import Account
from betweenus.records.safety import RiskTask
from betweenus.records.supervision import SupervisionAction, SupervisionQuestion
from betweenus.records.teams import SupervisionLink
from betweenus.services import attention, clock, progress, scores
from betweenus.services.acting import acting
from betweenus.services.attention import Item, Kind
from betweenus.services.progress import how_many
from betweenus.services.scores import Series

# More cases than this are not read in one sitting: then one therapist's are shown at a time.
AT_ONCE = 60

# What of a course's waits is a supervisor's business; the rest is the therapist's day.
_TALKED_ABOUT = (Kind.RISK, Kind.RED_GATE, Kind.MISSED, Kind.UNSIGNED)


@dataclass(frozen=True, slots=True)
class Row:
    """One case: where its course stands, its scores, and what waits in it."""

    course_id: UUID
    therapist_id: UUID
    name: str
    called: str
    now: Progress
    items: tuple[Item, ...]
    open_risk: int
    to_countersign: int
    note_to_countersign: UUID | None  # the appointment of the oldest
    questions: int
    overdue_actions: int
    ended: date | None
    series: tuple[Series, ...] = ()
    signals: tuple[Signal, ...] = ()

    @property
    def weight(self) -> tuple[int, ...]:
        """How much waits here, the most pressing first; for sorting."""
        kinds = [item.kind for item in self.items]
        return (
            self.open_risk,
            len(self.signals),
            kinds.count(Kind.RED_GATE),
            self.questions + self.to_countersign + self.overdue_actions,
        )


@dataclass(frozen=True, slots=True)
class Supervisee:
    """A therapist and their cases; ``rows`` is empty where their list is not ``shown``."""

    account_id: UUID
    name: str
    trainee: bool
    since: date
    clients: int
    risk: int
    red_gates: int
    to_countersign: int
    questions: int
    shown: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SupervisionHome:
    """Everybody somebody supervises, by name; ``chosen`` when only one of them is shown."""

    therapists: tuple[Supervisee, ...]
    chosen: UUID | None

    @property
    def clients(self) -> int:
        """All cases."""
        return sum(one.clients for one in self.therapists)

    @property
    def shown(self) -> tuple[Supervisee, ...]:
        """Those whose cases are listed."""
        return tuple(one for one in self.therapists if one.shown)


def read(*, by: Identity, therapist: UUID | None = None) -> SupervisionHome:
    """Every case of everybody ``by`` supervises today, or of one of them."""
    with acting(by=by, act=Act.READ_CASELOAD, about="supervision") as deed:
        links = _links(by)
        rows = _rows(_cases(link.supervisee_id for link in links))
        wanted = _wanted(links, rows, therapist)
        series = scores.of_courses(row.course_id for row in rows if row.therapist_id in wanted)
        grouped: dict[UUID, list[Row]] = defaultdict(list)
        for row in rows:
            grouped[row.therapist_id].append(_scored(row, series.get(row.course_id, ())))
        deed.detail |= {"cases": len(rows)}
        return SupervisionHome(
            therapists=tuple(
                _supervisee(link, grouped[link.supervisee_id], link.supervisee_id in wanted)
                for link in links
            ),
            chosen=therapist if therapist in wanted else None,
        )


def _links(by: Identity) -> list[SupervisionLink]:
    """Whom ``by`` supervises today, by name, each once."""
    today = clock.today()
    found = (
        SupervisionLink.objects.filter(
            Q(until=None) | Q(until__gte=today), supervisor=by.account_id, since__lte=today
        )
        .select_related("supervisee")
        .order_by("since")
    )
    each = {link.supervisee_id: link for link in reversed(found)}
    return sorted(each.values(), key=lambda link: link.supervisee.name.casefold())


def _wanted(
    links: list[SupervisionLink], rows: list[Row], therapist: UUID | None
) -> frozenset[UUID]:
    """Whose cases are listed: the chosen one's, else everybody's while they are few enough."""
    everybody = frozenset(link.supervisee_id for link in links)
    if therapist in everybody:
        return frozenset({therapist})
    return everybody if len(rows) <= AT_ONCE or len(everybody) == 1 else frozenset()


def _cases(supervisees: Iterable[UUID]) -> QuerySet[Course]:
    """Open courses of these therapists' clients, and ended ones in which something still waits."""
    courses = Course.objects.filter(
        person__responsibilities__account__in=tuple(supervisees),
        person__responsibilities__until=None,
    )
    unsigned = _uncountersigned()
    risk = RiskTask.objects.filter(person=OuterRef("person"), acknowledged_at=None)
    asked = SupervisionQuestion.objects.filter(course=OuterRef("pk"), closed_at=None)
    return (
        attention.with_attention(courses)
        .annotate(
            responsible=F("person__responsibilities__account_id"),
            to_countersign=how_many(unsigned, "appointment__course"),
            note_to_countersign=Subquery(
                unsigned.order_by("appointment__starts_at").values("appointment_id")[:1],
                output_field=UUIDField(),
            ),
            questions=how_many(asked),
            overdue_actions=how_many(_overdue()),
        )
        .filter(Q(ended_on=None) | Q(to_countersign__gt=0) | Q(questions__gt=0) | Exists(risk))
    )


def _uncountersigned() -> QuerySet[SignedNote]:
    return SignedNote.objects.filter(
        appointment__course=OuterRef("pk"),
        appointment__course__therapist__trainee=True,
        countersignature=None,
    )


def _overdue() -> QuerySet[SupervisionAction]:
    return SupervisionAction.objects.filter(
        course=OuterRef("pk"), done_at=None, due_on__lt=clock.today()
    )


def _rows(courses: QuerySet[Course]) -> list[Row]:
    """Every case with where it stands: three queries."""
    found = list(courses)
    known = progress.facts(course.pk for course in found)
    return [_row(course, progress.state(course, known[course.pk])) for course in found]


def _row(course: Course, now: Progress) -> Row:
    return Row(
        course_id=course.pk,
        therapist_id=course.responsible,
        name=course.person.name,
        called=course.person.called,
        now=now,
        items=tuple(i for i in attention.items(course, now) if i.kind in _TALKED_ABOUT),
        open_risk=course.open_risk,
        to_countersign=course.to_countersign,
        note_to_countersign=course.note_to_countersign,
        questions=course.questions,
        overdue_actions=course.overdue_actions,
        ended=course.ended_on,
    )


def _scored(row: Row, series: tuple[Series, ...]) -> Row:
    found = scores.say_signals_now(series, row.now)
    return replace(row, series=series, signals=() if row.ended else found)


def _supervisee(link: SupervisionLink, rows: list[Row], shown: bool) -> Supervisee:
    account: Account = link.supervisee
    ordered = sorted(rows, key=lambda row: (*(-count for count in row.weight), row.name.casefold()))
    kinds = [item.kind for row in rows for item in row.items]
    return Supervisee(
        account_id=account.pk,
        name=account.name,
        trainee=account.trainee,
        since=link.since,
        clients=len(rows),
        risk=sum(row.open_risk for row in rows),
        red_gates=kinds.count(Kind.RED_GATE),
        to_countersign=sum(row.to_countersign for row in rows),
        questions=sum(row.questions for row in rows),
        shown=shown,
        rows=tuple(ordered) if shown else (),
    )
