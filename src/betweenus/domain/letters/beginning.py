"""Beginning a letter: the kinds a course may still need.

The goodbye letter belongs to a course that is held as planned, the short letter to one that ends
before its last phase (clinical.md 1.4): one stands in the place of the other.
"""

from collections.abc import Set

from betweenus.domain.letters.kinds import LetterKind, letter_kinds


def to_begin(begun: Set[str], *, ended: bool, early: bool) -> tuple[LetterKind, ...]:
    """The kinds to offer; ``early`` says that the course ended, or will end, before its plan."""
    past = set(begun)
    if "short" in begun or (ended and early):
        past.add("goodbye")
    if not early and (ended or "goodbye" in begun):
        past.add("short")
    return tuple(kind for kind in letter_kinds().values() if kind.id not in past)
