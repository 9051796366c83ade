"""When two entries may be one person: reasons to ask, never to decide."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

# How alike two surnames must be (0 to 1) to be taken for one with a slip of the pen: high enough
# to part Shaw from Shah, low enough for Ollerenshaw and Olerenshaw [own].
ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Particulars:
    """What two entries are compared by; numbers and addresses already tidy."""

    name: str
    born_on: date | None = None
    nhs_number: str = ""
    email: str = ""
    phone: str = ""
    local_reference: str = ""


def reasons_to_ask(one: Particulars, other: Particulars) -> tuple[str, ...]:
    """Why these two may be the same person, as words for a page; empty when nothing says so.

    The same NHS number or local reference; the same date of birth with a similar surname; the same
    e-mail address or phone number, which may also be a household's.
    """
    born_alike = bool(one.born_on) and one.born_on == other.born_on
    found = (
        (_same(one.nhs_number, other.nhs_number), "The same NHS number"),
        (_same(one.local_reference, other.local_reference), "The same local reference"),
        (
            born_alike and similar_surname(one.name, other.name),
            "The same date of birth and a similar surname",
        ),
        (_same(one.email, other.email), "The same email address"),
        (_same(one.phone, other.phone), "The same phone number"),
    )
    return tuple(words for holds, words in found if holds)


def similar_surname(one: str, other: str) -> bool:
    """Whether two full names have surnames that are equal, shared in part, or a slip apart."""
    mine, theirs = _surnames(one), _surnames(other)
    if mine & theirs:
        return True
    return any(_slip_apart(a, b) for a in mine for b in theirs)


def _slip_apart(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def _surnames(name: str) -> set[str]:
    """The last word of a name without case or accents, a double-barrelled one as its parts."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = plain.split()
    return {part for part in re.split(r"[-']", words[-1]) if len(part) > 1} if words else set()


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other
