"""Looks a letter over before it is shared or final: what is missing, and what to read once more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from betweenus.domain.formulation.plain import jargon
from betweenus.domain.letters.composing import Missing, missing
from betweenus.domain.letters.kinds import LetterKind
from betweenus.domain.letters.states import LetterState

# The first session in which a draft is usually shared: 13 of 16, one earlier allowed [own].
EARLIEST_SHARING = 12 / 16

_GREETED = re.compile(r"^\s*dear\s+([^\n,:!]{1,60}?)\s*[,:!\n]", re.IGNORECASE)
# What people leave for themselves to fill in; a letter must not go out with it.
_PLACE_TO_FILL = re.compile(
    r"\[[^\]\n]{0,40}\.{2,}[^\]\n]{0,40}\]|\[\s*\]|_{3,}|\bX{3,}\b|\bTODO\b|\?{3,}"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known around a letter; the defaults warn of nothing."""

    called: str = ""  # what the client is called
    session: int = 0  # sessions held
    planned: int = 0  # sessions planned; 0: not known
    focus_agreed: bool = True
    draft_was_shared: bool = True
    replied: bool = True


def check(
    kind: LetterKind,
    sections: Mapping[str, str],
    to: LetterState,
    standing: Standing | None = None,
) -> tuple[Missing, ...]:
    """Everything to know before a letter goes to this state; what ``blocks`` comes first.

    Empty required sections block only a final letter. A greeting to somebody else, and a place
    left to be filled in, block sharing too: the first may be another client's letter.
    """
    if to is LetterState.DRAFT:
        return ()
    standing = standing or Standing()
    found = [
        *_whole(kind, sections, to),
        *_greeting(kind, sections, standing.called),
        *_places_to_fill(kind, sections),
        *_words(kind, sections),
        *_around(kind, to, standing),
    ]
    return tuple(sorted(found, key=lambda one: not one.blocks))


def _whole(kind: LetterKind, sections: Mapping[str, str], to: LetterState) -> tuple[Missing, ...]:
    gaps = missing(kind, sections)
    if len(gaps) == len(kind.sections):
        return (Missing("", "Nothing is written yet.", blocks=True),)
    return tuple(replace(gap, blocks=gap.blocks and to is LetterState.FINAL) for gap in gaps)


def _greeting(kind: LetterKind, sections: Mapping[str, str], called: str) -> list[Missing]:
    if kind.to != "client" or not called:
        return []
    return [
        Missing(section.id, f"It greets “{found[1]}”, but the client is {called}.", blocks=True)
        for section in kind.sections
        if (found := _GREETED.match(sections.get(section.id, "")))
        and called.casefold() not in found[1].casefold()
    ]


def _places_to_fill(kind: LetterKind, sections: Mapping[str, str]) -> list[Missing]:
    return [
        Missing(
            section.id,
            f"“{section.name}” has a place left to fill in: {found[0]}",
            blocks=True,
        )
        for section in kind.sections
        if (found := _PLACE_TO_FILL.search(sections.get(section.id, "")))
    ]


def _words(kind: LetterKind, sections: Mapping[str, str]) -> list[Missing]:
    if kind.to != "client":
        return []
    return [
        Missing(
            section.id,
            f"“{section.name}” has words the client may not know: {', '.join(found)}.",
            blocks=False,
        )
        for section in kind.sections
        if (found := jargon(sections.get(section.id, "")))
    ]


def _around(kind: LetterKind, to: LetterState, standing: Standing) -> list[Missing]:
    if kind.id != "goodbye":
        return []
    found = []
    if not standing.focus_agreed:
        found.append("No focus was agreed, so the letter has no agreed words to go back to.")
    if to is LetterState.SHARED and 0 < standing.session < standing.planned * EARLIEST_SHARING:
        found.append(f"Session {standing.session} is early to share a goodbye letter.")
    if to is LetterState.FINAL and not standing.draft_was_shared:
        found.append("The client has not seen a draft of this letter.")
    elif to is LetterState.FINAL and not standing.replied:
        found.append("The client has not written back. Have you talked about the draft?")
    return [Missing("", says, blocks=False) for says in found]
