"""Checking the chain of events: whether it is as it was written, and if not, what comes first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from betweenus.domain.trail.anchors import Anchor
from betweenus.domain.trail.chain import BEGINNING, Row, digest, follow, follows


class FaultKind(StrEnum):
    """What became of the trail."""

    CHANGED = "changed"
    MISSING = "missing"
    PUT_IN = "put in"
    MOVED = "moved"
    REWRITTEN = "rewritten"  # in order by itself, and not what an anchor saw
    CUT_OFF = "cut off"  # ends before an anchor does


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong: which event (``number``, up to ``until``), and what, in words."""

    kind: FaultKind
    number: int
    until: int
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the chain was followed: its newest event, anchors met, and the first fault if any."""

    number: int
    hash: str
    anchors: int
    fault: Fault | None


def walk(
    rows: Iterable[Row],
    anchors: Sequence[Anchor] = (),
    *,
    after: tuple[int, str] = (0, BEGINNING),
    rest: Callable[[int], Iterable[Row]],
) -> Verdict:
    """Follow the chain in the order of numbers, from behind the event ``after`` on.

    ``rest`` gives the rows behind a number once more: what a fault is can only be told from those
    that follow. Needs room for one row and the anchors, however long the trail is.
    """
    number, hash_ = after
    waiting = sorted((one for one in anchors if one.number > number), key=lambda one: one.number)
    waiting.reverse()
    met = 0
    for row in rows:
        if row.number != number + 1 or not follows(hash_, row):
            return Verdict(number, hash_, met, name_fault(number + 1, hash_, rest(number)))
        number, hash_ = row.number, row.hash
        while waiting and waiting[-1].number == number:
            anchor = waiting.pop()
            if anchor.hash != hash_:
                return Verdict(number, hash_, met, _rewritten(anchor, anchors))
            met += 1
    fault = _cut_off(number, waiting[-1]) if waiting else None
    return Verdict(number, hash_, met, fault)


def name_fault(expected: int, previous: str, rest: Iterable[Row]) -> Fault:
    """What is wrong where the event ``expected`` should follow one with the hash ``previous``.

    Looks for where the row that stands there belongs, and for where the one that belongs there is.
    """
    rows = iter(rest)
    first = next(rows)
    unreadable = first.content is None
    its_digest = "" if first.content is None else digest(first.content)
    belongs = 0 if not follows(previous, first) else first.number
    for row in rows:
        if not unreadable and follow(row.hash, its_digest) == first.hash:
            return _moved(expected, first, f"It was written behind event {row.number}.")
        if not belongs and follows(previous, row):
            belongs = row.number
    if first.number < expected:
        return _put_in(first.number, first.number)
    if first.number > expected:
        if belongs:
            return _moved(expected, None, f"It stands at {belongs}.")
        return _missing(expected, first.number - 1)
    return _put_in(expected, belongs - 1) if belongs else _changed(expected, unreadable=unreadable)


def _moved(expected: int, stands_there: Row | None, words: str) -> Fault:
    what = f"Event {expected} does not stand where it was written."
    if stands_there:
        what = f"Another event stands in the place of event {expected}."
    return Fault(FaultKind.MOVED, expected, expected, f"{what} {words}")


def _put_in(first: int, last: int) -> Fault:
    which = f"Event {first} was" if first == last else f"Events {first} to {last} were"
    return Fault(FaultKind.PUT_IN, first, last, f"{which} put in and not written by the program.")


def _missing(first: int, last: int) -> Fault:
    which = f"Event {first} is" if first == last else f"Events {first} to {last} are"
    return Fault(FaultKind.MISSING, first, last, f"{which} missing.")


def _changed(number: int, *, unreadable: bool) -> Fault:
    words = f"Event {number} is not as it was written."
    if unreadable:
        words = f"Event {number} cannot be read: it is not as it was written."
    return Fault(FaultKind.CHANGED, number, number, words)


def _rewritten(anchor: Anchor, anchors: Iterable[Anchor]) -> Fault:
    """Everything behind the last anchor that agrees may have been made anew."""
    first = 1 + max((one.number for one in anchors if one.number < anchor.number), default=0)
    words = (
        f"The trail was written anew: event {anchor.number} is not the one that was anchored on "
        f"{anchor.at:%d.%m.%Y %H:%M}. The first event that is not what it was is one of {first} to "
        f"{anchor.number}."
    )
    return Fault(FaultKind.REWRITTEN, first, anchor.number, words)


def _cut_off(last: int, anchor: Anchor) -> Fault:
    words = (
        f"Events {last + 1} to {anchor.number} are missing: the trail ends at {last}, and event "
        f"{anchor.number} was anchored on {anchor.at:%d.%m.%Y %H:%M}."
    )
    return Fault(FaultKind.CUT_OFF, last + 1, anchor.number, words)
