"""``betweenus backup`` and ``betweenus restore``: the records in one encrypted file, and back."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from betweenus.cli import explaining, occasion, progress
from betweenus.cli.occasion import Commands
from betweenus.domain.refusals import Refusal

if TYPE_CHECKING:
    from betweenus.domain.trail import Verdict

DESCRIPTION = """\
Copies the whole database into one file while people work. The file is encrypted to a public key
(BETWEENUS_BACKUP_TO), so that the machine that makes backups cannot read them.

Not in it: the sealing keys (BETWEENUS_KEYS). Keep them, and the secret key for backups, in two safe
places apart from the backups: without both nobody can read a backup, and nobody can help.
"""
EXAMPLES = """\
examples: once
  betweenus backup make-key backup.key   writes the secret key, prints the public one:
                                         export BETWEENUS_BACKUP_TO=age1...
  (move backup.key to a safe place)

every night, from cron:
  betweenus backup make /backups/$(date +%F).age

trying it out in an empty place, as should be done every month; compares every table and the
trail of events:
  export BETWEENUS_HOME=/tmp/try
  betweenus restore /backups/2026-11-28.age --key backup.key
"""
PUBLIC = "BETWEENUS_BACKUP_TO"


def add_to(commands: Commands) -> None:
    """Add both commands."""
    parser = commands.add_parser(
        "backup",
        help="copy all records into one encrypted file",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(title="what to do", metavar="WHAT", required=True)
    described = partial(explaining.described, kinds.add_parser, EXAMPLES)
    made = described("make", "make a backup", DESCRIPTION)
    occasion.add_choice(made)
    made.add_argument("file", type=Path, metavar="FILE", help="where to; must not be there yet")
    made.add_argument("--to", default="", metavar="KEY", help=f"the public key; else {PUBLIC}")
    made.set_defaults(run=make)
    key = described("make-key", "make the pair of keys for backups", DESCRIPTION)
    key.add_argument("file", type=Path, metavar="FILE", help="where the secret key is written")
    key.set_defaults(run=make_key)
    restored = commands.add_parser(
        "restore",
        help="put a backup back into an empty place, and compare",
        description="Makes an empty database what the backup is, and says whether all is there.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    occasion.add_choice(restored)
    restored.add_argument("file", type=Path, metavar="FILE", help="the backup")
    restored.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="the file of the secret key"
    )
    restored.set_defaults(run=restore)


def make_key(typed: argparse.Namespace) -> int:
    """Write the secret key where only its owner can read it, print the public one."""
    from betweenus.exchange import backup_file

    secret, public = backup_file.new_key()
    try:
        made = os.open(typed.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise Refusal(
            f"{typed.file} cannot be written: {problem.strerror}.", "Choose another name."
        ) from problem
    with os.fdopen(made, "w") as file:
        file.write(f"# opens backups made to {public}\n{secret}\n")
    print(f"export {PUBLIC}={public}")
    return 0


def make(typed: argparse.Namespace) -> int:
    """Make a backup and say what is in it."""
    to = typed.to or os.environ.get(PUBLIC, "")
    if not to:
        raise Refusal(
            "No key is set that backups are encrypted to.",
            f"Type: betweenus backup make-key backup.key, then export {PUBLIC}=... as it prints.",
        )
    file = typed.file.resolve()
    with occasion.begun(typed):
        from betweenus.services import backups

        with progress.shown("Backing up") as told, _disk(file.parent):
            done = backups.take(by=occasion.operator("backup"), file=file, to=to, told=told)
    print(f"{file}: {done.rows} rows of {len(done.tables)} tables.")
    print(f"To be read it needs the sealing keys {', '.join(done.sealing_keys) or '(none)'}.")
    return 0


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Tell of a disk that is full or closed in words; what was begun has been cleared away."""
    try:
        yield
    except OSError as problem:
        raise Refusal(
            f"{folder}: {problem.strerror}. Nothing is left there half-written.",
            "Make room, or choose another folder.",
        ) from problem


def restore(typed: argparse.Namespace) -> int:
    """Put a backup back; 1 when its trail is not whole, or the ring lacks a key that it needs."""
    file = typed.file.resolve()
    if not typed.key.is_file():
        raise Refusal(f"There is no file {typed.key}.", "It is the one make-key wrote.")
    secret = typed.key.read_text()
    with occasion.begun(typed):
        from betweenus.services import backups, keys

        with progress.shown("Putting back") as told, _disk(occasion.home()):
            done = backups.put_back(
                by=occasion.operator("restore"), file=file, secret=secret, told=told
            )
        lost = keys.missing()
    backup, trail = done.backup, done.trail
    print(
        f"All is back as it was on {backup.taken_at:%d %B %Y at %H:%M} UTC: {backup.rows} rows of "
        f"{len(backup.tables)} tables, each the same as then."
    )
    print(
        "Compared: the number of rows and the hash of every table, and the trail from its first "
        f"event{_until(trail)}."
    )
    if trail.fault:
        print(
            f"NOT AS WRITTEN  {trail.fault.words} It was so when the backup was made: compare it "
            "with an older one, and see docs/deploying.md."
        )
    for key in lost:
        print(f"Some of it cannot be read: add the sealing key {key} to BETWEENUS_KEYS.")
    print("Now look: betweenus check")
    return 1 if lost or trail.fault else 0


def _until(trail: "Verdict") -> str:
    if trail.fault:
        return f", which is in order up to {trail.number:,}"
    anchors = f", {trail.anchors:,} of them as anchored" if trail.anchors else ""
    return f" to its last, {trail.number:,} in order{anchors}"
