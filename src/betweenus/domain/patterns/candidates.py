"""The counting put together: what was found, with its episodes and its doubt, as values to show."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.patterns import doubt, saying
from betweenus.domain.patterns.candidate import Candidate, Ranking, Reading
from betweenus.domain.patterns.classes import latent_classes, most_frequent
from betweenus.domain.patterns.confidence import confidence
from betweenus.domain.patterns.episodes import ROUNDS, Episode
from betweenus.domain.patterns.evidence import Weighed, weigh
from betweenus.domain.patterns.finding import Found, find
from betweenus.domain.patterns.told import NOT_CODED, Numbers, Told, as_told
from betweenus.domain.patterns.vocabulary import Vocabulary

SHOWS = 0.5
"""An episode is for a pattern that explains it better than not."""
TWICE = 2
"""What shows in fewer does not recur; so many should hold a part's code, or one like it."""
ENOUGH_CODED = 3
"""So many codes can speak against: parts coded in one episode, or one part in so many episodes."""
AGAINST = 1 / 3
"""... and it agrees in at most this share of them."""

Bools = NDArray[np.bool_]


def ranked(
    ordered: Sequence[Episode],
    words: Vocabulary,
    *,
    counts: Mapping[str, Mapping[str, int]],
    resample: bool,
) -> Ranking:
    """The ranking of enough episodes, in an order that hangs on their codes only."""
    told = as_told(ordered, words)
    weighed = weigh(told)
    found = tuple(one for one in find(told, weighed) if (one.explains >= SHOWS).sum() >= TWICE)
    doubts = _doubts(told, found, weighed) if resample and found else [None for _ in found]
    candidates = tuple(
        _candidate(one, told, ordered, words, said) for one, said in zip(found, doubts, strict=True)
    )
    return Ranking(
        candidates=candidates,
        too_early=False,
        episodes=len(ordered),
        people=int(told.person.max()) + 1,
        shared=_shared(doubts) if resample else None,
        would_help="",
        would_change=saying.would_change([one.spread for one in found]),
        classic=Reading("most frequent", _named(most_frequent(told), words), 1.0),
        classes=tuple(
            Reading(f"class {number}", _named(one.codes, words), round(one.share, 2))
            for number, one in enumerate(latent_classes(told), start=1)
        ),
        counts=counts,
    )


def _shared(doubts: Sequence[doubt.Doubt | None]) -> bool:
    return bool(doubts and doubts[0] and doubts[0].chance <= doubt.BY_CHANCE)


def _doubts(told: Told, found: tuple[Found, ...], weighed: Weighed) -> list[doubt.Doubt | None]:
    stays = doubt.stays_first(told, found)
    survive = doubt.survives(told, found)
    chances = doubt.by_chance(told, found, weighed)
    # What was simulated is five parts of six; of fewer nothing is known.
    whole = (with_open_parts(found[0], told) != NOT_CODED).sum()
    said = whole >= doubt.ALL_BUT_ONE
    made: list[doubt.Doubt | None] = []
    for number, each in enumerate(zip(stays, survive, chances, strict=True)):
        first = confidence(each[0], found, weighed.shared) if said and number == 0 else None
        made.append(doubt.Doubt(*each, first))
    return made


def _candidate(
    one: Found,
    told: Told,
    ordered: Sequence[Episode],
    words: Vocabulary,
    said: doubt.Doubt | None,
) -> Candidate:
    shows = one.explains >= SHOWS
    codes = with_open_parts(one, told)
    against = ~shows & _against(codes, told)
    parts = _named(codes, words)
    people = len(set(told.person[shows].tolist()))
    strongest = ordered[int(np.argmax(told.person == doubt.strongest_person(one, told)))].person
    shown = (int(shows.sum()), int(against.sum()), len(told), people)
    says = saying.candidate(parts, words, shown)
    return Candidate(
        parts=parts,
        episodes_for=_ids(ordered, shows),
        episodes_against=_ids(ordered, against),
        people=people,
        where=_where(ordered, shows),
        strongest=strongest,
        stability=said.stability if said else None,
        steadiness=saying.steadiness(said.stability) if said else "",
        survives_without_strongest_person=said.survives if said else None,
        chance=said.chance if said else None,
        confidence=said.confidence if said else None,
        says=f"{says} {_in_doubt(said, strongest)}" if said else says,
    )


def _in_doubt(said: doubt.Doubt, strongest: str) -> str:
    return saying.doubt(
        stability=said.stability,
        survives=said.survives,
        chance=said.chance,
        strongest=strongest,
        confidence=said.confidence,
    )


def with_open_parts(found: Found, told: Told) -> Numbers:
    """The codes of a pattern, ``NOT_CODED`` where a part is left open.

    That is where no episode for the pattern holds its code, or where enough were coded and yet
    hardly any holds it or one like it.
    """
    shows = found.explains >= SHOWS
    made = found.codes.copy()
    for part, (code, heard) in enumerate(zip(made.tolist(), told.heard, strict=True)):
        some = told.codes[shows, part]
        some = some[some != NOT_CODED]
        like = heard[code, some] > heard[code].min()
        if code not in some or (len(some) >= ENOUGH_CODED and like.sum() < TWICE):
            made[part] = NOT_CODED
    return made


def _against(codes: Numbers, told: Told) -> Bools:
    """The episodes that were coded and say something else."""
    asked = (told.codes != NOT_CODED) & (codes != NOT_CODED)
    agrees = (asked & (told.codes == codes)).sum(axis=1)
    coded = asked.sum(axis=1)
    made: Bools = (coded >= ENOUGH_CODED) & (agrees <= AGAINST * coded)
    return made


def _ids(ordered: Sequence[Episode], chosen: Bools) -> tuple[str, ...]:
    return tuple(episode.id for episode, does in zip(ordered, chosen, strict=True) if does)


def _where(ordered: Sequence[Episode], shows: Bools) -> Mapping[str, int]:
    """With how many people it shows now, in the past and here."""
    pairs = {
        (episode.where, episode.person)
        for episode, does in zip(ordered, shows, strict=True)
        if does
    }
    return {where: sum(one == where for one, _ in pairs) for where in ROUNDS}


def _named(codes: Numbers, words: Vocabulary) -> Mapping[str, str]:
    return {
        part: list(known)[code]
        for (part, known), code in zip(words.by_part.items(), codes.tolist(), strict=True)
        if code != NOT_CODED
    }
