"""``betweenus keys``: which sealing keys the records need, a new one, and changing to it."""

import argparse
import base64
import os
from functools import partial

from betweenus.cli import explaining, occasion, progress
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

DESCRIPTION = """\
Narrative is sealed in the database with a key of the ring BETWEENUS_KEYS. New text is sealed with
the last key of the ring (or BETWEENUS_SEALING_KEY); older keys stay in it as long as anything in
the database, or in a backup that may be needed, was sealed with them.
"""
EXAMPLES = """\
examples: changing the key, while people work
  betweenus keys make 2027a     prints a new key, ready to be put behind the others:
                                export BETWEENUS_KEYS="2026a:...,2027a:..."
  (start the service again with it)
  betweenus keys rotate         seals everything with the newest key; may be stopped and begun again
  betweenus keys list           says which keys are still needed
  (take a key out of the ring when nothing uses it and no backup needs it)
"""


def add_to(commands: Commands) -> None:
    """Add the command and what it can do."""
    parser = commands.add_parser(
        "keys",
        help="list, make and change the keys that seal the records",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    described = partial(explaining.described, kinds.add_parser, EXAMPLES)
    listed = described("list", "which keys the database needs, and how much of it", DESCRIPTION)
    occasion.add_choice(listed)
    listed.set_defaults(run=list_keys)
    made = described("make", "print a new key; changes nothing", DESCRIPTION)
    made.add_argument("id", help="what to call it, such as 2027a")
    made.set_defaults(run=make)
    rotated = described("rotate", "seal everything anew with the newest key", DESCRIPTION)
    occasion.add_choice(rotated)
    rotated.set_defaults(run=rotate)


def list_keys(typed: argparse.Namespace) -> int:
    """One line a key; 1 when the database needs a key the ring does not have."""
    with occasion.begun(typed):
        from django.conf import settings

        from betweenus.services import keys

        needed = keys.in_use()
        ring = list(settings.BETWEENUS_KEY_RING)
        for key in dict.fromkeys([*ring, *needed]):
            print(
                f"{key:<14}{_said(key, needed.get(key, 0), ring, settings.BETWEENUS_SEALING_KEY)}"
            )
        return 1 if set(needed) - set(ring) else 0


def _said(key: str, values: int, ring: list[str], newest: str) -> str:
    sealed = f"{values} value{'' if values == 1 else 's'}"
    if key not in ring:
        return f"{sealed} cannot be read: add this key to BETWEENUS_KEYS again"
    if key == newest:
        return f"{sealed}; new text is sealed with it"
    if values:
        return f"{sealed}; still needed. To change them: betweenus keys rotate"
    return "nothing in the database uses it; keep it for backups made before the change"


def make(typed: argparse.Namespace) -> int:
    """Print a key of 32 random bytes, as AES-256 takes them."""
    if not typed.id.isalnum():
        raise Refusal(f"{typed.id!r} is no id for a key.", "Use letters and digits, such as 2027a.")
    print(f"{typed.id}:{base64.b64encode(os.urandom(32)).decode()}")
    return 0


def rotate(typed: argparse.Namespace) -> int:
    """Seal everything with the newest key; 1 when a value does not open with any."""
    with occasion.begun(typed):
        from betweenus.services import keys

        with progress.shown("Sealing anew") as told:
            done = keys.rotate(by=occasion.operator("keys"), told=told)
        print(f"Sealed with the key {done.to} now: {done.values} more.")
        for one in done.unreadable:
            print(f"Does not open with its key, and was left as it is: {one}")
        if not done.unreadable:
            print("See which keys are still needed: betweenus keys list")
    return 1 if done.unreadable else 0
