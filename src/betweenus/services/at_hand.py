"""At hand in an emergency: how to reach somebody, what is known of their safety, who knows them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import NotFound
from betweenus.records.course import Course
from betweenus.records.cover import EmergencyAccess
from betweenus.records.people import Person
from betweenus.records.referral import Referral
from betweenus.records.safety import RiskTask
from betweenus.services import clock, responsibility, safety
from betweenus.services.acting import acting
from betweenus.services.safety import NotedRisk


@dataclass(frozen=True, slots=True)
class OpenSign:
    """A risk sign nobody has acknowledged: what it is about, since when."""

    id: UUID
    about: str
    urgent: bool
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class AtHand:
    """What helps at once; ``course_id`` and ``referral_id`` are the newest, where there are any.

    ``until`` is when the access of an emergency ends, None for whoever needs none.
    """

    person_id: UUID
    name: str
    called: str
    pronouns: str
    born_on: date | None
    phone: str
    address: tuple[str, ...]
    contact_notes: str
    access_needs: str
    emergency_contact: str
    gp_practice: str
    clinician: str
    noted: NotedRisk | None
    signs: tuple[OpenSign, ...]
    course_id: UUID | None
    referral_id: UUID | None
    until: datetime | None


def read(*, by: Identity, person_id: UUID) -> AtHand:
    """What helps at once of somebody whose record is open to ``by``."""
    person = _with_newest(person_id)
    if person is None:
        raise NotFound("There is nobody with this address.", "Say again who it is.")
    with acting(
        by=by,
        act=Act.READ_CASE,
        person=person_id,
        about=f"person:{person_id}",
        only_reads=True,
    ):
        own = responsibility.present(person_id)
        return AtHand(
            person_id=person.pk,
            name=person.name,
            called=person.called,
            pronouns=person.pronouns,
            born_on=person.born_on,
            phone=person.phone,
            address=(*person.address.splitlines(), *person.postcode.splitlines()),
            contact_notes=person.contact_notes,
            access_needs=person.access_needs,
            emergency_contact=person.emergency_contact,
            gp_practice=person.gp_practice,
            clinician=own.account.name if own else "",
            noted=safety.noted(person_id),
            signs=_signs(person_id),
            course_id=person.newest_course,
            referral_id=person.newest_referral,
            until=_until(by, person_id),
        )


def _with_newest(person_id: UUID) -> Person | None:
    courses = Course.objects.filter(person=OuterRef("pk")).order_by("-opened_at")
    referrals = Referral.objects.filter(person=OuterRef("pk")).order_by("-received_on")
    people = Person.objects.filter(pk=person_id).annotate(
        newest_course=Subquery(courses.values("pk")[:1]),
        newest_referral=Subquery(referrals.values("pk")[:1]),
    )
    return people.first()


def _signs(person_id: UUID) -> tuple[OpenSign, ...]:
    rows = RiskTask.objects.filter(person=person_id, acknowledged_at=None)
    return tuple(
        OpenSign(row.pk, safety.about(row.sign), row.urgent, row.opened_at)
        for row in rows.order_by("-urgent", "opened_at")
    )


def _until(by: Identity, person_id: UUID) -> datetime | None:
    rows = EmergencyAccess.objects.filter(
        account_id=by.account_id, person=person_id, ended_at=None, until__gt=clock.now()
    )
    return rows.values_list("until", flat=True).first()
