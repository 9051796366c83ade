"""Private links: filling in what is asked without signing in, until a day, for that alone.

The secret is made by Python's own library and goes into one e-mail; we keep its fingerprint.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.asking import MeasureLink
from betweenus.records.measures import MeasureRequest
from betweenus.records.people import Message, Person
from betweenus.services import clock, messages
from betweenus.services.acting import acting
from betweenus.services.questionnaires import ASKED_AFTER_END, OPENS_BEFORE

# Long enough to be found again before the next weekly session, short enough not to lie about.
# Our own choice; nothing clinical was found.
DAYS = 7
KIND, REMINDER_KIND = "private link", "reminder"


@dataclass(frozen=True, slots=True)
class Sent:
    """A link that was sent, and how it stands now."""

    made_at: datetime
    runs_out_at: datetime
    by: str
    reminder: bool
    opened_at: datetime | None
    revoked_at: datetime | None

    @property
    def works(self) -> bool:
        """Whether it can still be opened."""
        return self.revoked_at is None and self.runs_out_at > clock.now()


@dataclass(frozen=True, slots=True)
class Delivery:
    """An e-mail about questionnaires: when it left, or why it did not."""

    kind: str
    at: datetime
    failure: str


def send(*, by: Identity, person_id: UUID) -> MeasureLink:
    """E-mail somebody a link to what they are asked to fill in now.

    Raises Refusal where nothing is asked of them now, or they have no e-mail address.
    """
    person = load_person(person_id)
    with acting(by=by, act=Act.ASK_MEASURES, person=person_id, about="private link") as deed:
        link = make_and_send(by=by, person=person)
        deed.about = f"link:{link.pk}"
        return link


def make_and_send(*, by: Identity, person: Person, reminder: bool = False) -> MeasureLink:
    """Make the link and hand its e-mail to the queue; to be called inside an act."""
    for_day = _for_day(person.pk)
    if for_day is None:
        raise Refusal(f"Nothing is asked of {person.called} now.", "Ask for a questionnaire first.")
    if not person.email:
        raise Refusal(
            f"{person.called} has no email address.", "Enter it with their contact details."
        )
    secret = secrets.token_urlsafe(32)
    link = MeasureLink.objects.create(
        person=person,
        fingerprint=fingerprint(secret),
        for_day=for_day,
        reminder=reminder,
        made_at=clock.now(),
        made_by_id=by.account_id,
        runs_out_at=clock.now() + timedelta(days=DAYS),
    )
    _send(person, link, secret)
    return link


def load_person(person_id: UUID) -> Person:
    """Somebody in the service; raises NotFound."""
    row = Person.objects.filter(pk=person_id).first()
    if row is None:
        raise NotFound("There is no such person.", "Open them from your clients.")
    return row


def _for_day(person_id: UUID) -> date | None:
    """The last day for which something is asked that can be filled in now."""
    return asked_now(person_id).order_by("-due_on").values_list("due_on", flat=True).first()


def asked_now(person_id: UUID) -> QuerySet[MeasureRequest]:
    """What somebody can fill in now; to be called inside an act."""
    return MeasureRequest.objects.filter(
        ~_long_over(), person=person_id, closed_at=None, due_on__lte=clock.today() + OPENS_BEFORE
    )


def _long_over() -> Q:
    """What a course asked that has ended, as a client's own pages leave it out too."""
    return Q(closed_at=None, course__ended_on__lt=clock.today() - ASKED_AFTER_END)


def fingerprint(secret: str) -> str:
    """What is kept of a secret: it cannot be turned back into it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _send(person: Person, link: MeasureLink, secret: str) -> None:
    address = f"{settings.BETWEENUS_ADDRESS}{reverse('by_link')}?{urlencode({'token': secret})}"
    until = link.runs_out_at.astimezone(LONDON)
    messages.send(
        kind=REMINDER_KIND if link.reminder else KIND,
        to=person.email,
        person=person.pk,
        subject="Something to fill in",
        body=(
            f"Hello {person.called},\n\n"
            f"There is something for you to fill in. Open this private link:\n\n{address}\n\n"
            f"You need no password. It is meant for you alone and works until {until:%A} "
            f"{until.day} {until:%B}. Nobody reads replies to this email.\n\n"
            "If you do not want such emails, open the link and say so at the end of the page."
        ),
    )


def revoke(*, by: Identity, person_id: UUID) -> int:
    """Let no link of this person work any more; gives how many stopped working."""
    with acting(by=by, act=Act.ASK_MEASURES, person=person_id, about="private link") as deed:
        deed.detail["revoked"] = stop(person_id)
        return deed.detail["revoked"]


def stop(person_id: UUID) -> int:
    """The same, to be called inside an act."""
    working = MeasureLink.objects.filter(
        person=person_id, revoked_at=None, runs_out_at__gt=clock.now()
    )
    return working.update(revoked_at=clock.now())


def open_link(*, by: Identity, token: str) -> UUID | None:
    """The link that a secret opens, whether or not it still works; None when it is not ours.

    ``by`` is whoever opened it, usually somebody not signed in: the secret is what shows that it
    was sent to them.
    """
    row = (
        MeasureLink.objects.select_related("person").filter(fingerprint=fingerprint(token)).first()
    )
    if row is None:
        return None
    with acting(
        by=holder(row), act=Act.ANSWER_BY_LINK, person=row.person_id, about=f"link:{row.pk}"
    ) as deed:
        deed.detail |= {"opened": True, "signed in": by.account_id is not None}
        if row.first_opened_at is None:
            row.first_opened_at = clock.now()
            row.save(update_fields=["first_opened_at"])
        return row.pk


def holder(link: MeasureLink) -> Identity:
    """Whoever holds a link: not the client signed in, but for this one act as good as them."""
    return as_holder(link.person)


def as_holder(person: Person) -> Identity:
    """The same, of whoever a link was sent to."""
    name = f"{person.called}, by private link"
    return Identity(None, name, frozenset({Role.LINK}), person_id=person.pk)


def sent(person_id: UUID) -> tuple[tuple[Sent, ...], tuple[Delivery, ...]]:
    """The newest links of a person and what became of their e-mails; to be called inside an act."""
    links = MeasureLink.objects.select_related("made_by").filter(person=person_id)
    left = Message.objects.filter(person=person_id, kind__in=(KIND, REMINDER_KIND))
    return (
        tuple(_sent(row) for row in links.order_by("-made_at")[:5]),
        tuple(
            Delivery(row.kind, row.sent_at, row.failure) for row in left.order_by("-sent_at")[:5]
        ),
    )


def _sent(row: MeasureLink) -> Sent:
    return Sent(
        made_at=row.made_at,
        runs_out_at=row.runs_out_at,
        by=row.made_by.name if row.made_by else "the service itself",
        reminder=row.reminder,
        opened_at=row.first_opened_at,
        revoked_at=row.revoked_at,
    )


def of_link(link: MeasureLink) -> list[MeasureRequest]:
    """What a link is for, in the order it was asked: what is open, and what was handed in since.

    Withdrawn requests are left out, and those of a course that is long over.
    """
    rows = MeasureRequest.objects.select_related("begun", "answers").filter(
        Q(closed_at=None) | Q(closed_at__gte=link.made_at, answers__isnull=False),
        ~_long_over(),
        person=link.person_id,
        due_on__lte=link.for_day,
    )
    return sorted(rows, key=lambda row: (row.due_on, row.measure != "phq-9", row.asked_at))
