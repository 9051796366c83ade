"""Importing: an existing caseload comes in from a file, person by person; twice is once."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import IntegrityError, transaction

from betweenus.domain.access import Act, Identity, Role
from betweenus.domain.people import tidy_email
from betweenus.domain.refusals import Refusal
from betweenus.exchange.caseload_file import (
    Layout,
    PersonRows,
    RowProblem,
    look,
    read_people,
)
from betweenus.records.people import Account
from betweenus.services import bringing_in, clock, service
from betweenus.services.acting import acting, may
from betweenus.services.bringing_course import Outcome, Setting, suggestion

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What went in (or, of a dry run, would) and what did not.

    ``made`` counts people, referrals, courses, contacts, questionnaires, possible duplicates and
    risk signs. ``ignored`` are columns this program has no place for.
    """

    rows: int
    new: int
    known: int
    made: Mapping[str, int]
    ignored: tuple[str, ...]
    problems: tuple[RowProblem, ...]

    @property
    def out(self) -> int:
        """How many rows stay out."""
        return self.rows - self.new - self.known


@dataclass
class _Tally:
    """What has been brought in so far."""

    read: int = 0
    made: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)

    def add(self, person: PersonRows, outcome: Outcome) -> None:
        self.read += person.rows
        self.made += outcome.made
        self.problems += outcome.problems


def import_caseload(
    *,
    by: Identity,
    path: Path,
    dry_run: bool = False,
    therapist_default: str = "",
    told: Told | None = None,
) -> Report:
    """Bring in a caseload file; each person with all of theirs, or what is right of it, at once.

    A dry run does the same work and undoes it: nothing stays, not even an event. What came in
    before is left as it is, and a row that has changed since is reported. ``therapist_default`` is
    the e-mail address of the therapist of rows that name none; ``told`` hears how many rows of how
    many have been dealt with. Raises Refusal when the file as a whole cannot be read.
    """
    layout = look(path)
    _begin(by, layout, dry_run=dry_run)
    setting = _setting(therapist_default)
    tally = _Tally()
    for person in read_people(layout, clock.today()):
        tally.add(person, _one(by, setting, person, dry_run=dry_run))
        if told:
            told(tally.read, layout.rows)
    new, known = tally.made.pop("new rows", 0), tally.made.pop("known rows", 0)
    problems = tuple(sorted(tally.problems, key=lambda problem: problem.line))
    return Report(layout.rows, new, known, dict(tally.made), layout.ignored, problems)


def _begin(by: Identity, layout: Layout, *, dry_run: bool) -> None:
    """Whether this may be done at all; that it was begun leaves a trace unless it is only tried."""
    if dry_run and may(by, Act.IMPORT_CASELOAD):
        return
    with acting(by=by, act=Act.IMPORT_CASELOAD, about="caseload file") as deed:
        deed.detail["rows"] = layout.rows


def _setting(therapist_default: str) -> Setting:
    therapists = {
        account.email: account
        for account in Account.objects.all()
        if Role.THERAPIST in account.roles
    }
    return Setting(service.present(), therapists, _default(therapists, therapist_default))


def _default(therapists: Mapping[str, Account], address: str) -> Account | None:
    if not address:
        return None
    found = therapists.get(tidy_email(address))
    if found is None or not found.is_active:
        raise Refusal(
            f"No therapist who works here signs in with {address}.",
            suggestion(therapists, tidy_email(address)),
            field="therapist_default",
        )
    return found


def _one(by: Identity, setting: Setting, person: PersonRows, *, dry_run: bool) -> Outcome:
    try:
        with transaction.atomic():
            outcome = bringing_in.bring_in(by=by, setting=setting, person=person)
            transaction.set_rollback(dry_run)
        return outcome
    except IntegrityError:
        if not bringing_in.known_rows(person):
            raise
        reason = "was brought in by somebody else just now. Import the file again."
        return Outcome(problems=[RowProblem(person.line, "the row", reason)])
