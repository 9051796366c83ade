"""``betweenus patterns``: the words episodes are coded in, and what recurs in a file of them."""

import argparse
import json
from collections.abc import Callable, Iterator
from functools import partial

from betweenus.cli.occasion import Commands
from betweenus.domain import patterns

EXAMPLES = """\
examples:
  betweenus patterns vocabulary
  betweenus patterns vocabulary --json

No service is needed, and nothing leaves this machine. The files are described in
docs/patterns-on-the-command-line.md.
"""
VOCABULARY = """\
Prints the parts of a relationship episode and the codes of each part: every code's id, its name
and what it means. --json prints only the ids, as {"part": ["code", ...], ...}.
"""


def add_to(commands: Commands) -> None:
    """Add the command and what can be asked of patterns."""
    parser = commands.add_parser(
        "patterns",
        help="list the words episodes are coded in",
        description="Recurring patterns in what a client tells of themselves and others.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    described = partial(_described, asked.add_parser)
    words = described("vocabulary", "the parts of an episode and their codes", VOCABULARY)
    words.add_argument("--json", action="store_true", help="only ids, for another program")
    words.set_defaults(run=show_vocabulary)


def _described(
    add: Callable[..., argparse.ArgumentParser], name: str, short: str, description: str
) -> argparse.ArgumentParser:
    return add(
        name,
        help=short,
        description=description,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def show_vocabulary(typed: argparse.Namespace) -> int:
    """Every part and its codes."""
    words = patterns.vocabulary()
    if typed.json:
        ids = {part: list(codes) for part, codes in words.by_part.items()}
        print(json.dumps(ids, indent=2))
        return 0
    print("\n".join(_lines(words)))
    return 0


def _lines(words: patterns.Vocabulary) -> Iterator[str]:
    yield f"{words.title}, version {words.version} [{words.source.words}; {words.source.mark}]"
    for part in words.parts:
        yield f"\n{part.id}: {part.name} ({part.means})"
        for code in words.by_part[part.id].values():
            yield f"  {code.id:<17} {code.name}: {code.means}"
