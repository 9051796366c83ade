"""The passages that may tell an episode: the likeliest quarter of what the client said, joined."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from betweenus.domain.telling.clues import Looked, look, probability
from betweenus.domain.telling.said import Said, words_of
from betweenus.domain.telling.wordlists import word_lists

QUARTER = 0.25
"""At most this share of what may be the client's is flagged."""
FEWEST = 3
"""... or so many, when a note or diary entry is short."""
FLOOR = 0.15
"""What is less likely than this is never flagged, however quiet the rest."""
SHORT = 4
"""A client's turn of so few words ("Yeah, exactly.") does not end a passage."""
LONGEST = 12
"""So many turns at most make one passage, the therapist's among them."""
GOES_ON = 2
"""So many turns behind a flagged one may belong to it ("I just went quiet.")."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Turns ``first`` to ``last`` (counted from 0, both included) that may tell an episode.

    ``text``: what the client said in it. ``people``: who it may be about, most mentioned first;
    the therapist is "therapist". ``why``: a sentence saying what speaks for it.
    """

    first: int
    last: int
    text: str
    probability: float
    people: tuple[str, ...]
    why: str


def find_passages(turns: Sequence[Said], *, names: Sequence[str] = ()) -> tuple[Passage, ...]:
    """Passages by rules alone, in the order told; ``names`` are those on the map."""
    looked = look(turns, names)
    return choose(turns, looked, _likely(turns, looked, names))


def _likely(
    turns: Sequence[Said], looked: Sequence[Looked], names: Sequence[str]
) -> tuple[float, ...]:
    """How likely each turn tells a moment.

    The sentences of a note say little each ("Mum came for lunch. She looked at the curtains."):
    one that is about somebody is taken together with the next.
    """
    alone = tuple(probability(one.clues) for one in looked)
    if not turns or any(turn.client is not None for turn in turns):
        return alone
    texts = [turn.text for turn in turns]
    pairs = [Said("", f"{one} {after}") for one, after in zip(texts, [*texts[1:], ""], strict=True)]
    return tuple(
        max(own, probability(both.clues)) if one.people else own
        for own, one, both in zip(alone, looked, look(pairs, names), strict=True)
    )


def choose(
    turns: Sequence[Said], looked: Sequence[Looked], likely: Sequence[float]
) -> tuple[Passage, ...]:
    """Passages from how likely each turn tells a moment; turns of the therapist never do."""
    passages: list[list[int]] = []
    for at in sorted(flagged(turns, likely)):
        if passages and _belongs(turns, looked, passages[-1], at):
            passages[-1].append(at)
        else:
            passages.append([at])
    taken = {at for passage in passages for at in passage}
    whole = [[*passage, *_rest(turns, looked, passage, taken)] for passage in passages]
    return tuple(_passage(turns, looked, likely, passage) for passage in whole)


def flagged(turns: Sequence[Said], likely: Sequence[float]) -> tuple[int, ...]:
    """The numbers of the turns flagged, likeliest first; the earlier one where they are even."""
    theirs = [at for at, turn in enumerate(turns) if turn.client is not False]
    most = max(math.ceil(QUARTER * len(theirs)), FEWEST)
    order = sorted(theirs, key=lambda at: (-likely[at], at))
    return tuple(at for at in order[:most] if likely[at] >= FLOOR)


def _belongs(
    turns: Sequence[Said], looked: Sequence[Looked], passage: Sequence[int], at: int
) -> bool:
    """Whether a flagged turn goes on with a passage: nothing else between, and nobody else."""
    between = turns[passage[-1] + 1 : at]
    quiet = all(one.client is False or len(words_of(one.text)) <= SHORT for one in between)
    whom = {who for one in passage for who in looked[one].people}
    same = not looked[at].own_people or bool(whom & set(looked[at].people))
    return quiet and same and at - passage[0] < LONGEST


def _rest(
    turns: Sequence[Said], looked: Sequence[Looked], passage: Sequence[int], taken: set[int]
) -> list[int]:
    """What follows a passage and tells what was felt or done, without naming anybody else."""
    whom = {who for one in passage for who in looked[one].people}
    made: list[int] = []
    for at in range(passage[-1] + 1, min(len(turns), passage[0] + LONGEST)):
        if turns[at].client is False:
            continue
        clues = looked[at].clues
        goes_on = clues.self_does + clues.other_does + clues.feeling > 0 and not clues.question
        if at in taken or not goes_on or not set(looked[at].own_people) <= whom:
            break
        made.append(at)
        if len(made) == GOES_ON:
            break
    return made


def _passage(
    turns: Sequence[Said], looked: Sequence[Looked], likely: Sequence[float], passage: Sequence[int]
) -> Passage:
    first, last = passage[0], passage[-1]
    theirs = [turn.text.strip() for turn in turns[first : last + 1] if turn.client is not False]
    best = max(passage, key=lambda at: (likely[at], -at))
    mentions = [who for at in passage for who in (looked[at].own_people or looked[at].people)]
    people = tuple(sorted(dict.fromkeys(mentions), key=lambda who: -mentions.count(who)))
    return Passage(first, last, " ".join(theirs), likely[best], people, _why(looked[best], people))


def _why(best: Looked, people: Sequence[str]) -> str:
    """What speaks for it: "Names Mum; what they did; a certain time."."""
    lists = word_lists().clues
    clues = best.clues
    said = [f"Names {people[0]}" if people else "Tells of somebody"]
    said += ["what they did"] if clues.other_does else []
    said += ["what the client did"] if clues.self_does else []
    said += [lists[name].says for name in ("saying", "once", "feeling") if getattr(clues, name)]
    return f"{'; '.join(said)}."
