"""``betweenus import``: an existing caseload comes in; every bad row is told by line and field."""

import argparse
import getpass
from pathlib import Path
from typing import Any

from betweenus.cli import occasion
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

CASELOAD = """\
Brings people, their referral, attended sessions and questionnaire totals in from a CSV file.

Rows that are right go in, rows that are not are listed by line, field and reason; no row goes in
by half. Rows that are in already are left alone, so a corrected file can be imported again.
"""
EXAMPLES = """\
examples:
  betweenus import caseload caseload.csv --dry-run   changes nothing, says what would happen
  betweenus import caseload caseload.csv
  betweenus import caseload caseload.csv --demo      try it in the demo service

The columns are described in docs/importing.md.
"""


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
    caseload.set_defaults(run=import_caseload)


def import_caseload(typed: argparse.Namespace) -> int:
    """Import and report; 1 when any row was refused."""
    if not typed.file.is_file():
        raise Refusal(f"There is no file {typed.file}.", "Check its name and folder.")
    with occasion.begun(typed):
        report = _bring_in(typed.file, dry_run=typed.dry_run)
    _tell(report, dry_run=typed.dry_run)
    return 1 if report.problems else 0


def _bring_in(file: Path, *, dry_run: bool) -> Any:
    try:
        from betweenus.services.importing import import_caseload as bring_in
    except ModuleNotFoundError as missing:
        raise Refusal("This version cannot import a caseload yet.") from missing
    from betweenus.domain.access.identity import system

    return bring_in(by=system(f"betweenus import, run by {_who()}"), path=file, dry_run=dry_run)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        return "an operator without a name"


def _tell(report: Any, *, dry_run: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if report.problems:
        table = Table("Line", "Field", "Reason", title="Rows that stay out", title_justify="left")
        for problem in report.problems:
            table.add_row(str(problem.line), problem.field, problem.reason)
        console.print(table)
    would = "would go in" if dry_run else "went in"
    console.print(f"{report.new} rows {would}, {report.known} were in already.", highlight=False)
    if dry_run:
        console.print("Nothing was changed. Leave --dry-run out to import.", highlight=False)
