"""The slots of the coding page as they are drawn: codes with their keys, suggestions first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from markupsafe import Markup, escape

from betweenus.domain.patterns import Code, Vocabulary
from betweenus.domain.patterns.coding import SLOT_WORDS, SLOTS
from betweenus.domain.telling import Suggestion, Suggestions
from betweenus.services.episodes import Coded, ToldEpisode

OPEN = "open"
"""What a form sends for a slot left open on purpose; no code is called so."""
# x is the key that dismisses what is suggested.
KEYS = "123456789" + ascii_lowercase.replace("x", "")


@dataclass(frozen=True, slots=True)
class Option:
    """One code that can be chosen. ``rests_on`` and ``likely`` are those of a suggestion."""

    value: str
    name: str
    means: str
    key: str
    chosen: bool
    rests_on: str = ""
    likely: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot: what is suggested, what there is besides, what stands, what the diary says.

    ``elsewhere`` is what another window saved meanwhile; ``unsure``: no suggestion is likely.
    """

    id: str
    name: str
    answer: Markup
    suggested: tuple[Option, ...]
    options: tuple[Option, ...]
    open_chosen: bool
    unsure: bool
    coded: Coded | None
    elsewhere: str = ""

    @property
    def by_meaning(self) -> tuple[Option, ...]:
        """Every code, in the vocabulary's order: what each means."""
        return tuple(sorted((*self.suggested, *self.options), key=lambda one: _place(one.key)))


def _place(key: str) -> int:
    return KEYS.index(key) if key else len(KEYS)


def slots(
    told: ToldEpisode,
    words: Vocabulary,
    said: Mapping[str, Suggestions],
    *,
    chosen: Mapping[str, str] | None = None,
    elsewhere: Iterable[str] = (),
) -> tuple[Slot, ...]:
    """Every slot in order; ``chosen`` is what was sent, where it could not be saved."""
    apart = frozenset(elsewhere)
    return tuple(
        _slot(
            slot,
            told,
            words,
            said.get(slot),
            chosen=_chosen(slot, told, chosen),
            apart=slot in apart,
        )
        for slot in SLOTS
    )


def _chosen(slot: str, told: ToldEpisode, sent: Mapping[str, str] | None) -> str:
    if sent and slot in sent:
        return sent[slot]
    coded = told.codes.get(slot)
    return (coded.code or OPEN) if coded else ""


def _slot(
    slot: str,
    told: ToldEpisode,
    words: Vocabulary,
    said: Suggestions | None,
    *,
    chosen: str,
    apart: bool,
) -> Slot:
    coded = told.codes.get(slot)
    offered = {one.code: one for one in said.offered} if said and not coded else {}
    options = [
        _option(code, number, chosen, offered.get(code.id), told.answers.get(slot, ""))
        for number, code in enumerate(words.by_part[SLOTS[slot]].values())
    ]
    if coded and not coded.known:
        name = f"{coded.name} (no longer in the vocabulary)"
        options.append(Option(coded.code, name, "", "", chosen == coded.code))
    first = [one for code in offered for one in options if one.value == code]
    return Slot(
        id=slot,
        name=SLOT_WORDS[slot],
        answer=marked(told.answers.get(slot, ""), {slot: [one.words for one in offered.values()]}),
        suggested=tuple(first),
        options=tuple(one for one in options if one not in first),
        open_chosen=chosen == OPEN,
        unsure=bool(said and said.unsure),
        coded=coded,
        elsewhere=(coded.name or "left open") if apart and coded else "",
    )


def _option(
    code: Code, number: int, chosen: str, offered: Suggestion | None, answer: str
) -> Option:
    # Where it rests on the whole answer, which stands above, that need not be said again.
    rests = offered.words if offered and offered.words.strip() != answer.strip() else ""
    return Option(
        value=code.id,
        name=code.name,
        means=code.means,
        key=KEYS[number] if number < len(KEYS) else "",
        chosen=chosen == code.id,
        rests_on=rests,
        likely=round(100 * offered.probability) if offered else 0,
    )


def rests_on(told: ToldEpisode, said: Mapping[str, Suggestions]) -> dict[str, list[str]]:
    """Slot -> the words its suggestions rest on, of the slots nobody has decided yet."""
    return {
        slot: [one.words for one in found.offered]
        for slot, found in said.items()
        if slot not in told.codes
    }


def marked(text: str, phrases: Mapping[str, Sequence[str]]) -> Markup:
    """A text with the words marked that suggestions rest on, each mark naming its slots."""
    places: list[set[str]] = [set() for _ in text]
    for slot, words in phrases.items():
        for phrase in words:
            for found in re.finditer(re.escape(phrase), text, re.IGNORECASE) if phrase else ():
                for place in range(*found.span()):
                    places[place].add(slot)
    made, start = Markup(""), 0
    for end in range(1, len(text) + 1):
        if end < len(text) and places[end] == places[start]:
            continue
        piece = escape(text[start:end])
        slots_here = " ".join(slot for slot in SLOTS if slot in places[start])
        made += (
            Markup('<mark data-slots="{}">{}</mark>').format(slots_here, piece)
            if (slots_here)
            else piece
        )
        start = end
    return made
