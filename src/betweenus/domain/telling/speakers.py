"""Who speaks in a transcript: which of its voices is the client's, from the names beside them."""

import re
from collections.abc import Iterable, Mapping

_CLIENT = frozenset({"client", "patient", "cl", "c", "pt", "p"})
_THERAPIST = frozenset(
    {"therapist", "th", "t", "dr", "doctor", "clinician", "counsellor", "interviewer"}
)


def voices(
    speakers: Iterable[str], *, client: Iterable[str], therapist: str
) -> Mapping[str, bool | None]:
    """Speaker -> whether it is the client; None where the name beside the words does not tell.

    ``client``: what the client is called, in full and for short. Of two voices the one is the
    client's when the other is the therapist's, and the other way round.
    """
    found = {one: _whose(one, _words(" ".join(client)), _words(therapist)) for one in speakers}
    named = [one for one in found if one]
    if len(named) == 2:
        first, second = (found[one] for one in named)
        if first is None and second is not None:
            found[named[0]] = not second
        elif second is None and first is not None:
            found[named[1]] = not first
    return found


def chosen(speakers: Iterable[str], client: str) -> Mapping[str, bool | None]:
    """As somebody said it is: one voice is the client's, and no other."""
    return {one: one == client for one in speakers}


def told_apart(found: Mapping[str, bool | None]) -> bool:
    """Whether it is known which voice is the client's."""
    return True in found.values()


def _whose(speaker: str, client: frozenset[str], therapist: frozenset[str]) -> bool | None:
    words = _words(speaker)
    theirs = bool(words & (_CLIENT | (client - therapist)))
    others = bool(words & (_THERAPIST | (therapist - client)))
    return None if theirs == others else theirs


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", name.lower()))
