"""Lists of what is to be filled in, due and late: by client, and for a lead in counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity
from betweenus.records.asking import MeasureLink, ReminderWish
from betweenus.records.course import Course
from betweenus.records.measures import MeasureRequest
from betweenus.records.people import Message
from betweenus.records.teams import Responsibility
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.clinical import clinical_requests
from betweenus.services.measure_links import KIND, REMINDER_KIND
from betweenus.services.questionnaires import OPENS_BEFORE

# E-mails that did not leave are told for as long as somebody can still do something about it.
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Line:
    """One client with what they still have to fill in, and what was sent to them about it."""

    course_id: UUID | None
    name: str
    measures: tuple[str, ...]
    due_on: date
    late: bool
    sent_at: datetime | None
    failure: str
    unwanted: bool


@dataclass(frozen=True, slots=True)
class MyList:
    """A therapist's clients with something to fill in: late ones first, then by day."""

    lines: tuple[Line, ...]

    @property
    def late(self) -> int:
        """How many clients are late."""
        return sum(line.late for line in self.lines)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one therapist's clients have to fill in, in counts: of questionnaires, not of people."""

    therapist: str
    due: int
    late: int


@dataclass(frozen=True, slots=True)
class ServiceList:
    """The service's questionnaires due and late, and the e-mails of late that left or did not."""

    counted: tuple[Counted, ...]
    left: int
    failures: tuple[tuple[datetime, str, str], ...]


# Asked in one go they have one moment; a database may then give them in any order.
IN_ORDER = ("due_on", "asked_at", "-measure")


def mine(*, by: Identity) -> MyList:
    """What the clients in this therapist's care still have to fill in."""
    with acting(by=by, act=Act.READ_CASELOAD, about="questionnaires due"):
        people = Responsibility.objects.filter(account=by.account_id, until=None)
        rows = _open().filter(person__in=people.values("person")).annotate(**_sent())
        gathered: dict[UUID, list[MeasureRequest]] = {}
        for row in rows.select_related("person").order_by(*IN_ORDER):
            gathered.setdefault(row.person_id, []).append(row)
        lines = (_line(found) for found in gathered.values())
        return MyList(tuple(sorted(lines, key=lambda line: (not line.late, line.due_on))))


def of_service(*, by: Identity) -> ServiceList:
    """Due and late by therapist, without anybody's name, and what did not leave."""
    with acting(by=by, act=Act.READ_SERVICE_NUMBERS, about="questionnaires due"):
        answers_for = Responsibility.objects.filter(person=OuterRef("person"), until=None)
        rows = _open().annotate(therapist=Subquery(answers_for.values("account__name")[:1]))
        pairs = rows.values_list("therapist", "due_on")
        due = Counter(name or "Nobody" for name, _ in pairs)
        late = Counter(name or "Nobody" for name, day in pairs if day < clock.today())
        messages = Message.objects.filter(
            kind__in=(KIND, REMINDER_KIND), sent_at__gte=clock.now() - LATELY
        )
        failed = messages.exclude(failure="").order_by("-sent_at")
        return ServiceList(
            counted=tuple(Counted(name, due[name], late[name]) for name in sorted(due)),
            left=messages.filter(failure="").count(),
            failures=tuple(failed.values_list("sent_at", "kind", "failure")[:20]),
        )


def _open() -> QuerySet[MeasureRequest]:
    """What is asked and can be filled in now, of courses that are not over."""
    return clinical_requests().filter(
        Q(course=None) | Q(course__ended_on=None),
        closed_at=None,
        due_on__lte=clock.today() + OPENS_BEFORE,
    )


def _sent() -> dict[str, object]:
    """What was sent to a request's person: when last, whether it left, whether it is unwanted."""
    person = OuterRef("person")
    links = MeasureLink.objects.filter(person=person).order_by("-made_at")
    messages = Message.objects.filter(person=person, kind__in=(KIND, REMINDER_KIND))
    wishes = ReminderWish.objects.filter(person=person).order_by("-at")
    newest = Course.objects.filter(person=person).order_by("-opened_at")
    return {
        "sent_at": Subquery(links.values("made_at")[:1]),
        "failure": Subquery(messages.order_by("-sent_at").values("failure")[:1]),
        "wanted": Subquery(wishes.values("wanted")[:1]),
        "newest": Subquery(newest.values("pk")[:1]),
    }


def _line(found: Iterable[MeasureRequest]) -> Line:
    rows = list(found)
    first = rows[0]
    return Line(
        course_id=first.newest,
        name=first.person.name,
        measures=tuple(dict.fromkeys(catalogue.get(row.measure).short_title for row in rows)),
        due_on=first.due_on,
        late=first.due_on < clock.today(),
        sent_at=first.sent_at,
        failure=first.failure or "",
        unwanted=first.wanted is False,
    )
