"""``betweenus import``: an existing caseload comes in; every bad row is told by line and field."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from betweenus.cli import occasion, progress
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

if TYPE_CHECKING:
    from betweenus.services.importing import Report

CASELOAD = """\
Brings people, their referral, attended sessions and questionnaires in from a CSV file.

Rows that are right go in, rows that are not are listed by line, field and reason; no row goes in
by half. Rows that are in already are left alone, so a corrected file can be imported again.
On a terminal it is tried first, and you are asked before anything changes.
"""
EXAMPLES = """\
examples:
  betweenus import caseload caseload.csv --dry-run   changes nothing, says what would happen
  betweenus import caseload caseload.csv
  betweenus import caseload caseload.csv --therapist-default rosa@clinic.example
  betweenus import caseload caseload.csv --demo      try it in the demo service

The columns are described in docs/import-caseload.md, with an example in docs/examples.
It ends with 0 when every row is in, and with 1 when some stay out.
"""
# How one thing that came in is called, where it is not its plural without the s.
ONE = {"people": "person"}
ORDER = ("people", "referrals", "courses", "contacts", "questionnaires")


def add_to(commands: Commands) -> None:
    """Add the command and what can be imported."""
    parser = commands.add_parser(
        "import",
        help="bring an existing caseload in from a file",
        description="Brings existing records in from a file.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(title="what to import", metavar="WHAT", required=True)
    caseload = kinds.add_parser(
        "caseload",
        help="people with their referral, sessions and scores, from a CSV file",
        description=CASELOAD,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    occasion.add_choice(caseload)
    caseload.add_argument("file", type=Path, metavar="FILE", help="the CSV file")
    caseload.add_argument("--dry-run", action="store_true", help="change nothing, only report")
    caseload.add_argument("--yes", action="store_true", help="do not ask before anything changes")
    caseload.add_argument(
        "--therapist-default",
        default="",
        metavar="EMAIL",
        help="the therapist of rows that name none, by the address they sign in with",
    )
    caseload.set_defaults(run=import_caseload)


def import_caseload(typed: argparse.Namespace) -> int:
    """Import and report; 1 when any row stays out."""
    file = typed.file.resolve()
    if not file.is_file():
        raise Refusal(f"There is no file {typed.file}.", "Check its name and folder.")
    first_tried = typed.dry_run or _somebody_watches(typed)
    with occasion.begun(typed):
        if first_tried:
            report = _told(_bring_in(file, typed, dry_run=True), dry_run=True)
            if typed.dry_run or not _agreed(report):
                print("Nothing was changed.")
                return 1 if report.problems else 0
        report = _told(_bring_in(file, typed, dry_run=False), dry_run=False)
    return 1 if report.problems else 0


def _somebody_watches(typed: argparse.Namespace) -> bool:
    return not typed.yes and sys.stdin.isatty() and sys.stdout.isatty()


def _agreed(report: "Report") -> bool:
    """Whether whoever sits there wants it; a slip of the finger brings nothing in."""
    if not report.new:
        return False
    try:
        return input("Bring this in? Type yes: ").strip().casefold() in ("yes", "y")
    except EOFError:
        return False


def _told(report: "Report", *, dry_run: bool) -> "Report":
    print("\n".join(lines(report, dry_run=dry_run)))
    return report


def _bring_in(file: Path, typed: argparse.Namespace, *, dry_run: bool) -> "Report":
    from betweenus.services.importing import import_caseload as bring_in

    with progress.shown("Trying" if dry_run else "Importing") as told:
        return bring_in(
            by=occasion.operator("import"),
            path=file,
            dry_run=dry_run,
            therapist_default=typed.therapist_default,
            told=told,
        )


def lines(report: "Report", *, dry_run: bool) -> Iterator[str]:
    """The report, one problem a line, so that it can be searched and counted."""
    for problem in report.problems:
        yield f"line {problem.line}, {problem.field}: {problem.reason}"
    if report.problems:
        yield ""
    if report.ignored:
        yield f"Columns left out, because nothing here holds them: {', '.join(report.ignored)}."
    would = "would go in" if dry_run else "went in"
    rows = f"{_count(report.new, 'rows')} of {report.rows} {would}"
    made = [_count(report.made[one], one) for one in ORDER if report.made.get(one)]
    yield f"{rows}: {', '.join(made)}." if made else f"{rows}."
    if report.known:
        stay = "stays as it is" if report.known == 1 else "stay as they are"
        yield f"{_count(report.known, 'rows')} came in before and {stay}."
    if report.out:
        stay = "stays out" if report.out == 1 else "stay out"
        yield f"{_count(report.out, 'rows')} {stay}. Correct the file and import it again."
    yield from _to_look_at(report)


def _to_look_at(report: "Report") -> Iterator[str]:
    if asked := report.made.get("possible duplicates"):
        yield (
            f"{_count(asked, 'possible duplicates')} to be looked at: in the web pages, Waiting "
            "list, Possible duplicates."
        )
    if signs := report.made.get("risk signs"):
        yield f"{_count(signs, 'risk signs')} to be acknowledged by the therapists."


def _count(number: int, what: str) -> str:
    return f"{number} {what if number != 1 else ONE.get(what, what.removesuffix('s'))}"
