"""Blank forms for when the service cannot be reached: they ask for what its pages ask for."""

from betweenus.domain import measures as catalogue
from betweenus.domain.course import Attendance
from betweenus.domain.formulation.note_parts import NotePart, PartKind
from betweenus.domain.formulation.notes import note_parts
from betweenus.domain.safety.acknowledging import DONE_WORDS
from betweenus.exchange.downtime import BlankForm, Box, Forms, forms_to_pdf
from betweenus.exchange.questionnaires import Form, Sheet, to_pdf
from betweenus.services import clock, service
from betweenus.services.letter_files import LetterFile

ASKED = ("phq-9", "gad-7")  # what every session begins with, and free to print
LINES_OF_ATTENDANCE = 20

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

WHO = (
    Box("Client, full name:"),
    Box("Day and time of the session:"),
    Box("Written by, on:"),
)


def forms() -> LetterFile:
    """What to do, then a form for attendance, a note and a sign of risk."""
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


def questionnaires() -> LetterFile:
    """The questionnaires every session begins with, for anybody."""
    frame = service.present()
    sheet = Sheet(
        service=frame.name,
        name="",
        made_on=clock.today(),
        crisis_text=frame.crisis_text,
        forms=tuple(Form(catalogue.get(measure)) for measure in ASKED),
    )
    return LetterFile("questionnaires.pdf", to_pdf(sheet))
