"""A relationship episode as the ranking sees it: with whom, when told, and its confirmed codes."""

from collections.abc import Mapping
from dataclasses import dataclass

from betweenus.domain.patterns.vocabulary import Vocabulary
from betweenus.domain.refusals import Refusal

ROUNDS = ("now", "past", "here")
"""Where a relationship is: in the client's life now, in their past, or with the therapist."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One told episode; every code in it was confirmed by a person.

    ``parts`` holds a code for each part that was coded. ``where`` is one of ``ROUNDS``.
    """

    id: str
    person: str
    session: str
    parts: Mapping[str, str]
    when: str = ""
    where: str = "now"


def check_episode(episode: Episode, words: Vocabulary) -> None:
    """Raises Refusal when a code is not in the vocabulary, or nobody is named."""
    if not episode.person.strip():
        raise Refusal("Nobody is named.", "Say with whom it happened.", field="person")
    if episode.where not in ROUNDS:
        raise Refusal(f"{episode.where!r} is no place.", f"Use {', '.join(ROUNDS)}.", field="where")
    for part, code in episode.parts.items():
        known = words.by_part.get(part)
        if known is None:
            raise Refusal(
                f"{part!r} is no part of an episode.",
                f"Use {', '.join(words.by_part)}.",
                field=part,
            )
        if code not in known:
            raise Refusal(f"{code!r} is no code of {part}.", f"Use {', '.join(known)}.", field=part)
