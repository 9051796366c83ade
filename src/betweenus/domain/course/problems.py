"""What is wrong in a protocol file, said to the service lead who edits it: line, field, remedy."""

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where, and what to write instead."""

    line: int
    field: str
    says: str

    def __str__(self) -> str:
        stop = "" if self.says.endswith("?") else "."
        return f"Line {self.line}, {self.field}: {self.says}{stop}"


class ProtocolError(ValueError):
    """A protocol file cannot be used; ``problems`` names everything wrong, in the file's order."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(f"{source}: {problem}" for problem in self.problems))


def meant(value: str, known: Collection[str]) -> str:
    """A hint at what may have been meant: the nearest known word, else all there are."""
    near = difflib.get_close_matches(value, known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"use one of {', '.join(sorted(known))}" if known else "there is none yet"
