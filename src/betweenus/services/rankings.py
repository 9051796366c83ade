"""Rankings, kept in memory by the codes they were worked out from, never by whose they are.

What is kept holds no id and no name: episodes and people go by their place. A changed code, an
episode let go or another vocabulary makes other codes, so nothing old can be shown for new.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from threading import Lock

from betweenus.domain.patterns import Candidate, Episode, Ranking, Vocabulary, rank

KEPT = 256  # a ranking is some kilobytes; a service has as many courses under way


class _Kept:
    """The rankings used last."""

    def __init__(self) -> None:
        self._made: OrderedDict[bytes, Ranking] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes) -> Ranking | None:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def forget(self) -> None:
        with self._lock:
            self._made.clear()

    def put(self, key: bytes, made: Ranking) -> None:
        with self._lock:
            self._made[key] = made
            while len(self._made) > KEPT:
                self._made.popitem(last=False)


_FIRST, _DOUBTED = _Kept(), _Kept()


def forget() -> None:
    """Keep nothing of what was worked out so far; the next page works it out anew."""
    _FIRST.forget()
    _DOUBTED.forget()


def ranked(told: Sequence[Episode], words: Vocabulary, *, resample: bool) -> Ranking:
    """The ranking of these episodes; with its doubts when asked for, or when they are known.

    Outside an act: the doubts take seconds.
    """
    placed = _by_place(told)
    key = _key(placed, words)
    made = _DOUBTED.get(key)
    if made is None and resample:
        made = rank(placed, words)
        _DOUBTED.put(key, made)
    if made is None:
        made = _FIRST.get(key)
    if made is None:
        made = rank(placed, words, resample=False)
        _FIRST.put(key, made)
    return _theirs(made, told)


def _by_place(told: Sequence[Episode]) -> tuple[Episode, ...]:
    """The same codes without a name: each episode and each person goes by a number."""
    people: dict[str, int] = {}
    return tuple(
        Episode(
            id=str(place),
            person=str(people.setdefault(episode.person, len(people))),
            session="",
            parts=episode.parts,
            where=episode.where,
        )
        for place, episode in enumerate(told)
    )


def _key(placed: Sequence[Episode], words: Vocabulary) -> bytes:
    """A digest of everything a ranking hangs on."""
    codes = [(code.part, code.id, code.name, code.near) for code in words.codes]
    rows = [(one.person, one.where, sorted(one.parts.items())) for one in placed]
    return sha256(repr((words.version, codes, rows)).encode()).digest()


def _theirs(made: Ranking, told: Sequence[Episode]) -> Ranking:
    """The same with the episodes and people it was asked for."""
    people = list(dict.fromkeys(episode.person for episode in told))
    ids = [episode.id for episode in told]
    return replace(made, candidates=tuple(_named(one, ids, people) for one in made.candidates))


def _named(one: Candidate, ids: Sequence[str], people: Sequence[str]) -> Candidate:
    return replace(
        one,
        episodes_for=tuple(ids[int(place)] for place in one.episodes_for),
        episodes_against=tuple(ids[int(place)] for place in one.episodes_against),
        strongest=people[int(one.strongest)],
    )
