"""``betweenus downtime``: the papers to work from while the service cannot be reached."""

import argparse
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from betweenus.cli import occasion
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

if TYPE_CHECKING:
    from betweenus.services.letter_files import LetterFile

DESCRIPTION = """\
Writes, as PDF, the sessions of today and the next two weeks (a list for each therapist, one of
everybody's for the office), blank forms, and the two questionnaires every session begins with.
Let it run every hour: what was written before is replaced, lists of people who left go.

The lists hold names, telephone numbers and where a course is, and are not encrypted, because they
must open when nothing else does. So the folder must be

  on another machine than the service, reached while the service is down, its disk encrypted;
  open to the people who hand the lists out, and to nobody else (not to all users of a machine);
  left out of whatever is shared or synchronised further.
"""
EXAMPLES = """\
examples:
  betweenus downtime --to /mnt/reception/downtime

every hour, from cron:
  5 * * * * betweenus downtime --to /mnt/reception/downtime
"""
LISTS = "sessions-of-*.pdf"


def add_to(commands: Commands) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "downtime",
        help="write the papers to work from while the service cannot be reached",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    occasion.add_choice(parser)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    parser.set_defaults(run=run)


def run(typed: argparse.Namespace) -> int:
    """Write all papers; nothing that is there is lost when they cannot be made."""
    folder = typed.to.resolve()
    with occasion.begun(typed):
        from betweenus.services import downtime

        _check(folder)
        papers = downtime.all_papers(by=occasion.operator("papers for a time without the service"))
    try:
        gone = _write(folder, papers)
    except OSError as problem:
        raise Refusal(
            f"{problem.filename or folder} cannot be written: {problem.strerror}.",
            "The papers written before are still there. Make room, or choose another folder.",
        ) from problem
    old = f", {gone} old list{'' if gone == 1 else 's'} gone" if gone else ""
    print(f"{folder}: {len(papers)} papers{old}.")
    return 0


def _check(folder: Path) -> None:
    """Make the folder for its owner alone, or see that not everybody may look into it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
    except OSError as problem:
        raise Refusal(
            f"{folder} cannot be made: {problem.strerror}.", "Choose another folder."
        ) from problem
    if mode & (stat.S_IROTH | stat.S_IXOTH):
        raise Refusal(
            f"Everybody who uses this machine can look into {folder}.",
            f"Type: chmod o= {folder}",
        )


def _write(folder: Path, papers: tuple["LetterFile", ...]) -> int:
    """Each beside its place and then into it, so that one is whole at any moment; how many went."""
    for paper in papers:
        beside = folder / f".{paper.name}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as made:
            made.write(paper.content)
        beside.replace(folder / paper.name)
    old = [file for file in folder.glob(LISTS) if file.name not in {one.name for one in papers}]
    for file in old:
        file.unlink()
    return len(old)
