"""The disk fills up while people save, and has room again: told politely, and nothing is lost.

    python -m tests.faults.full --times 20
    python -m tests.faults.full --times 20 --postgres      as root

The service lies on a small disk in memory, in a room of its own, so that the machine's disks are
left alone. Something else fills it up to the last byte, and goes away again. In the end:

- every answer was what was asked for, or a page that says that nothing can be saved just now and
  still has what was typed; people send that again from it;
- each time somebody was told, and saving went on by itself once there was room;
- what was answered "saved" is there, every entry has its event, and the chain of events is whole.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.faults import saving
from tests.faults.outages import outages
from tests.faults.served import AT_MOST
from tests.faults.telling import tell

# Room for the service and some more, so that the disk is full soon.
MEGABYTES = {"SQLite": 32, "PostgreSQL": 384}
AS_ROOT = () if os.geteuid() == 0 else ("--map-root-user",)
ROOM = ("unshare", "--mount", *AS_ROOT)


@dataclass(frozen=True)
class Report:
    """What came of it; ``problems`` is empty when every promise held."""

    times: int
    entries: int
    drafts: int
    later: int  # polite answers while it was full
    slowest: float  # seconds from there being room until somebody had saved
    problems: tuple[str, ...]


class Disk:
    """A small disk and what fills it."""

    def __init__(self, folder: Path) -> None:
        self.other = folder / "something-else"

    def fill(self) -> None:
        """Leave no byte; what is written there by others meanwhile they keep."""
        with self.other.open("ab", buffering=0) as filling:
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while True:
                        filling.write(b"x" * size)

    def clear(self) -> None:
        """Give everything back."""
        self.other.unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[Disk]:
    """A disk of its own, on which temporary folders then lie."""
    with tempfile.TemporaryDirectory(prefix="betweenus-full-") as folder:
        Path(folder).chmod(0o755)  # the database's server may run as another user
        mounted = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder]
        subprocess.run(["mount", *mounted], check=True)
        before, tempfile.tempdir = tempfile.tempdir, folder
        try:
            yield Disk(Path(folder))
        finally:
            tempfile.tempdir = before
            subprocess.run(["umount", "--lazy", folder], check=True)


def full(times: int, disk: Disk, *, told=lambda done, of: None) -> Report:
    """Fill the disk and clear it so many times while people save; what was found afterwards."""
    unnoticed = 0

    def fill_and_clear(_: int, written: saving.Written) -> None:
        nonlocal unnoticed
        unnoticed += not _told_of_it(disk, written)
        disk.clear()

    found = outages(times, fill_and_clear, told=told)
    written = found.written
    return Report(
        times,
        len(written.entries),
        written.note,
        written.later,
        found.slowest,
        (*saving.problems(found.people, written), *_others(unnoticed, found.stuck, written)),
    )


def _told_of_it(disk: Disk, written: saving.Written) -> bool:
    """Fill the disk until everybody was told, on average; files that are there have some room."""
    before, until = written.later, time.monotonic() + AT_MOST
    while time.monotonic() < until:
        disk.fill()
        if written.later >= before + 2 * saving.WRITERS:
            return True
        time.sleep(0.05)
    return False


def _others(unnoticed: int, stuck: int, written: saving.Written) -> Iterator[str]:
    if unnoticed:
        yield f"{unnoticed} times nobody was told within {AT_MOST} s: it was not full"
    if stuck:
        yield f"{stuck} times nobody could save within {AT_MOST} s of there being room"
    if written.unanswered:
        yield f"{written.unanswered} requests had no answer"


def inside(typed: argparse.Namespace) -> int:
    """Fill, clear, look, and say what was found; 1 when a promise did not hold."""
    from betweenus.cli import progress

    database = "PostgreSQL" if typed.postgres else "SQLite"
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(MEGABYTES[database]))
        address = stack.enter_context(postgres.server()) if typed.postgres else ""
        stack.enter_context(saving.empty_service(address))
        bar = stack.enter_context(progress.shown("Filling"))
        report = full(typed.times, disk, told=bar or (lambda done, of: None))
    says = (
        f"The disk was full {report.times} times on {database}: {report.entries} entries answered "
        f"as saved, {report.later} times told to send it again, at most {report.slowest} s until "
        f"saving went on; {len(report.problems)} promises broken."
    )
    command = f"python -m tests.faults.full --times {typed.times}"
    command += " --postgres" if typed.postgres else ""
    return tell(f"full-{database.lower()}", says, report, command, keep=typed.keep)


def main() -> int:
    """Go into a room of its own, where a small disk is nobody else's, and do it there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the figure for docs/promises.md")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    typed = parser.parse_args()
    if typed.inside:
        return inside(typed)
    again = [sys.executable, "-m", "tests.faults.full", *sys.argv[1:], "--inside"]
    return subprocess.run([*ROOM, *again], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
