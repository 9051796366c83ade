"""``betweenus patterns``: the words episodes are coded in, and what recurs in a file of them."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from betweenus.cli import explaining, ranking_card
from betweenus.cli.occasion import Commands
from betweenus.domain import patterns
from betweenus.domain.refusals import Refusal

EXAMPLES = """\
examples:
  betweenus patterns vocabulary
  betweenus patterns vocabulary --json
  betweenus patterns rank episodes.jsonl
  betweenus patterns rank episodes.jsonl --json > ranking.json

No service is needed, and nothing leaves this machine. The files are described in
docs/patterns-on-the-command-line.md.
"""
VOCABULARY = """\
Prints the parts of a relationship episode and the codes of each part: every code's id, its name
and what it means. --json prints only the ids, as {"part": ["code", ...], ...}.
"""
RANK = """\
Reads relationship episodes, one a line as a JSON object:

  {"person": "P1", "session": 3, "wish": "closeness", "affect": "shame"}

with person, session and a code for each part that was coded (ids as in `patterns vocabulary`);
when, where (now, past or here) and id may be there too. Only codes that a person confirmed belong
into the file: what comes of a machine's own codes is mostly wrong.

Prints the patterns that show with different people, best first, with the episodes for and against
each and how sure it is; below 6 episodes or 3 people, only counts. It proposes; the therapist
decides. A bad line is named and left out; the command then ends with 1. The same file gives the
same answer.
"""


def add_to(commands: Commands) -> None:
    """Add the command and what can be asked of patterns."""
    parser = commands.add_parser(
        "patterns",
        help="say what recurs in a file of coded episodes, and list the codes",
        description="Recurring patterns in what a client tells of themselves and others.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    described = partial(explaining.described, asked.add_parser, EXAMPLES)
    words = described("vocabulary", "the parts of an episode and their codes", VOCABULARY)
    words.add_argument("--json", action="store_true", help="only ids, for another program")
    words.set_defaults(run=show_vocabulary)
    ranked = described("rank", "what recurs in a file of episodes", RANK)
    ranked.add_argument("file", type=Path, metavar="EPISODES.jsonl", help="the file to read")
    ranked.add_argument("--json", action="store_true", help="for another program")
    ranked.add_argument(
        "--quick", action="store_true", help="leave out resampling: stability, chance, survival"
    )
    ranked.set_defaults(run=rank_file)


def show_vocabulary(typed: argparse.Namespace) -> int:
    """Every part and its codes."""
    words = patterns.vocabulary()
    if typed.json:
        ids = {part: list(codes) for part, codes in words.by_part.items()}
        print(json.dumps(ids, indent=2))
        return 0
    print("\n".join(_lines(words)))
    return 0


def rank_file(typed: argparse.Namespace) -> int:
    """Rank what a file tells; 1 when any line is bad."""
    from betweenus.exchange.episode_lines import read_episodes

    words = patterns.vocabulary()
    try:
        with typed.file.open(encoding="utf-8-sig", errors="replace") as lines:
            read = read_episodes(lines, words)
    except OSError as error:
        raise Refusal(
            f"{typed.file} cannot be read: {error.strerror}.", "Check its name and folder."
        ) from error
    for bad in read.bad:
        print(f"betweenus: line {bad.line}, left out: {bad.says}", file=sys.stderr)
    ranking = patterns.rank(read.episodes, words, resample=not typed.quick)
    if typed.json:
        left_out = [asdict(bad) for bad in read.bad]
        made = {**asdict(ranking), "left_out": left_out, "vocabulary": words.version}
        print(json.dumps(made, indent=2, ensure_ascii=False))
    else:
        print("\n".join(ranking_card.lines(ranking, words)))
    return 1 if read.bad else 0


def _lines(words: patterns.Vocabulary) -> Iterator[str]:
    yield f"{words.title}, version {words.version} [{words.source.words}; {words.source.mark}]"
    for part in words.parts:
        yield f"\n{part.id}: {part.name} ({part.means})"
        for code in words.by_part[part.id].values():
            yield f"  {code.id:<17} {code.name}: {code.means}"
