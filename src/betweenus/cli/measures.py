"""``betweenus measures``: which questionnaires there are, what their files say, and scoring."""

import argparse
import sys
from functools import partial

from betweenus.cli import explaining, measure_card, row_files
from betweenus.cli.occasion import Commands
from betweenus.domain import measures
from betweenus.domain.measures.wording import empty_wording
from betweenus.domain.refusals import Refusal

EXAMPLES = """\
examples:
  betweenus measures list
  betweenus measures show phq-9
  betweenus measures score phq-9 answers.csv -o scores.csv
  betweenus measures score phq-9 answers.csv | head
  betweenus measures wording wsas > wsas.toml

No service is needed. The columns are described in docs/measures-on-the-command-line.md.
"""
SCORE = """\
Scores every row of a CSV file by the measure's own rules. The answers stand in the columns item1,
item2 ...; blank is no answer. Every other column is passed through as it is, formulas included.

Adds total, a column for each subscale, band, case, complete, prorated, risk and error. A row with
an answer that cannot be one keeps its place and says why in error; the command then ends with 1.
"""
WORDING = """\
Some questionnaires may be scored by this program but not shipped with their words. Ask the licence
holder for them. This prints a file to fill in; a question without words keeps the questionnaire
from being shown, and the scoring stays as it is.
"""


def add_to(commands: Commands) -> None:
    """Add the command and what can be asked of measures."""
    parser = commands.add_parser(
        "measures",
        help="list the questionnaires, show one, or score a file of answers",
        description="The questionnaires this program knows, and their scores.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    described = partial(explaining.described, asked.add_parser, EXAMPLES)
    listed = described("list", "the measures there are", "Lists the measures.")
    listed.set_defaults(run=list_all)
    show = described("show", "what a measure's file says", "Shows a measure with its sources.")
    show.add_argument("measure", metavar="MEASURE", help="its id, e.g. phq-9")
    show.set_defaults(run=show_one)
    score = described("score", "score the rows of a CSV file", SCORE)
    score.add_argument("measure", metavar="MEASURE", help="its id, e.g. phq-9")
    row_files.add_files(score)
    score.set_defaults(run=score_file)
    wording = described("wording", "write a file for the words a licence holder gives", WORDING)
    wording.add_argument("measure", metavar="MEASURE", help="its id, e.g. wsas")
    wording.set_defaults(run=write_wording)


def list_all(typed: argparse.Namespace) -> int:
    """A line for each measure."""
    print("\n".join(measure_card.table(measures.all_measures())))
    return 0


def show_one(typed: argparse.Namespace) -> int:
    """Everything one measure's file says, each figure with its source and mark."""
    print("\n".join(measure_card.lines(measures.get(typed.measure))))
    return 0


def write_wording(typed: argparse.Namespace) -> int:
    """Print an empty wording of a measure that comes without its own."""
    measure = measures.get(typed.measure)
    if not measure.wording_held_locally:
        raise Refusal(
            f"{measure.short_title} comes with its wording.",
            f"See it with: betweenus measures show {measure.id}",
        )
    print(empty_wording(measure), end="")
    print(
        f"Fill it in and keep it as {measure.id}.toml in the folder that BETWEENUS_WORDINGS names"
        " (without it: the folder wordings beside the service's data). Then start the service"
        " again, and look with: betweenus check",
        file=sys.stderr,
    )
    return 0


def score_file(typed: argparse.Namespace) -> int:
    """Add scores to a file; 1 when any row has an error."""
    measure = measures.get(typed.measure)
    from betweenus.exchange.score_rows import Scorer

    return row_files.add_columns(
        typed, lambda heading: Scorer(measure, heading), what="Scoring", tell=False
    )
