"""``betweenus language``: which language model suggests codes on this machine, if any."""

import argparse
from functools import partial

from betweenus.cli import explaining
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

EXAMPLES = """\
examples:
  betweenus language check

No service is needed, and nothing leaves this machine.
"""
CHECK = """\
Says who suggests codes for told episodes: the small language model, or our own word list where it
is not installed; passages of a transcript are found by rules in either case. The model is used only
when its file has the sha256 this version was tried with. Ends with 1 when a file is there that is
not the right one; that none is there is no problem.
"""


def add_to(commands: Commands) -> None:
    """Add the command and what can be asked of it."""
    parser = commands.add_parser(
        "language",
        help="say which language model suggests codes, and how to get it",
        description="The language model that suggests codes for told episodes.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    described = partial(explaining.described, asked.add_parser, EXAMPLES)
    check = described("check", "which model is there, and whether it is the right one", CHECK)
    check.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print who suggests, and what is the matter with the model; 1 when it is the wrong file."""
    from betweenus.exchange.language import packs, suggesting

    pack = packs.SMALL
    wrong = False
    try:
        pack.read()
        print(
            f"model         {pack.name}, in {pack.path}\n{'':<14}sha256 {pack.sha256}, as expected"
        )
        by = suggesting.small()
    except Refusal as refusal:
        wrong = pack.path is not None
        print(f"model         {refusal.what}\n{'':<14}Type: {refusal.todo}")
        by = suggesting.word_list()
    print(f"suggests      {by.version}")
    return 1 if wrong else 0
