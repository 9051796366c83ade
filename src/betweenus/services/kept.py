"""Kept: what was worked out from a record, while the record stays as it was.

A caseload works out where 25 courses stand, from a thousand rows. What came of it is remembered
by the mark the record had (records/marks), which the page reads from the database each time: the
database gives another mark with every change, whoever makes it, so nobody is shown what is no
longer so. Nothing told in confidence is kept, nor a name: only numbers, days and states, in the
memory of this process and for no more courses than said.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date
from threading import Lock
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from betweenus.records import marks
from betweenus.services import clock

Value = TypeVar("Value")


class State(NamedTuple):
    """The state a record was in, and the day it was looked at: what stands changes overnight."""

    mark: UUID
    day: date


def state_of(mark: UUID | None) -> State | None:
    """The state of a record with this mark; None where it has none, and so nothing is kept."""
    return State(mark, clock.today()) if mark else None


def states_of(marks: Mapping[UUID, UUID | None]) -> dict[UUID, State | None]:
    """The state of each of these, by their marks, all looked at on one day."""
    today = clock.today()
    return {about: State(mark, today) if mark else None for about, mark in marks.items()}


def marked() -> bool:
    """Whether this database marks what changes; without, what is kept could be out of date."""
    return marks.are_there()


class Kept(Generic[Value]):
    """Values by the id of what they are about, each with the state it was worked out in."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[UUID, tuple[State, Value]] = OrderedDict()
        self._lock = Lock()
        _ALL.append(self)

    def of_each(
        self,
        states: Mapping[UUID, State | None],
        work_out: Callable[[list[UUID]], Mapping[UUID, Value]],
    ) -> dict[UUID, Value]:
        """A value for each id in its state: those kept, and the others worked out together.

        The states must have been read before ``work_out`` reads anything.
        """
        found, missing = {}, []
        with self._lock:
            for about, state in states.items():
                known = self._found.get(about)
                if known and known[0] == state:
                    found[about] = known[1]
                    self._found.move_to_end(about)
                else:
                    missing.append(about)
        if missing:
            made = work_out(missing)
            found.update(made)
            self._keep(states, made)
        return found

    def _keep(self, states: Mapping[UUID, State | None], made: Mapping[UUID, Value]) -> None:
        with self._lock:
            for about, value in made.items():
                if state := states[about]:
                    self._found[about] = state, value
                    self._found.move_to_end(about)
            while len(self._found) > self._most:
                self._found.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._found.clear()


_ALL: list[Kept] = []


def forget_all() -> None:
    """As after a start of the program."""
    for kept in _ALL:
        kept.forget()
