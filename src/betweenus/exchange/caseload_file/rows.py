"""One row of a caseload file: its cells read, each with what is wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from betweenus.domain.course.attendance import CANCELLED, Attendance, Mode
from betweenus.domain.course.dates import LONDON
from betweenus.domain.measures import Measure, Score, get
from betweenus.exchange.caseload_file import cells
from betweenus.exchange.caseload_file.cells import BadCell
from betweenus.exchange.caseload_file.columns import Column, Kind, Part
from betweenus.exchange.caseload_file.layout import Layout, reference_of

MIDDAY = time(12)  # where the file does not say when on a day a contact was
OLDEST = date(1900, 1, 1)

Values = Mapping[str, Any]
Happened = tuple[datetime, Attendance]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why something of a row stays out: the line it begins on, the column, the reason."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire of a row, scored; known from its answers or from its total only."""

    measure: str
    score: Score


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of a row; of kind "none" it only says on which day the questionnaires were."""

    line: int
    kind: Kind
    starts_at: datetime
    attendance: Attendance | None
    mode: Mode
    minutes: int | None
    words: str
    forms: tuple[Form, ...]

    @property
    def day(self) -> date:
        """The day of it, in London."""
        return self.starts_at.date()

    @property
    def key(self) -> str:
        """What tells it from the other contacts of its referral."""
        return f"{self.kind}|{self.starts_at:%Y-%m-%dT%H:%M}"

    @property
    def content(self) -> str:
        """All it says, as one text: changes when anything of it does."""
        forms = [(form.measure, form.score.answers, form.score.total) for form in self.forms]
        said = (self.key, self.attendance, self.mode, self.minutes, self.words, forms)
        return json.dumps(said, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read. A part in ``bad`` holds something that could not be read.

    ``happened`` is what became of a treatment contact as far as can be told, even if the row has
    something else wrong.
    """

    line: int
    reference: str
    referred_on: date | None
    person: Values
    referral: Values
    contact: Contact | None
    happened: Happened | None
    bad: frozenset[Part]
    problems: tuple[RowProblem, ...]


def read_row(layout: Layout, line: int, written: list[str], today: date) -> Row:
    """Read every cell of a row; nothing wrong with one keeps another from being looked at."""
    reading = _Reading(line)
    reading.read(layout, written)
    values = reading.values
    _check_days(reading, today)
    contact = _contact(reading, today)
    referral = dict(values[Part.REFERRAL])
    return Row(
        line=line,
        reference=reference_of(written, layout.place_of("local_reference")),
        referred_on=referral.pop("referred_on", None),
        person=values[Part.PERSON],
        referral=referral,
        contact=contact,
        happened=_happened(reading),
        bad=frozenset(reading.bad),
        problems=tuple(reading.problems),
    )


class _Reading:
    """What has been read of a row so far."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.values: dict[Part, dict[str, Any]] = {part: {} for part in Part}
        self.answers: dict[str, dict[int, Any]] = {}
        self.bad: set[Part] = set()
        self.problems: list[RowProblem] = []

    def wrong(self, column: str, part: Part, reason: str) -> None:
        self.bad.add(part)
        self.problems.append(RowProblem(self.line, column, reason))

    def read(self, layout: Layout, written: list[str]) -> None:
        extra = [cell for cell in written[len(layout.columns) :] if cell.strip()]
        if extra:
            for part in Part:  # cells have slipped, and nobody can say from which on
                self.bad.add(part)
            self.wrong(
                "the row",
                Part.CONTACT,
                "has more cells than there are columns. Is there a separator inside a text that "
                "does not stand in quotation marks?",
            )
            return
        for column, cell in zip(layout.columns, written, strict=False):
            text = cells.clean(cell)
            if column and text:
                self._cell(column, text)
        for name in ("local_reference", "referred_on"):
            self._needed(name, layout)

    def _cell(self, column: Column, text: str) -> None:
        if "\x00" in text:
            self.wrong(column.name, column.part, "holds a sign that is not text.")
            return
        try:
            value = column.read(text)
        except BadCell as bad:
            self.wrong(column.name, column.part, str(bad))
            return
        if column.measure:
            self.answers.setdefault(column.measure, {})[column.item] = value
        else:
            self.values[column.part][column.key] = value

    def _needed(self, name: str, layout: Layout) -> None:
        column = layout.columns[layout.place_of(name)]
        assert column, f"{name} is a required column"
        told = {problem.field for problem in self.problems}
        if column.key not in self.values[column.part] and name not in told:
            self.wrong(name, column.part, "is missing. Every row needs it.")


def _check_days(reading: _Reading, today: date) -> None:
    """Days that cannot be: before anybody's time, or a past fact in the future."""
    past = (
        ("date_of_birth", Part.PERSON, "born_on"),
        ("referred_on", Part.REFERRAL, "referred_on"),
        ("consent_on", Part.REFERRAL, "consent_on"),
        ("ended_on", Part.REFERRAL, "ended_on"),
    )
    for name, part, key in past:
        found = reading.values[part].get(key)
        if found and found > today:
            reading.wrong(name, part, f"{found.isoformat()} is in the future.")
        elif found and found < OLDEST:
            reading.wrong(name, part, f"{found.isoformat()} is too long ago. Check the year.")


def _contact(reading: _Reading, today: date) -> Contact | None:
    values = reading.values[Part.CONTACT]
    forms = _forms(reading)
    moment = values.get("day")
    told = {problem.field for problem in reading.problems}
    if moment is None:
        if (values or reading.answers) and "contact_on" not in told:
            reading.wrong(
                "contact_on",
                Part.CONTACT,
                "is missing, but the row has a contact or scores. Say on which day they were.",
            )
        return None
    kind = values.get("kind", Kind.TREATMENT)
    attendance = values.get("attendance")
    if "attendance" not in told and "contact_kind" not in told:
        _check_attendance(reading, kind, moment, attendance, today)
    if forms and moment > today:
        reading.wrong("contact_on", Part.CONTACT, "A questionnaire cannot be from the future.")
    if Part.CONTACT in reading.bad:
        return None
    return Contact(
        line=reading.line,
        kind=kind,
        starts_at=datetime.combine(moment, values.get("clock", MIDDAY), LONDON),
        attendance=attendance,
        mode=values.get("mode", Mode.FACE_TO_FACE),
        minutes=values.get("minutes"),
        words=values.get("words", ""),
        forms=forms,
    )


def _check_attendance(
    reading: _Reading, kind: Kind, moment: date, attendance: Attendance | None, today: date
) -> None:
    if kind is Kind.NONE:
        if attendance:
            reading.wrong("attendance", Part.CONTACT, "must be empty where contact_kind is none.")
        elif not reading.answers and not reading.bad:
            reading.wrong("contact_kind", Part.CONTACT, "is none, but the row has no scores.")
    elif attendance is None and moment < today:
        reading.wrong(
            "attendance",
            Part.CONTACT,
            "is missing. Say what became of this contact, or write none under contact_kind if "
            "the row only has scores.",
        )
    elif attendance and moment > today and attendance not in CANCELLED:
        words = attendance.words.lower()
        reason = f"says “{words}”, but {moment.isoformat()} is still ahead."
        reading.wrong("attendance", Part.CONTACT, reason)


def _forms(reading: _Reading) -> tuple[Form, ...]:
    found = (_form(reading, get(name), given) for name, given in reading.answers.items())
    return tuple(form for form in found if form)


def _form(reading: _Reading, measure: Measure, given: dict[int, Any]) -> Form | None:
    """One questionnaire scored; a total that its answers do not come to is refused."""
    start = measure.id.replace("-", "")
    if any(problem.field.startswith(f"{start}_") for problem in reading.problems):
        return None
    total = given.pop(0, None)
    if not given:
        return Form(measure.id, measure.from_total(total)) if total is not None else None
    score = measure.score(given)
    if total is not None and (score.total is None or round(score.total) != total):
        comes_to = "no total" if score.total is None else f"{score.total:g}"
        reading.wrong(
            f"{start}_total",
            Part.CONTACT,
            f"is {total}, but by the rule of {measure.short_title} the answers come to "
            f"{comes_to}. Correct one of them, or leave the total out.",
        )
        return None
    return Form(measure.id, score)


def _happened(reading: _Reading) -> Happened | None:
    """A treatment contact in the past; one whose code cannot be read is taken as held."""
    values = reading.values[Part.CONTACT]
    attendance = values.get("attendance")
    unread = any(problem.field == "attendance" for problem in reading.problems)
    if "day" not in values or values.get("kind", Kind.TREATMENT) is not Kind.TREATMENT:
        return None
    if attendance is None and not unread:
        return None
    starts_at = datetime.combine(values["day"], values.get("clock", MIDDAY), LONDON)
    return starts_at, attendance or Attendance.ATTENDED
