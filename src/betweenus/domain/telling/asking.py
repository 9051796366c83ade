"""Who of a transcript is the client where their names do not tell: the one who asks less."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from betweenus.domain.telling.said import Said
from betweenus.domain.telling.speakers import voices

_I = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my)\b")
_YOU = re.compile(r"\byou(?:r|'re|'ve|'d)?\b")
CLEAR = 0.1
"""Two speakers differ so much in asking, or nobody is told apart."""


def with_client(
    turns: Sequence[Said], *, client: Sequence[str] = (), therapist: str = ""
) -> tuple[Said, ...]:
    """The turns, each saying whether it is the client's; names are those the record has."""
    who = who_is_client(turns, client=client, therapist=therapist)
    return tuple(replace(turn, client=who[turn.speaker]) for turn in turns)


def who_is_client(
    turns: Sequence[Said], *, client: Sequence[str] = (), therapist: str = ""
) -> Mapping[str, bool | None]:
    """Speaker -> whether they are the client; None where nothing tells them apart.

    Names come first ("Maria", "Therapist", "T"). Two speakers whose names say nothing are told
    apart by who asks and says "you".
    """
    who = tuple(dict.fromkeys(turn.speaker for turn in turns))
    known = voices(who, client=client, therapist=therapist)
    if len(who) != 2 or any(found is not None for found in known.values()):
        return known
    one, other = who
    asks = [_asking(turn.text for turn in turns if turn.speaker == name) for name in who]
    if abs(asks[0] - asks[1]) < CLEAR:
        return known
    return {one: asks[0] < asks[1], other: asks[1] < asks[0]}


def _asking(texts: Iterable[str]) -> float:
    """Questions a turn, and how much of I and you is you."""
    said = [text.lower().replace("’", "'") for text in texts]
    questions = sum("?" in text for text in said) / max(1, len(said))
    mine = sum(len(_I.findall(text)) for text in said)
    yours = sum(len(_YOU.findall(text)) for text in said)
    return questions + yours / max(1, mine + yours)
