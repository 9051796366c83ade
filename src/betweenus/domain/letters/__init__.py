"""Letters: their kinds and sections, their states, and the material they are composed from."""

from betweenus.domain.letters.beginning import to_begin
from betweenus.domain.letters.checking import Standing, check
from betweenus.domain.letters.composing import Material, Missing, filled, missing, offered
from betweenus.domain.letters.kinds import LetterKind, Section, letter_kinds
from betweenus.domain.letters.states import LetterState, check_move, last_session_reached

__all__ = [
    "LetterKind",
    "LetterState",
    "Material",
    "Missing",
    "Section",
    "Standing",
    "check",
    "check_move",
    "filled",
    "last_session_reached",
    "letter_kinds",
    "missing",
    "offered",
    "to_begin",
]
