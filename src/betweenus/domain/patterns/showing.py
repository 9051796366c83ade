"""Where a pattern shows: person by person and part by part, in how many episodes its code is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from betweenus.domain.patterns.episodes import ROUNDS, Episode


@dataclass(frozen=True, slots=True)
class Shown:
    """One part with one person: how many episodes hold the pattern's code, of those coded."""

    holds: int
    coded: int


@dataclass(frozen=True, slots=True)
class ShownWith:
    """How a pattern shows with one person.

    ``rounds``: where the relationship is (now, past, here). ``shows`` and ``against`` count
    episodes for and against; the rest of ``episodes`` say neither. ``parts`` holds what is known
    of each part of the pattern.
    """

    person: str
    rounds: tuple[str, ...]
    shows: int
    against: int
    episodes: int
    parts: Mapping[str, Shown]


def by_person(
    parts: Mapping[str, str],
    episodes: Sequence[Episode],
    shows: Collection[str],
    against: Collection[str],
) -> tuple[ShownWith, ...]:
    """A line for each person told of, those it shows with most first.

    ``shows`` and ``against`` are the ids of the episodes for and against the pattern ``parts``.
    """
    told: dict[str, list[Episode]] = {}
    for episode in episodes:
        told.setdefault(episode.person, []).append(episode)
    lines = [_line(person, some, parts, shows, against) for person, some in told.items()]
    return tuple(sorted(lines, key=lambda line: (-line.shows, line.against, -line.episodes)))


def _line(
    person: str,
    some: Sequence[Episode],
    parts: Mapping[str, str],
    shows: Collection[str],
    against: Collection[str],
) -> ShownWith:
    where = {episode.where for episode in some}
    return ShownWith(
        person=person,
        rounds=tuple(one for one in ROUNDS if one in where),
        shows=sum(episode.id in shows for episode in some),
        against=sum(episode.id in against for episode in some),
        episodes=len(some),
        parts={part: _shown(part, code, some) for part, code in parts.items()},
    )


def _shown(part: str, code: str, some: Sequence[Episode]) -> Shown:
    coded = [episode.parts[part] for episode in some if part in episode.parts]
    return Shown(coded.count(code), len(coded))
