"""``betweenus record-copy``: the copy of somebody's record as a file, for whoever asked for it."""

import argparse
import os
from datetime import date
from pathlib import Path

from betweenus.cli import occasion
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

DESCRIPTION = """\
Writes everything on record about one person into a zip file: a page to read, the same as PDF, and
the data. What their clinician has kept back, with a reason, is left out and listed. A record that
cannot be opened is listed and keeps nothing else back.
"""
EXAMPLES = """\
examples:
  betweenus record-copy "943 476 5919" -o copy.zip            by NHS number
  betweenus record-copy tom@home.example -o copy.zip          by email address
  betweenus record-copy tom@home.example -o copy.zip --asked 2026-11-20
                                                              enters the request, too

Their clinician should have read it through before: on the web page, "A copy of the record".
"""


def add_to(commands: Commands) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "record-copy",
        help="write a copy of one person's record into a file, for that person",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    occasion.add_choice(parser)
    parser.add_argument("who", metavar="WHO", help="NHS number, email address, or id")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--asked", type=_day, default=None, metavar="DAY", help="enter the request of this day"
    )
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day such as 2026-11-20") from None


def run(typed: argparse.Namespace) -> int:
    """Write the copy; 1 when something in it could not be opened."""
    out = typed.out.resolve()
    if out.exists():
        raise Refusal(f"{typed.out} is there already.", "Choose another name.")
    with occasion.begun(typed):
        from betweenus.services import disclosure

        by = occasion.operator("copy of a record")
        person = disclosure.find(by=by, who=typed.who)
        standing = disclosure.standing(by=by, person_id=person)
        if standing is None and typed.asked is None:
            raise Refusal(
                "Nobody has entered that they asked for a copy.",
                "Add --asked and the day they did.",
            )
        request = standing or disclosure.ask(by=by, person_id=person, received_on=typed.asked)
        file = disclosure.give(by=by, request_id=request)
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
        made.write(file.content)
    copy = file.copy
    print(f"{out}: {len(copy.items)} parts, {len(copy.withheld)} of them kept back.")
    for item in copy.unreadable:
        print(f"Could not be opened, and is listed: {item.key}. See: betweenus keys list")
    return 1 if copy.unreadable else 0
