"""Letters: their kinds and sections, their states, and the material they are composed from."""

from betweenus.domain.letters.composing import Material, Missing, filled, missing, offered
from betweenus.domain.letters.kinds import LetterKind, Section, letter_kinds
from betweenus.domain.letters.states import LetterState, check_move

__all__ = [
    "LetterKind",
    "LetterState",
    "Material",
    "Missing",
    "Section",
    "check_move",
    "filled",
    "letter_kinds",
    "missing",
    "offered",
]
