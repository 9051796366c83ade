"""One by one: a round does all it has to do though one of them fails, and fails only then."""

from collections.abc import Callable, Iterable
from typing import TypeVar

One = TypeVar("One")


def one_by_one(waiting: Iterable[One], do: Callable[[One], bool]) -> int:
    """How many were done; raises the first failure once each has had its turn."""
    did, failures = 0, []
    for one in waiting:
        try:
            did += do(one)
        except Exception as error:  # whatever it is, the next client must have their turn
            failures.append(error)
    if failures:
        raise failures[0]
    return did
