"""``betweenus outcomes``: the NHS Talking Therapies outcome of every course in a file."""

import argparse

from betweenus.cli import row_files
from betweenus.cli.occasion import Commands

EXAMPLES = """\
examples:
  betweenus outcomes classify courses.csv -o outcomes.csv
  betweenus outcomes classify courses.csv | head

No service is needed. The columns are described in docs/measures-on-the-command-line.md.
"""
CLASSIFY = """\
Says of every row of a CSV file what came of a course. The first and last totals stand in the
columns phq9_first, phq9_last, gad7_first and gad7_last; blank is no valid score. Every other
column is passed through as it is, formulas included.

Adds caseness, recovery, reliable_improvement, reliable_deterioration, no_reliable_change,
reliable_recovery and paired: true, false, or blank where it does not apply or is not known. A row
with a total that cannot be one keeps its place with blanks; it is told by its line, and the
command then ends with 1.
"""


def add_to(commands: Commands) -> None:
    """Add the command and what can be asked of outcomes."""
    parser = commands.add_parser(
        "outcomes",
        help="say what came of each course in a file of first and last scores",
        description="The NHS Talking Therapies outcome of courses.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    classify = asked.add_parser(
        "classify",
        help="classify the rows of a CSV file",
        description=CLASSIFY,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    row_files.add_files(classify)
    classify.set_defaults(run=classify_file)


def classify_file(typed: argparse.Namespace) -> int:
    """Add outcomes to a file; 1 when any row has an error."""
    from betweenus.exchange.outcome_rows import Classifier

    return row_files.add_columns(typed, Classifier, what="Classifying", tell=True)
