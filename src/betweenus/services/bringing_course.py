"""Bringing in a course: the therapist, the contacts, the questionnaires and the end of a referral
that comes from a file. To be called inside the act that imports it; what happened long ago is
written as of its own day, the trail says when it came in.
"""

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from betweenus.domain.access import Identity
from betweenus.domain.course import propose
from betweenus.domain.course.attendance import Attendance, counts
from betweenus.domain.course.dates import LONDON, Break
from betweenus.domain.referral import State, Task
from betweenus.domain.refusals import Refusal
from betweenus.exchange.caseload_file import Contact, Kind, ReferralRows, RowProblem
from betweenus.records.course import Appointment, Course
from betweenus.records.people import Account
from betweenus.records.referral import Referral
from betweenus.services import (
    booking,
    clock,
    consents,
    measures,
    opening,
    people,
    referral,
    responsibility,
)
from betweenus.services import course as courses
from betweenus.services.acting import Deed
from betweenus.services.service import Service

BROUGHT_OVER = "Brought over from another system."
MIDDAY = time(12)


@dataclass(frozen=True, slots=True)
class Setting:
    """Into what is brought in: the service's rules, its therapists by address, one for the rest."""

    frame: Service
    therapists: Mapping[str, Account]
    default: Account | None = None


@dataclass
class Outcome:
    """What became of rows: what was made of them, and what stays out."""

    made: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)

    def wrong(self, line: int, column: str, reason: str) -> None:
        """Tell that something stays out."""
        self.problems.append(RowProblem(line, column, reason))

    def add(self, other: "Outcome") -> None:
        """Count in what became of others."""
        self.made += other.made
        self.problems += other.problems


@dataclass(frozen=True, slots=True)
class Arrival:
    """A referral with the contacts of it that are not in yet; ``new`` if it is not in itself."""

    row: Referral
    rows: ReferralRows
    contacts: tuple[Contact, ...]
    new: bool


def bring(
    *, by: Identity, deed: Deed, setting: Setting, arrival: Arrival, outcome: Outcome
) -> frozenset[int]:
    """Write what follows from a referral's rows; gives the lines of the contacts that went in.

    Raises Refusal, naming the field, when the referral cannot go in as a whole.
    """
    course = None if arrival.new else arrival.row.courses.order_by("-opened_at").first()
    before = _booked(course) if course else {}
    if course is None:
        course = _begin(by, setting, arrival, outcome)
    entered = _possible(arrival.contacts, course, before, outcome)
    for contact in entered:
        if course and contact.kind is not Kind.NONE:
            _keep(by, course, contact)
            outcome.made["contacts"] += 1
    when = _when(arrival, course, before.values())
    _keep_forms(deed, arrival.row, entered, when, outcome)
    _end(arrival, course)
    if course and entered and not course.ended_on:
        measures.ask_due(course)
    return frozenset(contact.line for contact in entered)


def _booked(course: Course) -> dict[tuple[str, date], Appointment]:
    """What is booked for a course already, by kind and day."""
    return {
        (row.kind, row.starts_at.astimezone(LONDON).date()): row
        for row in course.appointments.all()
    }


def _begin(by: Identity, setting: Setting, arrival: Arrival, outcome: Outcome) -> Course | None:
    """Give a referral to its therapist, as far along as the file says; its course if it has one."""
    therapist = _therapist(setting, arrival.rows)
    if arrival.rows.treated:
        outcome.made["courses"] += 1
        return _open(by, setting, arrival, therapist)
    if arrival.new and "ended_on" not in arrival.rows.values:
        _let_wait(by, arrival, therapist)
    return None


def _therapist(setting: Setting, rows: ReferralRows) -> Account | None:
    """Whose client this is; raises Refusal with what to type when that cannot be told."""
    address = rows.values.get("therapist")
    if address is None:
        if rows.treated and setting.default is None:
            raise Refusal(
                "is missing: a course has a therapist.",
                "Write their email address, or type --therapist-default ADDRESS.",
                field="therapist",
            )
        return setting.default
    found = setting.therapists.get(address)
    if found is None:
        raise Refusal(
            f"No therapist here signs in with {address}.",
            suggestion(setting.therapists, address),
            field="therapist",
        )
    if not found.is_active and "ended_on" not in rows.values:
        raise Refusal(
            f"{found.name} does not work here any more.",
            "Write the address of whoever has taken over.",
            field="therapist",
        )
    return found


def suggestion(therapists: Mapping[str, Account], address: str) -> str:
    """What to type instead of an address nobody has."""
    near = difflib.get_close_matches(address, therapists, n=1)
    meant = f"Is {near[0]} meant? " if near else ""
    return f"{meant}Somebody new needs an account first: in the web pages, under People."


def _let_wait(by: Identity, arrival: Arrival, therapist: Account | None) -> None:
    """Put a referral where it stands on the waiting list."""
    accepted = arrival.rows.values.get("accepted", False)
    if therapist:
        task = Task.TREAT if accepted else Task.ASSESS
        responsibility.give(
            by=by, person_id=arrival.row.person_id, account_id=therapist.pk, task=task
        )
    if accepted or therapist:
        arrival.row.state = State.WAITING if accepted else State.ASSESSING
        arrival.row.save(update_fields=["state"])


def _open(by: Identity, setting: Setting, arrival: Arrival, therapist: Account | None) -> Course:
    """The course of a referral, as of its first session."""
    assert therapist, "a course that is brought in has a therapist"
    row, rows = arrival.row, arrival.rows
    if not State(row.state).waits:
        raise Refusal(
            "This referral came in before and has gone another way since.",
            "Enter what is new in its record.",
        )
    held = [contact for contact in rows.contacts if contact.kind is Kind.TREATMENT]
    planned = rows.values.get("planned_sessions", setting.frame.planned_sessions)
    closed = tuple(Break(*pause) for pause in setting.frame.breaks)
    acts = people.identify(therapist)
    with clock.as_of(min(held[0].starts_at, clock.now())):
        made = opening.create(
            acts,
            row,
            setting.frame,
            propose(held[0].starts_at, planned, closed),
            planned=planned,
            mode=held[-1].mode,
            place="",
        )
        responsibility.give(
            by=by, person_id=row.person_id, account_id=therapist.pk, task=Task.TREAT
        )
    consent_on = rows.values.get("consent_on", held[0].day)
    with clock.as_of(min(_midday(consent_on), clock.now())):
        for purpose, given in rows.consents.items():
            consents.record(acts, made, purpose, given=given, words=BROUGHT_OVER)
    row.state = State.TREATING
    row.save(update_fields=["state"])
    return made


def _possible(
    contacts: Iterable[Contact],
    course: Course | None,
    before: Mapping[tuple[str, date], Appointment],
    outcome: Outcome,
) -> tuple[Contact, ...]:
    """Those contacts that do not contradict what the record says already."""
    kept = []
    for contact in contacts:
        if (contact.kind.value, contact.day) in before:
            reason = "is the day of a contact that is in the record already."
        elif course and course.ended_on and _after(contact, course.ended_on):
            reason = "is after the course ended in this record."
        else:
            kept.append(contact)
            continue
        outcome.wrong(contact.line, "contact_on", reason)
    return tuple(kept)


def _after(contact: Contact, ended_on: date) -> bool:
    return contact.kind is Kind.TREATMENT and contact.day > ended_on


def _keep(by: Identity, course: Course, contact: Contact) -> None:
    (row,) = booking.lay_out(
        course,
        [contact.starts_at],
        kind=contact.kind.value,
        minutes=contact.minutes,
        mode=contact.mode,
    )
    if contact.attendance:
        booking.record(by, row, contact.attendance, contact.words)


def _keep_forms(
    deed: Deed,
    row: Referral,
    entered: tuple[Contact, ...],
    when: "_When",
    outcome: Outcome,
) -> None:
    """The questionnaires, newest first, so that only the newest answers make a risk task."""
    assert deed.by, "somebody imports"
    for contact in sorted(entered, key=lambda one: one.starts_at, reverse=True):
        moment = when.moment(contact)
        for form in contact.forms:
            measures.bring_in(
                by=deed.by,
                deed=deed,
                person_id=row.person_id,
                score=form.score,
                answered_on=contact.day,
                moment=moment,
                course=when.course,
                session=when.session(contact) if moment == measures.TREATMENT else None,
                watched=when.ended_on is None,
            )
            outcome.made["questionnaires"] += 1


@dataclass(frozen=True, slots=True)
class _When:
    """When in a course something was: from what the file and the record say of its sessions."""

    course: Course | None
    held: frozenset[datetime]
    first: date | None
    ended_on: date | None

    def moment(self, contact: Contact) -> str:
        """At which moment the questionnaires of a contact were filled in."""
        if contact.kind is not Kind.NONE:
            return contact.kind.value
        if self.course is None or self.first is None or contact.day < self.first:
            return measures.ASSESSMENT
        over = self.ended_on is not None and contact.day > self.ended_on
        return measures.FOLLOW_UP if over else measures.TREATMENT

    def session(self, contact: Contact) -> int:
        """The number of the session they were filled in for."""
        assert self.course, "only a course has sessions"
        sooner = sum(moment < contact.starts_at for moment in self.held)
        return min(sooner + 1, self.course.planned_sessions)


def _when(arrival: Arrival, course: Course | None, before: Iterable[Appointment]) -> _When:
    told = dict(arrival.rows.happened) | {
        row.starts_at: Attendance(row.attendance)
        for row in before
        if row.attendance and row.kind == Kind.TREATMENT
    }
    missed_count = bool(course and course.dna_counts)
    held = {time for time, code in told.items() if counts(code, dna_counts=missed_count)}
    treated = [time.date() for time in told]
    treated += [one.day for one in arrival.rows.contacts if one.kind is Kind.TREATMENT]
    closed_on = course.ended_on if course else arrival.row.closed_on
    ended_on = closed_on or arrival.rows.values.get("ended_on")
    return _When(course, frozenset(held), min(treated, default=None), ended_on)


def _end(arrival: Arrival, course: Course | None) -> None:
    """Bring a referral to the end the file says it had."""
    values = arrival.rows.values
    if not arrival.new or "ended_on" not in values:
        return
    day, code, words = values["ended_on"], values["end_code"], values.get("end_words", "")
    if course:
        courses.bring_to_end(course, code, day, words)
        return
    with clock.as_of(min(_midday(day), clock.now())):
        referral.end(arrival.row, code, words)


def _midday(day: date) -> datetime:
    return datetime.combine(day, MIDDAY, LONDON)
