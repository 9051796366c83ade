"""A small invented clinic, built through services only: tests see states the software reaches.

    Rosa Lind, therapist      Tom Abara   (open course, some sessions held)
                              Ines Varga  (waiting for her course to be opened)
    Ben Okoro, trainee        supervised by Miriam Stone, as Rosa is
    Hugo Pell, therapist      nobody's colleague here: sees other people
    Ada Quist, service lead   Carl Dunn, administrator

Every world begins with ``clinic()``; ``as_of`` puts what happens into the past.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from betweenus.domain.access import Identity, Role
from betweenus.domain.access.identity import system
from betweenus.domain.course.dates import LONDON
from betweenus.domain.suitability import assessment
from betweenus.records.course import Appointment, Course
from betweenus.records.notes import SignedNote
from betweenus.records.people import Account, Person
from betweenus.records.referral import Referral
from betweenus.services import clock, course, notes, people, referral, suitability, waiting
from betweenus.services.referral import NewPerson

BUILDER = system("the tests")
PASSWORD = "a long enough password"

# A Tuesday in winter; courses of the tests are laid out around it, so no test depends on today.
NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@dataclass(frozen=True)
class Staff:
    """Somebody who works in the clinic: their account, and who they are when they act."""

    account: Account

    @cached_property
    def acts(self) -> Identity:
        """Who they are to a service."""
        return people.identify(self.account)


@dataclass(frozen=True)
class Clinic:
    """The people who work in the invented clinic."""

    rosa: Staff  # therapist
    ben: Staff  # trainee
    hugo: Staff  # a second therapist
    miriam: Staff  # supervises Rosa and Ben
    ada: Staff  # service lead
    carl: Staff  # administrator


def clinic() -> Clinic:
    """The clinic with its people and nobody in its care."""
    made = Clinic(
        rosa=_staff("Rosa Lind", Role.THERAPIST),
        ben=_staff("Ben Okoro", Role.THERAPIST, trainee=True),
        hugo=_staff("Hugo Pell", Role.THERAPIST),
        miriam=_staff("Miriam Stone", Role.SUPERVISOR),
        ada=_staff("Ada Quist", Role.LEAD),
        carl=_staff("Carl Dunn", Role.ADMINISTRATOR),
    )
    for supervisee in (made.rosa, made.ben):
        people.link_supervision(
            by=BUILDER,
            supervisor=made.miriam.account,
            supervisee=supervisee.account,
            since=date(2020, 1, 1),
        )
    return made


def _staff(name: str, role: Role, *, trainee: bool = False) -> Staff:
    email = f"{name.split(maxsplit=1)[0].lower()}@clinic.example"
    return Staff(
        people.add_account(
            by=BUILDER, email=email, name=name, roles=[role], trainee=trainee, password=PASSWORD
        )
    )


def referred(name: str = "Ines Varga", *, received_on: date | None = None, **known) -> Referral:
    """Somebody referred, whom nobody has looked at yet."""
    return referral.refer(
        by=BUILDER,
        person=NewPerson(name=name, **known),
        source="gp",
        received_on=received_on or clock.today() - timedelta(days=30),
    )


def answers(answer: str = "yes") -> dict[str, dict[str, str]]:
    """Every criterion of suitability answered alike."""
    return {one.id: {"answer": answer, "reason": ""} for one in assessment().criteria}


def accepted(who: Staff, name: str = "Ines Varga", **known) -> Referral:
    """Somebody assessed and accepted by ``who``, allocated to them, their course not open yet."""
    row = referred(name, **known)
    waiting.allocate(by=who.acts, referral_id=row.pk, account_id=who.account.pk)
    suitability.assess(
        by=who.acts,
        referral_id=row.pk,
        answers=answers(),
        decision="accept",
        reason="Sees how her mood follows what happens with people.",
        offered=["dit", "cbt"],
        chosen="dit",
    )
    waiting.allocate(by=who.acts, referral_id=row.pk, account_id=who.account.pk)
    return row


def at(day: date, hour: int = 14, minute: int = 0) -> datetime:
    """A time of day in London."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def opened(
    who: Staff,
    name: str = "Tom Abara",
    *,
    first: datetime | None = None,
    consents: dict[str, bool] | None = None,
    contract: str = "Sixteen sessions of fifty minutes, weekly.",
    **options,
) -> Course:
    """An open course of ``who``, its sessions booked weekly from ``first`` (default: in a week)."""
    known = options.pop("person", {})
    row = accepted(who, name, **known)
    return course.open_course(
        by=who.acts,
        referral_id=row.pk,
        first_session=first or at(clock.today() + timedelta(days=7)),
        consents={"treatment": True, "recording": True, "gp": True}
        if consents is None
        else consents,
        contract=contract,
        **options,
    )


def at_session(who: Staff, number: int, name: str = "Tom Abara", **options) -> Course:
    """A course whose session ``number`` is today at 2pm, all before it attended on time."""
    today = clock.today()
    first = at(today - timedelta(weeks=number - 1), options.pop("hour", 14))
    with clock.as_of(first - timedelta(days=14)):
        made = opened(who, name, first=first, **options)
    attend(who, made, number - 1)
    return made


def attend(who: Staff, made: Course, count: int, code: str = "5") -> None:
    """The next ``count`` booked sessions are held, each recorded on its day."""
    for row in upcoming(made)[:count]:
        with clock.as_of(row.starts_at + timedelta(hours=1)):
            course.record_attendance(by=who.acts, appointment_id=row.pk, attendance=code)


def signed(who: Staff, made: Course, session: int = 1, **parts) -> SignedNote:
    """The signed note of one session that was held, the first by default."""
    held = [row for row in made.appointments.order_by("starts_at") if row.attendance in ("5", "6")]
    row = held[session - 1]
    written = {
        "material": "He spoke of his father.",
        "plan": "Come back to it.",
        "risk_level": "none",
    }
    return notes.sign(by=who.acts, appointment_id=row.pk, parts=written | parts, seen_version=0)


def ended(who: Staff, made: Course, code: str = "47", **options) -> Course:
    """A course brought to its end today."""
    return course.end(by=who.acts, course_id=made.pk, end_code=code, **options)


def upcoming(made: Course) -> list[Appointment]:
    """The sessions of which nothing is recorded, earliest first."""
    return [row for row in made.appointments.order_by("starts_at") if not row.attendance]


def client_of(made: Course, email: str = "tom@home.example") -> Account:
    """The client's own account, as an accepted invitation leaves it."""
    account = Account.objects.create_user(
        email,
        PASSWORD,
        name=made.person.called,
        roles=[str(Role.CLIENT)],
        created_at=clock.now(),
    )
    Person.objects.filter(pk=made.person_id).update(account=account)
    return account
