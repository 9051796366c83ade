"""For when the service cannot be reached: the sessions to come and blank forms, as PDF.

A therapist's own list says what their caseload says. The office has everybody's sessions with whose
they are and how to ring, and nothing of how anybody is (the lead's right is numbers without
narrative; contact and appointments are the office's work anyway).
"""

from dataclasses import dataclass

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.refusals import NotAllowed
from betweenus.exchange.downtime import Sessions, sessions_to_pdf
from betweenus.services import downtime_forms
from betweenus.services import downtime_sessions as lists
from betweenus.services.acting import acting, may
from betweenus.services.letter_files import LetterFile


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
        sheet = lists.of_therapist(by.account_id, by.name)
        deed.detail |= {"file": "sessions", "sessions": _how_many(sheet)}
        return LetterFile("sessions.pdf", sessions_to_pdf(sheet))


def everybodys_sessions(*, by: Identity) -> LetterFile:
    """All sessions of today and two weeks: whose, when, and how to reach them."""
    with acting(by=by, act=Act.PRINT_SESSIONS, about="paper", only_reads=True) as deed:
        sheet = lists.of_everybody()
        deed.detail |= {"file": "sessions", "sessions": _how_many(sheet)}
        return LetterFile("sessions-of-everybody.pdf", sessions_to_pdf(sheet))


def forms(*, by: Identity) -> LetterFile:
    """What to do, and blank forms for attendance, notes and signs of risk."""
    with acting(by=by, act=Act.PRINT_FORMS, about="paper", only_reads=True) as deed:
        deed.detail["file"] = "forms"
        return downtime_forms.forms()


def questionnaires(*, by: Identity) -> LetterFile:
    """The questionnaires every session begins with, for anybody."""
    with acting(by=by, act=Act.PRINT_FORMS, about="paper", only_reads=True) as deed:
        deed.detail["file"] = "questionnaires"
        return downtime_forms.questionnaires()


def all_papers(*, by: Identity) -> tuple[LetterFile, ...]:
    """All papers, a list for each therapist among them; for whoever runs the machine.

    Raises NotAllowed for anybody else: each therapist's list says what only they read.
    """
    if not by.has(Role.SYSTEM):
        raise NotAllowed("Only whoever runs the machine writes everybody's papers.")
    with acting(by=by, act=Act.PRINT_SESSIONS, about="paper", only_reads=True) as deed:
        everybody = lists.of_everybody()
        sheets = list(lists.of_each_therapist())
        deed.detail |= {"lists": len(sheets) + 1, "sessions": _how_many(everybody)}
        return (
            LetterFile("sessions-of-everybody.pdf", sessions_to_pdf(everybody)),
            *(LetterFile(name, sessions_to_pdf(sheet)) for name, sheet in sheets),
            downtime_forms.forms(),
            downtime_forms.questionnaires(),
        )


def _how_many(sheet: Sessions) -> int:
    return sum(len(day.lines) for day in sheet.days)
