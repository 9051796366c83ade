"""How each person is seen, and what they do, as the confirmed codes of their episodes say."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from betweenus.domain.patterns.episodes import Episode
from betweenus.domain.patterns.vocabulary import Vocabulary

MOST_SAID = 2
_LEADS: Mapping[str, str] = {"other_view": "seen as ", "response_of_other": ""}


@dataclass(frozen=True, slots=True)
class Seen:
    """One person as their episodes have them.

    ``coded``: in how many of them each part has a code; ``codes``: part -> code id -> how often,
    the most frequent first.
    """

    person: str
    episodes: int
    coded: Mapping[str, int]
    codes: Mapping[str, Mapping[str, int]]


def how_seen(episodes: Iterable[Episode], words: Vocabulary) -> dict[str, Seen]:
    """Person -> how they are seen; ties stand in the vocabulary's order."""
    told: dict[str, list[Episode]] = {}
    for episode in episodes:
        told.setdefault(episode.person, []).append(episode)
    return {person: _seen(person, some, words) for person, some in told.items()}


def _seen(person: str, some: list[Episode], words: Vocabulary) -> Seen:
    codes = {}
    for part, known in words.by_part.items():
        given = Counter(episode.parts[part] for episode in some if part in episode.parts)
        ordered = sorted((code for code in known if given[code]), key=lambda code: -given[code])
        codes[part] = {code: given[code] for code in ordered}
    coded = {part: sum(counts.values()) for part, counts in codes.items()}
    return Seen(person, len(some), coded, codes)


def in_words(seen: Seen, words: Vocabulary) -> str:
    """The same in a sentence: "Seen as indifferent (3 of 4); ignores (2 of 4), helps (1)."."""
    said = [_part(seen, part, lead, words) for part, lead in _LEADS.items() if seen.coded[part]]
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _part(seen: Seen, part: str, lead: str, words: Vocabulary) -> str:
    of = seen.coded[part]
    first, *rest = [
        f"{words.code(part, code).said} ({count}{f' of {of}' if number == 0 else ''})"
        for number, (code, count) in enumerate(list(seen.codes[part].items())[:MOST_SAID])
    ]
    return lead + ", ".join([first, *rest])
