"""Rows put together: one person with their referrals, each with its contacts in order.

Columns about the person or the referral may stand in every row of theirs or only in the first.
Where two rows say different things, the later one stays out. A row that is wrong anywhere stays
out as a whole; a referral goes in as soon as one of its rows is right.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from betweenus.domain.course.attendance import EndCode
from betweenus.exchange.caseload_file.columns import Kind, Part, of_part
from betweenus.exchange.caseload_file.layout import Layout, reference_of, rows
from betweenus.exchange.caseload_file.rows import (
    Contact,
    Happened,
    Row,
    RowProblem,
    Values,
    read_row,
)

CONSENTS = {
    "consent_treatment": "treatment",
    "consent_recording": "recording",
    "consent_gp": "gp",
}

NO_COURSE = (
    "needs a course to be kept with, and there is no treatment contact of this referral. "
    "Write none for questionnaires without one."
)
STAYS_OUT = "Nothing of this referral goes in."


@dataclass(frozen=True, slots=True)
class ReferralRows:
    """One referral of a person. ``line`` is where it first stands.

    ``happened`` is what became of its treatment contacts, those of rows left out among them, so
    that questionnaires get the session number they have once everything is in.
    """

    line: int
    received_on: date
    values: Values
    contacts: tuple[Contact, ...]
    rows: int
    happened: tuple[Happened, ...]

    @property
    def treated(self) -> bool:
        """Whether there is a treatment contact, past or to come: then there is a course."""
        return any(contact.kind is Kind.TREATMENT for contact in self.contacts)

    @property
    def consents(self) -> dict[str, bool]:
        """What was answered about each purpose that was asked about."""
        return {to: self.values[name] for name, to in CONSENTS.items() if name in self.values}

    @property
    def content(self) -> str:
        """All the referral's own columns say, as one text."""
        return _content(self.values)


@dataclass(frozen=True, slots=True)
class PersonRows:
    """Everything a file says about one person, and what of it cannot go in."""

    reference: str
    line: int
    values: Values
    referrals: tuple[ReferralRows, ...]
    problems: tuple[RowProblem, ...]
    rows: int

    @property
    def content(self) -> str:
        """All the person's columns say, as one text."""
        return _content(self.values)


def _content(values: Values) -> str:
    return json.dumps(dict(values), sort_keys=True, default=str)


def read_people(layout: Layout, today: date) -> Iterator[PersonRows]:
    """Everybody in the file, each as soon as their last row has been read."""
    place = layout.place_of("local_reference")
    open_ones: dict[str, list[Row]] = {}
    for number, (line, written) in enumerate(rows(layout), start=1):
        reference = reference_of(written, place)
        open_ones.setdefault(reference, []).append(read_row(layout, line, written, today))
        if layout.last.get(reference) == number:
            yield put_together(reference, open_ones.pop(reference))


def put_together(reference: str, found: list[Row]) -> PersonRows:
    """The rows of one reference as one person."""
    gathering = _Gathering()
    for row in found:
        gathering.problems += row.problems
        gathering.out |= {row.line} if row.problems else set()
    values = gathering.merged(found, Part.PERSON)
    if not reference or not gathering.needed(found, values):
        return PersonRows(reference, found[0].line, {}, (), tuple(gathering.problems), len(found))
    days = dict.fromkeys(row.referred_on for row in found if row.referred_on)
    referrals = [
        gathering.referral(day, [row for row in found if row.referred_on == day])
        for day in sorted(days)
    ]
    return PersonRows(
        reference,
        found[0].line,
        values,
        tuple(one for one in referrals if one),
        tuple(sorted(gathering.problems, key=lambda one: one.line)),
        len(found),
    )


@dataclass
class _Gathering:
    """What is found while rows are put together; ``out`` are the lines that stay out."""

    problems: list[RowProblem] = field(default_factory=list)
    out: set[int] = field(default_factory=set)

    def wrong(self, line: int, column: str, reason: str) -> None:
        self.problems.append(RowProblem(line, column, reason))
        self.out.add(line)

    def merged(self, found: Iterable[Row], part: Part) -> dict[str, Any]:
        """The values of a part, each from the first row that has it."""
        names = {column.key: column.name for column in of_part(part)}
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for row in found:
            if part in row.bad:
                continue
            said = row.person if part is Part.PERSON else row.referral
            for key, value in said.items():
                if values.setdefault(key, value) == value:
                    lines.setdefault(key, row.line)
                else:
                    reason = f"is not what line {lines[key]} says of the same {part}."
                    self.wrong(row.line, names[key], reason)
        return values

    def needed(self, found: list[Row], values: dict[str, Any]) -> bool:
        """Whether the person has a name; without one none of their rows can go in."""
        if "name" in values:
            return True
        for row in found:
            if Part.PERSON not in row.bad:
                self.wrong(row.line, "name", "is missing. One right row of each person needs it.")
        return False

    def referral(self, received_on: date, found: list[Row]) -> ReferralRows | None:
        """The rows of one referral; None when nothing of it can go in."""
        values = self.merged(found, Part.REFERRAL)
        contacts = self._with_course(self._timely(found, values, received_on))
        right = [row for row in found if row.line not in self.out]
        if not right:
            return None
        referral = ReferralRows(
            line=right[0].line,
            received_on=received_on,
            values=values,
            contacts=tuple(sorted(contacts, key=lambda contact: contact.starts_at)),
            rows=len(right),
            happened=tuple(row.happened for row in found if row.happened),
        )
        if fault := _contradiction(referral):
            self.wrong(referral.line, *fault)
            return None
        return referral

    def _timely(self, found: list[Row], values: dict[str, Any], received_on: date) -> list[Contact]:
        """The contacts of rows that are right so far, each once and at a possible time."""
        seen: dict[str, int] = {}
        kept = []
        for row in found:
            if row.contact is None or row.line in self.out:
                continue
            key = row.contact.key
            reason = _untimely(row.contact, received_on, values.get("ended_on"))
            if key in seen:
                reason = f"is the contact of line {seen[key]} again. Give each its contact_time."
            if reason:
                self.wrong(row.line, "contact_on", reason)
            else:
                seen[key] = row.line
                kept.append(row.contact)
        return kept

    def _with_course(self, contacts: list[Contact]) -> list[Contact]:
        """Contacts are kept with a course; without a treatment contact there is none."""
        if any(contact.kind is Kind.TREATMENT for contact in contacts):
            return contacts
        for contact in contacts:
            if contact.kind is not Kind.NONE:
                self.wrong(contact.line, "contact_kind", NO_COURSE)
        return [contact for contact in contacts if contact.kind is Kind.NONE]


def _untimely(contact: Contact, received_on: date, ended_on: date | None) -> str:
    """Why a contact cannot have been on its day, if so."""
    if contact.day < received_on:
        return f"is before the referral of {received_on.isoformat()}."
    if ended_on and contact.day > ended_on and contact.kind is Kind.TREATMENT:
        return f"is after the referral ended on {ended_on.isoformat()}."
    return ""


def _contradiction(referral: ReferralRows) -> tuple[str, str] | None:
    """What the columns of a referral say against each other: the column and the reason."""
    values = referral.values
    ended, code = values.get("ended_on"), values.get("end_code")
    if bool(ended) != bool(code):
        missing = "end_code" if ended else "ended_on"
        return missing, f"is missing. An end needs its day and its code. {STAYS_OUT}"
    if ended and ended < referral.received_on:
        return "ended_on", f"is before the referral. {STAYS_OUT}"
    if isinstance(code, EndCode) and code.ends_treatment != referral.treated:
        what = "ends a treatment, but no" if code.ends_treatment else "ends no treatment, but a"
        return "end_code", f"{code} {what} treatment contact is right here. {STAYS_OUT}"
    if referral.treated:
        for name in ("accepted", "consent_treatment"):
            if values.get(name) is False:
                return name, f"says no, but there are treatment contacts. {STAYS_OUT}"
    return None
