"""For when the service cannot be reached: the sessions to come and blank forms, as PDF.

A therapist's own list says what their caseload says. The office has everybody's sessions with whose
they are and how to ring, and nothing of how anybody is (the lead's right is numbers without
narrative; contact and appointments are the office's work anyway). No sealed word is on any of them,
so a note on how to ring somebody safely is only named: whoever wrote it knows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Length
from django.utils.text import slugify

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.course import Attendance, Mode, Progress, State
from betweenus.domain.course.attendance import CANCELLED
from betweenus.domain.course.dates import LONDON
from betweenus.domain.formulation.note_parts import NotePart, PartKind
from betweenus.domain.formulation.notes import note_parts
from betweenus.domain.refusals import NotAllowed
from betweenus.domain.safety.acknowledging import DONE_WORDS
from betweenus.exchange.downtime import (
    BlankForm,
    Box,
    Day,
    Forms,
    Line,
    Sessions,
    forms_to_pdf,
    sessions_to_pdf,
)
from betweenus.exchange.questionnaires import Form, Sheet, to_pdf
from betweenus.records.course import Appointment, Course
from betweenus.records.people import Account
from betweenus.records.teams import Responsibility
from betweenus.services import caseload_rows, clock, service
from betweenus.services.acting import acting, may
from betweenus.services.caseload_rows import Row, Slot
from betweenus.services.letter_files import LetterFile
from betweenus.services.progress import TREATMENT

AHEAD = timedelta(weeks=2)  # beyond that a list is out of date before it is needed. Own choice.
ASKED = ("phq-9", "gad-7")  # what every session begins with, and free to print
LINES_OF_ATTENDANCE = 20

MAY_LEAVE = "Messages may be left"
NO_MESSAGE = "No messages"
WITH_CARE = "Ring only as agreed: there is a note on it"

STEPS = (
    "Take the list of sessions: it says who comes, how to reach them and what waits.",
    (
        "Write attendance on the list or its form, and a note on the form for notes, each with the "
        "client’s full name and the day it happened."
    ),
    (
        "Act on a sign of risk at once, by telephone: the service tells nobody while it cannot be "
        "reached. Use the form for it, and give it to whoever answers for the client."
    ),
    (
        "When the service is back, enter everything on the page of that session, which keeps its "
        "own day; when you signed stands beside it. Enter answers to questionnaires with the day "
        "they were given: a sign of risk in them becomes a task then."
    ),
    "Shred the papers once they are entered.",
)

_KINDS = {"assessment": "Assessment", "follow-up": "Follow-up"}


class Reach(NamedTuple):
    """How somebody is reached by telephone, and what to mind."""

    phone: str
    may_leave_message: bool
    noted: int  # how long the sealed note on it is: that there is one, without opening it

    @property
    def call(self) -> str:
        """What to mind when ringing."""
        if self.noted:
            return WITH_CARE
        if not self.phone:
            return ""
        return MAY_LEAVE if self.may_leave_message else NO_MESSAGE


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Which of the papers somebody may print."""

    own: bool
    everybody: bool


def read(*, by: Identity) -> PaperPage:
    """What there is to print, for whoever looks."""
    with acting(by=by, act=Act.PRINT_FORMS, about="paper", only_reads=True):
        return PaperPage(by.has(Role.THERAPIST), bool(may(by, Act.PRINT_SESSIONS)))


def own_sessions(*, by: Identity) -> LetterFile:
    """A therapist's own sessions of today and two weeks, and whoever has none booked."""
    with acting(by=by, act=Act.READ_CASELOAD, about="paper", only_reads=True) as deed:
        sheet = _of_therapist(by.account_id, by.name)
        deed.detail |= {"file": "sessions", "sessions": _how_many(sheet)}
        return LetterFile("sessions.pdf", sessions_to_pdf(sheet))


def everybodys_sessions(*, by: Identity) -> LetterFile:
    """All sessions of today and two weeks: whose, when, and how to reach them."""
    with acting(by=by, act=Act.PRINT_SESSIONS, about="paper", only_reads=True) as deed:
        sheet = _of_everybody()
        deed.detail |= {"file": "sessions", "sessions": _how_many(sheet)}
        return LetterFile("sessions-of-everybody.pdf", sessions_to_pdf(sheet))


def forms(*, by: Identity) -> LetterFile:
    """What to do, and blank forms for attendance, notes and signs of risk."""
    with acting(by=by, act=Act.PRINT_FORMS, about="paper", only_reads=True) as deed:
        deed.detail["file"] = "forms"
        return _forms()


def questionnaires(*, by: Identity) -> LetterFile:
    """The questionnaires every session begins with, for anybody."""
    with acting(by=by, act=Act.PRINT_FORMS, about="paper", only_reads=True) as deed:
        deed.detail["file"] = "questionnaires"
        return _questionnaires()


def all_papers(*, by: Identity) -> tuple[LetterFile, ...]:
    """All papers, a list for each therapist among them; for whoever runs the machine.

    Raises NotAllowed for anybody else: each therapist's list says what only they read.
    """
    if not by.has(Role.SYSTEM):
        raise NotAllowed("Only whoever runs the machine writes everybody's papers.")
    with acting(by=by, act=Act.PRINT_SESSIONS, about="paper", only_reads=True) as deed:
        everybody = _of_everybody()
        sheets = list(_of_each_therapist())
        deed.detail |= {"lists": len(sheets) + 1, "sessions": _how_many(everybody)}
        return (
            LetterFile("sessions-of-everybody.pdf", sessions_to_pdf(everybody)),
            *(LetterFile(name, sessions_to_pdf(sheet)) for name, sheet in sheets),
            _forms(),
            _questionnaires(),
        )


def _how_many(sheet: Sessions) -> int:
    return sum(len(day.lines) for day in sheet.days)


# -- sessions ---------------------------------------------------------------------------------


def _of_each_therapist() -> Iterator[tuple[str, Sessions]]:
    """A list for everybody with somebody in their care, under a name of its own."""
    staff = Account.objects.filter(is_active=True, responsibilities__until=None)
    for pk, name in staff.order_by("name", "pk").values_list("pk", "name").distinct():
        sheet = _of_therapist(pk, name)
        if sheet.days or sheet.not_booked:
            yield f"sessions-of-{slugify(name) or 'therapist'}-{pk.hex[:4]}.pdf", sheet


def _of_therapist(account_id: UUID, name: str) -> Sessions:
    rows, _ = caseload_rows.of_therapist(account_id, with_ended=False)
    reach = _reach(row.course_id for row in rows)
    booked = [(row, slot) for row in rows for slot in row.slots if _comes(slot)]
    by_day: dict[date, list[Line]] = defaultdict(list)
    for row, slot in sorted(booked, key=lambda one: (one[1].starts_at, one[0].name)):
        by_day[slot.day].append(_session(row, slot, reach[row.course_id]))
    having = {row.course_id for row, _ in booked}
    rest = sorted((row for row in rows if row.course_id not in having), key=lambda row: row.name)
    return _sheet(
        f"Sessions of {name}",
        "Session",
        by_day,
        tuple(_without(row, reach[row.course_id]) for row in rest),
    )


def _comes(slot: Slot) -> bool:
    return _is_near(slot.day) and slot.attendance not in CANCELLED


def _is_near(day: date) -> bool:
    return clock.today() <= day <= clock.today() + AHEAD


def _reach(courses: Iterable[UUID]) -> dict[UUID, Reach]:
    rows = Course.objects.filter(pk__in=list(courses)).values_list(
        "pk", "person__phone", "person__may_leave_message", Length("person__contact_notes")
    )
    return {pk: Reach(*known) for pk, *known in rows}


def _session(row: Row, slot: Slot, reach: Reach) -> Line:
    number = row.now.numbers.get(slot.id)
    where = _where(row.now, number) if number else _KINDS.get(slot.kind, "Not counted")
    due = row.now.in_state(State.DUE) if number == row.now.session else ()
    return Line(
        time=_time(slot.starts_at),
        name=_named(row),
        phone=reach.phone,
        call=reach.call,
        where=where,
        how=slot.how,
        became=_became(slot.attendance),
        **_waiting(row, tuple(task.task.words for task in due)),
    )


def _became(attendance: str) -> str:
    return Attendance(attendance).words if attendance else ""


def _without(row: Row, reach: Reach) -> Line:
    return Line(
        time="",
        name=_named(row),
        phone=reach.phone,
        call=reach.call,
        where=f"{row.now.used} of {row.now.protocol.sessions} sessions held",
        how="",
        **_waiting(row, ()),
    )


def _named(row: Row) -> str:
    return row.name if row.called in row.name else f"{row.name} ({row.called})"


def _where(now: Progress, number: int) -> str:
    phase = now.phase if number == now.session else now.protocol.phase_of(number)
    return f"Session {number} of {now.protocol.sessions}, {phase.name.lower()}"


def _waiting(row: Row, due: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {
        "first": tuple(item.words for item in row.items if item.pressing),
        "waits": (*(item.words for item in row.items if not item.pressing), *due),
    }


def _of_everybody() -> Sessions:
    today = datetime.combine(clock.today(), time.min, LONDON)
    rows = Appointment.objects.filter(
        Q(course__ended_on=None) | ~Q(kind=TREATMENT),
        starts_at__gte=today.astimezone(UTC),
        starts_at__lt=(today + AHEAD + timedelta(days=1)).astimezone(UTC),
    ).exclude(attendance__in=CANCELLED)
    known = "course__person"
    found = rows.order_by("starts_at", f"{known}__name").values_list(
        "starts_at",
        "mode",
        "place",
        "attendance",
        f"{known}_id",
        f"{known}__name",
        f"{known}__phone",
        f"{known}__may_leave_message",
        Length(f"{known}__contact_notes"),
    )
    whose = _whose()
    by_day: dict[date, list[Line]] = defaultdict(list)
    for starts_at, mode, place, attendance, person_id, name, *how in found:
        reach = Reach(*how)
        by_day[starts_at.astimezone(LONDON).date()].append(
            Line(
                time=_time(starts_at),
                name=name,
                phone=reach.phone,
                call=reach.call,
                where=whose.get(person_id, "Nobody"),
                how=", ".join(words for words in (Mode(mode).words, place) if words),
                became=_became(attendance),
            )
        )
    return _sheet("Everybody’s sessions", "Therapist", by_day, ())


def _whose() -> Mapping[UUID, str]:
    rows = Responsibility.objects.filter(until=None).order_by("since")
    return dict(rows.values_list("person_id", "account__name"))


def _sheet(
    title: str, place: str, by_day: Mapping[date, list[Line]], not_booked: tuple[Line, ...]
) -> Sessions:
    now, frame = clock.now(), service.present()
    last = clock.today() + AHEAD
    return Sessions(
        service=frame.name,
        title=f"{title}, {_day(clock.today())} to {_day(last)}",
        made_at=now,
        as_of=f"As of {_day(now.astimezone(LONDON).date())} at {_time(now)}",
        place=place,
        days=tuple(Day(_day(day), tuple(by_day[day])) for day in sorted(by_day)),
        not_booked=not_booked,
        crisis_text=frame.crisis_text,
    )


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _time(moment: datetime) -> str:
    """As the pages say it, but always two digits for the minutes: a list is read in a hurry."""
    local = moment.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


# -- forms ------------------------------------------------------------------------------------


def _forms() -> LetterFile:
    frame = service.present()
    paper = Forms(
        service=frame.name,
        title="When the service cannot be reached",
        made_on=clock.today(),
        steps=STEPS,
        forms=(_attendance(), _note(), _risk()),
        crisis_text=frame.crisis_text,
    )
    return LetterFile("forms.pdf", forms_to_pdf(paper))


WHO = (
    Box("Client, full name:"),
    Box("Day and time of the session:"),
    Box("Written by, on:"),
)


def _attendance() -> BlankForm:
    return BlankForm(
        "Attendance",
        "One line a session. Enter each on the page of that session afterwards, and tick it off.",
        columns=("Day", "Time", "Client", "Code", "Words", "Entered"),
        rows=LINES_OF_ATTENDANCE,
        legend=tuple(f"{code} {code.words}" for code in Attendance),
    )


def _note() -> BlankForm:
    """What must be there first, and risk in words with it; the weights of technique can wait."""
    parts = [part for part in note_parts() if part.kind is not PartKind.BALANCE]
    parts.sort(key=lambda part: not (part.required or part.id == "risk"))
    return BlankForm(
        "Session note",
        "Required: " + ", ".join(part.name.lower() for part in note_parts() if part.required) + ".",
        boxes=(*WHO, *(_box(part) for part in parts)),
    )


def _box(part: NotePart) -> Box:
    hint = "" if part.choices else part.hint("middle")
    choices = tuple((part.choices or {}).values())
    return Box(part.name, rows=max(part.rows, 2) if not choices else 1, choices=choices, hint=hint)


def _risk() -> BlankForm:
    return BlankForm(
        "A sign of risk",
        "Act first, write afterwards. Tell whoever answers for the client yourself: while the "
        "service cannot be reached it tells nobody.",
        boxes=(
            *WHO,
            Box("What was said, answered or seen, in their words", rows=5),
            Box("What you asked, and what they said", rows=5),
            Box("What was done", rows=4, choices=tuple(DONE_WORDS.values())),
            Box("Who was told, when, by which number", rows=3),
            Box("What was agreed, until when", rows=3),
        ),
    )


def _questionnaires() -> LetterFile:
    frame = service.present()
    sheet = Sheet(
        service=frame.name,
        name="",
        made_on=clock.today(),
        crisis_text=frame.crisis_text,
        forms=tuple(Form(catalogue.get(measure)) for measure in ASKED),
    )
    return LetterFile("questionnaires.pdf", to_pdf(sheet))
