"""Relationship episodes as lines of JSON: read one by one, bad lines named and left out.

A line is an object with ``person``, ``session`` and a code for each part that was coded, such as
``{"person": "P1", "session": 3, "wish": "closeness", "affect": "shame"}``; ``when``, ``where``
and ``id`` may be there too, and anything else is not read. An episode without an id goes by the
number of its line.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from betweenus.domain.patterns import Episode, Vocabulary, check_episode
from betweenus.domain.refusals import Refusal

AN_OBJECT = 'Write one object on a line, like {"person": ...}.'


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out, and why."""

    line: int
    says: str


@dataclass(frozen=True, slots=True)
class EpisodesRead:
    """The episodes of a file, and the lines that are none."""

    episodes: tuple[Episode, ...]
    bad: tuple[BadLine, ...]


def read_episodes(lines: Iterable[str], words: Vocabulary) -> EpisodesRead:
    """Every line that is an episode; blank lines are passed over."""
    episodes: dict[str, Episode] = {}
    bad = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            episode = _episode(line, number, words)
            if episode.id in episodes:
                raise Refusal(f"The id {episode.id!r} was used before.", "Give each its own.")
            episodes[episode.id] = episode
        except Refusal as refusal:
            bad.append(BadLine(number, str(refusal)))
    return EpisodesRead(tuple(episodes.values()), tuple(bad))


def _episode(line: str, number: int, words: Vocabulary) -> Episode:
    values = _values(line)
    parts = {
        part: code
        for part in words.by_part
        if (code := values.get(part)) is not None and code != ""
    }
    for part, code in parts.items():
        if not isinstance(code, str):
            raise Refusal(f"{part} is {code!r}, not the id of a code.")
    if not parts:
        raise Refusal("No part is coded.", f"Give a code for one of {', '.join(words.by_part)}.")
    episode = Episode(
        id=_word(values, "id") or str(number),
        person=_needed(values, "person"),
        session=_needed(values, "session"),
        parts=parts,
        when=_word(values, "when"),
        where=_word(values, "where") or "now",
    )
    check_episode(episode, words)
    return episode


def _values(line: str) -> Mapping[str, Any]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        raise Refusal(
            "This is no JSON.", 'Write one object on a line, like {"person": ...}.'
        ) from None
    if not isinstance(values, dict):
        raise Refusal("This is no object.", AN_OBJECT)
    return values


def _needed(values: Mapping[str, Any], name: str) -> str:
    value = _word(values, name)
    if not value:
        raise Refusal(f"{name} is missing.")
    return value


def _word(values: Mapping[str, Any], name: str) -> str:
    """Words, or a number as words; nothing where there is none."""
    value = values.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refusal(f"{name} is {value!r}, not words or a number.")
    return str(value).strip()
