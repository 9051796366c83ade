"""Audit: whether the trail of events is as it was written, and anchors outside the database."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from betweenus.domain.access import Act, Identity
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotAllowed
from betweenus.domain.trail import Anchor, Row, Verdict, read_anchors, said, walk
from betweenus.services import chain, clock
from betweenus.services.acting import acting, may

Told = Callable[[int, int], None]

_OFTEN = 1_000  # events between two signs of life


class TrailBroken(Exception):
    """The trail is not as it was written; `betweenus audit verify` says more."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What following the trail found, the last anchor there is, and where anchors are."""

    verdict: Verdict
    last: Anchor | None
    file: Path


@dataclass(frozen=True, slots=True)
class Anchored:
    """An anchor that was written, and the file it is in."""

    anchor: Anchor
    file: Path


def _file() -> Path:
    return settings.ANCHORS / "events.txt"


def _anchors() -> tuple[Anchor, ...]:
    """The anchors written so far, in their order; raises Refusal when a line is none."""
    try:
        with _file().open(encoding="ascii", errors="replace") as lines:
            return read_anchors(lines)
    except FileNotFoundError:
        return ()


def verify(*, by: Identity, told: Told | None = None) -> Checked:
    """Follow the whole chain and compare it with the anchors; the first fault, if there is one.

    What was found becomes an event itself. Raises NotAllowed.
    """
    _check_may(by)
    known = _anchors()
    rows = _counted(chain.rows(), chain.newest()[0], told) if told else chain.rows()
    verdict = walk(rows, known, rest=chain.rows)
    with acting(by=by, act=Act.READ_TRAIL, about="trail:verify") as deed:
        deed.detail |= {"followed": verdict.number, "anchors": verdict.anchors}
        if fault := verdict.fault:
            deed.detail |= {"fault": fault.kind, "event": fault.number}
    return Checked(verdict, known[-1] if known else None, _file())


def follow_what_is_here() -> Verdict:
    """Follow the whole chain; of the anchors only those of events there are can say anything.

    For a database that was just put back: later events, and their anchors, came after its backup.
    To be called by what has checked that it may.
    """
    newest, _ = chain.newest()
    known = [one for one in _anchors() if one.number <= newest]
    return walk(chain.rows(), known, rest=chain.rows)


def _counted(rows: Iterable[Row], of: int, told: Told) -> Iterator[Row]:
    for done, row in enumerate(rows):
        if done % _OFTEN == 0:
            told(done, of)
        yield row


def anchor(*, by: Identity) -> Anchored | None:
    """Write down where the chain stands; None when there is no event yet.

    What came since the last anchor is followed first: raises TrailBroken rather than anchor a
    trail that is not whole, and NotAllowed.
    """
    _check_may(by)
    last = _last_that_holds()
    after = (last.number, last.hash) if last else (0, "")
    verdict = walk(chain.rows(after[0]), after=after, rest=chain.rows)
    if verdict.fault:
        raise TrailBroken(verdict.fault.words)
    if not verdict.number:
        return None
    made = Anchor(clock.now(), verdict.number, verdict.hash)
    with acting(by=by, act=Act.READ_TRAIL, about="trail:anchor") as deed:
        deed.detail |= {"number": made.number, "hash": made.hash}
        _append(said(made))
    return Anchored(made, _file())


def anchor_due(now: datetime) -> int:
    """Write the day's anchor unless there is one; how many were written."""
    last = _anchors()[-1:]
    if last and last[0].at.astimezone(LONDON).date() == now.astimezone(LONDON).date():
        return 0
    return int(anchor(by=THE_SERVICE) is not None)


def _check_may(by: Identity) -> None:
    if not (decision := may(by, Act.READ_TRAIL)):
        raise NotAllowed(decision.reason)


def _last_that_holds() -> Anchor | None:
    """The newest anchor, if the trail still has the event it is about; raises TrailBroken."""
    known = _anchors()
    if not known:
        return None
    last = known[-1]
    here = next(iter(chain.rows(last.number - 1)), None)
    if here is None or (here.number, here.hash) != (last.number, last.hash):
        raise TrailBroken(f"event {last.number} is not the one that was anchored at {last.at}")
    return last


def _append(line: str) -> None:
    """One write behind everything else, on the disk before it counts."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        os.write(descriptor, line.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
