"""Draws a machine of states for docs/made: a diagram and a table, from the same two dicts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)


def draw(moves: Mapping[S, tuple[S, ...]], by: Mapping[S, str]) -> str:
    """Markdown: the states as a Mermaid diagram, then each move and who may make it.

    ``moves`` says where each state may go; ``by`` says who brings something into a state.
    """
    steps = [(before, after) for before, afters in moves.items() for after in afters]
    starts = [state for state in moves if all(state != after for _, after in steps)]
    ends = [state for state, afters in moves.items() if not afters]
    return "\n".join(
        [
            "```mermaid",
            "stateDiagram-v2",
            *(f"    [*] --> {state}" for state in starts),
            *(f"    {before} --> {after}" for before, after in steps),
            *(f"    {state} --> [*]" for state in ends),
            "```",
            "",
            "| From | To | Who may, and when |",
            "| --- | --- | --- |",
            *(f"| {before} | {after} | {by[after]} |" for before, after in steps),
            "",
        ]
    )
