"""From confirmed episodes to ranked candidates, each with what speaks for and against it.

The software proposes; the therapist decides, and names the defence. Codes nobody confirmed do not
belong in here: on simulated clients the first candidate from a machine's codes was right one time
in twenty.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from betweenus.domain.patterns.candidate import Ranking
from betweenus.domain.patterns.episodes import Episode
from betweenus.domain.patterns.saying import would_help
from betweenus.domain.patterns.vocabulary import Vocabulary

FEWEST_EPISODES = 6
FEWEST_PEOPLE = 3


def rank(episodes: Sequence[Episode], words: Vocabulary, *, resample: bool = True) -> Ranking:
    """The candidates, best first; ``resample=False`` leaves out what needs resampling.

    The order of the episodes and the names of the people change nothing.
    """
    counts = _counts(episodes, words)
    people = len({episode.person for episode in episodes})
    if len(episodes) < FEWEST_EPISODES or people < FEWEST_PEOPLE:
        missing = (FEWEST_EPISODES - len(episodes), FEWEST_PEOPLE - people)
        return Ranking(
            candidates=(),
            too_early=True,
            episodes=len(episodes),
            people=people,
            shared=None,
            would_help=would_help(*missing),
            would_change="",
            classic=None,
            classes=(),
            counts=counts,
        )
    # Late, so that who only codes never loads NumPy.
    from betweenus.domain.patterns.candidates import ranked

    made = ranked(in_order(episodes), words, counts=counts, resample=resample)
    return _as_they_came(made, [episode.id for episode in episodes])


def _as_they_came(made: Ranking, ids: Sequence[str]) -> Ranking:
    """The same with each candidate's episodes in the order they were told."""
    place = {one: at for at, one in enumerate(ids)}
    candidates = tuple(
        replace(
            one,
            episodes_for=tuple(sorted(one.episodes_for, key=place.__getitem__)),
            episodes_against=tuple(sorted(one.episodes_against, key=place.__getitem__)),
        )
        for one in made.candidates
    )
    return replace(made, candidates=candidates)


def in_order(episodes: Sequence[Episode]) -> tuple[Episode, ...]:
    """The episodes person by person, in an order that hangs on their codes only.

    So neither the order of telling nor a name can tip what is drawn by lot.
    """
    told: dict[str, list[Episode]] = {}
    for episode in episodes:
        told.setdefault(episode.person, []).append(episode)
    people = [sorted(some, key=_codes) for some in told.values()]
    people.sort(key=lambda some: [_codes(episode) for episode in some])
    return tuple(episode for some in people for episode in some)


def _codes(episode: Episode) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(episode.parts.items()))


def _counts(episodes: Sequence[Episode], words: Vocabulary) -> Mapping[str, Mapping[str, int]]:
    """How often each code was given, part by part; the most frequent first."""
    made = {}
    for part, codes in words.by_part.items():
        given = Counter(episode.parts[part] for episode in episodes if part in episode.parts)
        made[part] = {
            code: given[code] for code in sorted(codes, key=lambda one: -given[one]) if given[code]
        }
    return made
