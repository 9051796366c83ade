"""Coding: the slots of an episode, the states of a code, and which codes the ranking counts.

Six parts, seven slots: a feeling may show and another be hidden beneath it. Only what a person
confirmed or chose counts; where both feelings are coded the ranking takes the shown one, since the
hidden one is the therapist's inference.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from betweenus.domain.patterns.vocabulary import Code, Vocabulary
from betweenus.domain.refusals import Refusal

SLOTS: Mapping[str, str] = {
    "wish": "wish",
    "response_of_other": "response_of_other",
    "self_view": "self_view",
    "other_view": "other_view",
    "affect_shown": "affect",
    "affect_hidden": "affect",
    "defence": "defence",
}
"""Slot -> the part of the vocabulary its codes come from, in the order they are asked."""

SLOT_WORDS: Mapping[str, str] = {
    "wish": "What they wished for",
    "response_of_other": "What the other did",
    "self_view": "How they saw themselves",
    "other_view": "How they saw the other",
    "affect_shown": "The feeling that showed",
    "affect_hidden": "The feeling beneath",
    "defence": "What they did with it",
}


class CodeState(StrEnum):
    """What a person made of a slot; ``SUGGESTED`` is never on record, only on a page."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    EDITED = "edited"
    DISMISSED = "dismissed"


def check_code(slot: str, code: str, words: Vocabulary) -> Code:
    """The code; raises Refusal for a slot or a code the vocabulary does not have."""
    part = SLOTS.get(slot)
    if part is None:
        raise Refusal(f"{slot!r} is no part of an episode.", f"Use {', '.join(SLOTS)}.", field=slot)
    found = words.by_part[part].get(code)
    if found is None:
        raise Refusal("That code is not in the list.", "Choose one of the list.", field=slot)
    return found


def decided(code: str, offered: Collection[str]) -> CodeState:
    """What a choice makes of a slot for which ``offered`` was suggested; blank leaves it open."""
    if not code:
        return CodeState.DISMISSED
    return CodeState.EDITED if offered and code not in offered else CodeState.CONFIRMED


def counted(codes: Mapping[str, str]) -> dict[str, str]:
    """Part -> code as the ranking takes it, from slot -> code; blank codes are left out."""
    made: dict[str, str] = {}
    for slot, part in SLOTS.items():
        if codes.get(slot):
            made.setdefault(part, codes[slot])
    return made
