"""The columns of a caseload file: what each is called, what it says, and how its cells are read.

The questionnaires' columns come from the catalogue of measures, so that a measure added there can
be imported. docs/import-caseload.md describes every column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from betweenus.domain.course.attendance import Attendance, EndCode, Mode
from betweenus.domain.measures import Measure, all_measures
from betweenus.domain.people import (
    looks_like_nhs_number,
    tidy_email,
    tidy_nhs_number,
    tidy_phone,
)
from betweenus.domain.referral import CONTACT_BY
from betweenus.exchange.caseload_file import cells
from betweenus.exchange.caseload_file.cells import BadCell, Reader

_AN_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WITHOUT_ZERO = re.compile(r"[1-9]\d{9}")  # a British number after Excel took it for a number


class Part(StrEnum):
    """What a column is about; the columns of one part stand or fall together."""

    PERSON = "person"
    REFERRAL = "referral"
    CONTACT = "contact"


class Kind(StrEnum):
    """What kind of contact a row tells of. Values are those the record keeps."""

    ASSESSMENT = "assessment"
    TREATMENT = "treatment"
    FOLLOW_UP = "follow-up"
    NONE = "none"  # questionnaires only


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``field`` is what the program calls it, where that is not its name.

    ``measure`` and ``item`` are set for a questionnaire's columns; item 0 is its total.
    """

    name: str
    part: Part
    read: Reader
    field: str = ""
    required: bool = False
    measure: str = ""
    item: int = 0

    @property
    def key(self) -> str:
        """What the program calls it."""
        return self.field or self.name


def _nhs_number(text: str) -> str:
    number = tidy_nhs_number(cells.digits(text))
    if not looks_like_nhs_number(number):
        raise BadCell(
            f"{cells.shown(text)} is not an NHS number: ten digits, the last one a check on the "
            "others. Leave it empty if it is not known."
        )
    return number


def _phone(text: str) -> str:
    number = tidy_phone(cells.digits(text))
    if not number:
        raise BadCell(f"{cells.shown(text)} is not a phone number.")
    if len(number) > 30:
        raise BadCell("has more digits than a phone number. Put one number here.")
    return f"0{number}" if _WITHOUT_ZERO.fullmatch(number) else number


def _email(text: str) -> str:
    if not _AN_ADDRESS.fullmatch(text) or len(text) > 254:
        raise BadCell(f"{cells.shown(text)} is not an email address.")
    return tidy_email(text)


_MODES = {
    **{mode.value: mode for mode in Mode},
    **{mode.value.lstrip("0"): mode for mode in Mode},  # as Excel leaves a code
    "in person": Mode.FACE_TO_FACE,
    "video": Mode.VIDEO,
    "telephone": Mode.TELEPHONE,
}
_ATTENDANCE = {one.value: one for one in Attendance}
_ENDS = {one.value: one for one in EndCode}
_KINDS = {one.value: one for one in Kind}
_CONTACT_BY = {key: key for key in CONTACT_BY}


def _mode(text: str) -> Mode:
    found = _MODES.get(text.casefold())
    if found is None:
        raise BadCell(
            f"{cells.shown(text)} is not a way to hold a session. "
            "Write in person, video, telephone, or the data set's code, such as 11."
        )
    return found


def _coded(known: Mapping[str, Attendance | EndCode], what: str) -> Reader:
    """A code of the national data set; a refusal lists the codes with their words."""

    def read(text: str) -> Attendance | EndCode:
        found = known.get(text.removesuffix(".0"))
        if found is None:
            codes = ", ".join(f"{one.value} ({one.words.lower()})" for one in known.values())
            raise BadCell(f"{cells.shown(text)} is not {what}. Write one of: {codes}.")
        return found

    return read


_PERSON = (
    Column("local_reference", Part.PERSON, cells.line_of(60), required=True),
    Column("name", Part.PERSON, cells.line_of(120), required=True),
    Column("known_as", Part.PERSON, cells.line_of(60)),
    Column("pronouns", Part.PERSON, cells.line_of(40)),
    Column("date_of_birth", Part.PERSON, cells.day, field="born_on"),
    Column("nhs_number", Part.PERSON, _nhs_number),
    Column("email", Part.PERSON, _email),
    Column("phone", Part.PERSON, _phone),
    Column("address", Part.PERSON, cells.words_of(300)),
    Column("postcode", Part.PERSON, cells.line_of(10)),
    Column("contact_preference", Part.PERSON, cells.one_of(_CONTACT_BY, "a way to reach somebody")),
    Column("may_leave_message", Part.PERSON, cells.yes_or_no),
    Column("contact_notes", Part.PERSON, cells.words_of(2000)),
    Column("access_needs", Part.PERSON, cells.words_of(2000)),
    Column("language", Part.PERSON, cells.line_of(60)),
    Column("interpreter", Part.PERSON, cells.yes_or_no, field="needs_interpreter"),
    Column("gp_practice", Part.PERSON, cells.line_of(160)),
    Column("emergency_contact", Part.PERSON, cells.words_of(500)),
)
_REFERRAL = (
    Column("referred_on", Part.REFERRAL, cells.day, required=True),
    Column("referrer", Part.REFERRAL, cells.line_of(160)),
    Column("referrer_words", Part.REFERRAL, cells.words_of(20_000)),
    Column("own_words", Part.REFERRAL, cells.words_of(20_000)),
    Column("therapist", Part.REFERRAL, _email),
    Column("accepted", Part.REFERRAL, cells.yes_or_no),
    Column("planned_sessions", Part.REFERRAL, cells.whole(4, 40)),
    Column("consent_on", Part.REFERRAL, cells.day),
    Column("consent_treatment", Part.REFERRAL, cells.yes_or_no),
    Column("consent_recording", Part.REFERRAL, cells.yes_or_no),
    Column("consent_gp", Part.REFERRAL, cells.yes_or_no),
    Column("ended_on", Part.REFERRAL, cells.day),
    Column("end_code", Part.REFERRAL, _coded(_ENDS, "a way a referral ends")),
    Column("end_words", Part.REFERRAL, cells.words_of(20_000)),
)
_CONTACT = (
    Column("contact_on", Part.CONTACT, cells.day, field="day"),
    Column("contact_time", Part.CONTACT, cells.clock_time, field="clock"),
    Column("contact_kind", Part.CONTACT, cells.one_of(_KINDS, "a kind of contact"), field="kind"),
    Column("attendance", Part.CONTACT, _coded(_ATTENDANCE, "an attendance code")),
    Column("attendance_words", Part.CONTACT, cells.words_of(2000), field="words"),
    Column("mode", Part.CONTACT, _mode),
    Column("minutes", Part.CONTACT, cells.whole(5, 240)),
)


@cache
def all_columns() -> Mapping[str, Column]:
    """Every column by its name in the plainest spelling, as ``plain`` gives it."""
    # A form about one of several people has no column that could say about whom it is.
    known = [measure for measure in all_measures() if not measure.subjects]
    found = (*_PERSON, *_REFERRAL, *_CONTACT, *(c for m in known for c in _of(m)))
    return {plain(column.name): column for column in found}


def of_part(part: Part) -> tuple[Column, ...]:
    """The columns of one part, without the questionnaires'."""
    return {Part.PERSON: _PERSON, Part.REFERRAL: _REFERRAL, Part.CONTACT: _CONTACT}[part]


def _of(measure: Measure) -> tuple[Column, ...]:
    """A questionnaire's columns: one for each question, and one for a total that is a sum."""
    start = measure.id.replace("-", "")
    asked = tuple(
        Column(
            f"{start}_{item.number}",
            Part.CONTACT,
            cells.among(item.values),
            measure=measure.id,
            item=item.number,
        )
        for item in measure.items
    )
    if not measure.has_total or (scale := measure.scale("total")).rule != "sum":
        return asked
    total = cells.whole(int(scale.lowest), int(scale.highest))
    return (*asked, Column(f"{start}_total", Part.CONTACT, total, measure=measure.id))


def plain(name: str) -> str:
    """A column's name without case, spaces and signs: "PHQ-9 total" is phq9_total."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())
