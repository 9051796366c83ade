"""``betweenus audit``: is the trail as it was written, and where does it stand today?"""

import argparse
from functools import partial
from typing import TYPE_CHECKING

from betweenus.cli import explaining, occasion, progress
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

if TYPE_CHECKING:
    from betweenus.services.audit import Checked

EXAMPLES = """\
examples:
  betweenus audit verify     is the trail of events as it was written?
  betweenus audit anchor     write down, outside the database, where it stands now
  betweenus audit verify && betweenus audit anchor
"""
VERIFY = """\
Follows the trail from its first event. Each event covers the one before, so a row that was edited,
deleted, inserted or moved in the database breaks the chain there, and the first such row is named.
A chain that was made anew from some row on, or ends too early, does not agree with the anchors.

Ends with 0 when the trail is whole, with 1 when it is not. It works while people write, needs
little memory, and leaves an event that says what it found.
"""
ANCHOR = """\
Adds a line to the file events.txt in the folder BETWEENUS_ANCHORS (anchors below BETWEENUS_HOME,
if not set): when, how many events there are, and the hash of the last. The service does it once
a day by itself. Whoever can write to the database should not be able to write to that folder.
"""


def add_to(commands: Commands) -> None:
    """Add the command and what can be asked of the trail."""
    parser = commands.add_parser(
        "audit",
        help="check that nobody changed the trail of who did what",
        description="The trail of events: who read or changed what, and when.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    described = partial(explaining.described, asked.add_parser, EXAMPLES)
    verified = described("verify", "follow the trail and compare it with its anchors", VERIFY)
    occasion.add_choice(verified)
    verified.set_defaults(run=verify)
    anchored = described("anchor", "write down where the trail stands", ANCHOR)
    occasion.add_choice(anchored)
    anchored.set_defaults(run=anchor)


def verify(typed: argparse.Namespace) -> int:
    """Follow the trail; 1 when it is not as it was written."""
    with occasion.begun(typed), progress.shown("Following the trail") as told:
        from betweenus.services import audit

        found = audit.verify(by=occasion.operator("audit verify"), told=told)
    print("\n".join(_words(found)))
    return 1 if found.verdict.fault else 0


def _words(found: "Checked") -> list[str]:
    verdict, last = found.verdict, found.last
    if verdict.fault:
        whole = f"{_count(verdict.number, 'event')} before it in order"
        if verdict.fault.number > verdict.number + 1 or not verdict.number:
            whole = "nothing before it in order"
        return [
            f"NOT AS WRITTEN  {verdict.fault.words}",
            f"{'':<16}{whole[:1].upper() + whole[1:]}; {_count(verdict.anchors, 'anchor')} agreed.",
            f"{'':<16}Keep this database as it is, and compare it with a backup made before.",
        ]
    said = f"OK  {_count(verdict.number, 'event')}, each as it was written."
    if last is None:
        return [
            said,
            f"There is no anchor in {found.file} yet, so a trail made anew would not be noticed.",
            "Type: betweenus audit anchor",
        ]
    agreed = "1 anchor agrees" if verdict.anchors == 1 else f"{verdict.anchors:,} anchors agree"
    behind = verdict.number - last.number
    since = f"{_count(behind, 'event')} since the last" if behind else "the last is of the end"
    return [f"{said} {agreed}; {since} ({last.at:%d.%m.%Y %H:%M})."]


def anchor(typed: argparse.Namespace) -> int:
    """Write an anchor; 1 when the trail is not whole."""
    with occasion.begun(typed):
        from betweenus.services import audit

        try:
            made = audit.anchor(by=occasion.operator("audit anchor"))
        except audit.TrailBroken as broken:
            raise Refusal(
                f"Nothing was anchored: {broken}", "See what is wrong: betweenus audit verify"
            ) from broken
        except OSError as error:
            raise Refusal(
                f"{error.filename} cannot be written: {error.strerror}.",
                "Choose another folder: export BETWEENUS_ANCHORS=/path/to/folder",
            ) from error
    if made is None:
        print("There is no event yet, so there is nothing to anchor.")
        return 0
    print(f"{_count(made.anchor.number, 'event')} anchored in {made.file}.")
    return 0


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
