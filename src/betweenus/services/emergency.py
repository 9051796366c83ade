"""Emergencies: a record opened by a clinician it is not open to, because somebody is in danger now.

It takes a reason and lasts a few hours. Those who answer for the client and the leads are told at
once, the client sees it on their own page, and a lead reviews every one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.people import tidy_nhs_number
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.cover import EmergencyAccess
from betweenus.records.people import Account, Person
from betweenus.services import clock, messages, responsibility
from betweenus.services.acting import acting

# Long enough to reach help, too short to read a record at leisure. Our own choice, unverified.
HOURS = 4
DAYS_SHOWN = 60  # to a client's own clinician, who was told by e-mail; the lead sees every one
SHORTEST_REASON = 15  # letters: "danger" says nothing to whoever reviews it


@dataclass(frozen=True, slots=True)
class Emergency:
    """One record opened in an emergency; ``review`` is empty until a lead has looked."""

    id: UUID
    person_id: UUID
    name: str
    by: str
    reason: str
    opened_at: datetime
    until: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: str
    review: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What opens: whose record, until when."""

    person_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class Emergencies:
    """What a clinician has open now, and who opened records of their own clients lately."""

    open_now: tuple[Emergency, ...]
    of_own_clients: tuple[Emergency, ...]


def find(
    *, by: Identity, name: str = "", born_on: date | None = None, nhs_number: str = ""
) -> UUID:
    """The id of the one client with this number, or this name and day of birth.

    Nobody is listed: whoever asks must know who it is. Raises Refusal when that is not one person.
    """
    with acting(by=by, act=Act.READ_CASELOAD, about="somebody in an emergency"):
        people = Person.objects.filter(merged_into=None)
        if nhs_number.strip():
            people = people.filter(nhs_number=tidy_nhs_number(nhs_number))
        elif name.strip() and born_on:
            people = people.filter(name__iexact=" ".join(name.split()), born_on=born_on)
        else:
            raise Refusal(
                "Say who it is.",
                "Enter the NHS number, or the full name and the date of birth.",
                field="nhs_number",
            )
        found = list(people.values_list("pk", flat=True)[:2])
        if len(found) != 1:
            raise Refusal(
                "Nobody was found by this, or more than one.",
                "Check the spelling and the date. If somebody is in danger now, call 999 first.",
                field="nhs_number",
            )
        return found[0]


def open_record(*, by: Identity, person_id: UUID, reason: str) -> Opened:
    """Open the record for some hours; while it is open it stays as it is.

    Raises Refusal without a reason that says something.
    """
    with acting(by=by, act=Act.BREAK_GLASS, person=person_id, about=f"person:{person_id}") as deed:
        said, now = reason.strip(), clock.now()
        if len(said) < SHORTEST_REASON:
            raise Refusal(
                "Say in a sentence why you need it now.",
                "The service lead and the client’s own clinician read it.",
                field="reason",
            )
        standing = _standing(by, person_id, now)
        if standing is None:
            standing = EmergencyAccess.objects.create(
                person_id=person_id,
                account_id=by.account_id,
                reason=said,
                opened_at=now,
                until=now + timedelta(hours=HOURS),
            )
            _tell(person_id, by)
        else:
            deed.detail["again"] = True
        return Opened(person_id, standing.until)


def _standing(by: Identity, person_id: UUID, now: datetime) -> EmergencyAccess | None:
    return EmergencyAccess.objects.filter(
        account_id=by.account_id, person_id=person_id, ended_at=None, until__gt=now
    ).first()


def _tell(person_id: UUID, by: Identity) -> None:
    """Say by e-mail that it happened, and not to whom: that stands where one signs in."""
    own = responsibility.present(person_id)
    told = {row.pk: row for row in Account.objects.filter(is_active=True, person=None)}
    leads = [row for row in told.values() if Role.LEAD in row.roles]
    for account in {row.pk: row for row in (*leads, *([own.account] if own else []))}.values():
        if account.pk == by.account_id:
            continue
        messages.send(
            kind="emergency",
            to=account.email,
            subject="A record was opened in an emergency",
            body=f"{by.name} has opened a record in an emergency. Leads see which and why under "
            f"{settings.BETWEENUS_ADDRESS}/service/emergencies/; if it is a client of yours, it "
            f"stands under {settings.BETWEENUS_ADDRESS}/emergency/. Please ring {by.name} if you "
            "can help.",
        )


def close(*, by: Identity, person_id: UUID) -> None:
    """The emergency is over for whoever opened it, if it is not already."""
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound("There is nobody with this address.", "Say again who it is.")
    with acting(by=by, act=Act.BREAK_GLASS, person=person_id, about=f"person:{person_id}") as deed:
        deed.detail["over"] = True
        standing = EmergencyAccess.objects.filter(
            account_id=by.account_id, person_id=person_id, ended_at=None, until__gt=clock.now()
        )
        standing.update(ended_at=clock.now())


def mine(*, by: Identity) -> Emergencies:
    """What concerns a clinician: their own, and those about their clients, some weeks back."""
    with acting(by=by, act=Act.READ_CASELOAD, about="own emergencies"):
        now = clock.now()
        rows = EmergencyAccess.objects.all()
        own = rows.filter(
            person__responsibilities__account=by.account_id,
            person__responsibilities__until=None,
            opened_at__gt=now - timedelta(days=DAYS_SHOWN),
        )
        return Emergencies(
            _emergencies(rows.filter(account_id=by.account_id, ended_at=None, until__gt=now)),
            _emergencies(own.exclude(account_id=by.account_id)),
        )


def to_review(*, by: Identity) -> tuple[Emergency, ...]:
    """Every record opened in an emergency, those nobody has reviewed first, newest first."""
    with acting(by=by, act=Act.REVIEW_EMERGENCY, about="emergencies"):
        found = _emergencies(EmergencyAccess.objects.all())
        return tuple(
            sorted(found, key=lambda one: (one.reviewed_at is not None, -one.opened_at.timestamp()))
        )


def _emergencies(rows) -> tuple[Emergency, ...]:
    return tuple(
        Emergency(
            id=row.pk,
            person_id=row.person_id,
            name=row.person.name,
            by=row.account.name,
            reason=row.reason,
            opened_at=row.opened_at,
            until=row.until,
            ended_at=row.ended_at,
            reviewed_at=row.reviewed_at,
            reviewed_by=row.reviewed_by.name if row.reviewed_by else "",
            review=row.review,
        )
        for row in rows.select_related("person", "account", "reviewed_by").order_by("-opened_at")
    )


def review(*, by: Identity, emergency_id: UUID, words: str) -> None:
    """Say what was found; raises Refusal for one's own, without words, or a second time."""
    row = EmergencyAccess.objects.filter(pk=emergency_id).first()
    if row is None:
        raise NotFound("There is no such emergency.", "Open the list again.")
    with acting(by=by, act=Act.REVIEW_EMERGENCY, about=f"emergency:{emergency_id}") as deed:
        row = EmergencyAccess.objects.select_for_update().get(pk=emergency_id)
        said = words.strip()
        if row.account_id == by.account_id:
            raise Refusal("This one is your own.", "Another lead has to look at it.", field="words")
        if not said:
            raise Refusal("Say what you found.", "One sentence is enough.", field="words")
        if row.reviewed_at:
            deed.detail["again"] = True
            if row.review == said:
                return
            raise Refusal(
                "Somebody has reviewed this already.", "Open the list again.", field="words"
            )
        row.reviewed_at, row.reviewed_by_id, row.review = clock.now(), by.account_id, said
        row.save(update_fields=["reviewed_at", "reviewed_by", "review"])
