"""Which new episodes follow the focus: counted codes beside the codes its evidence agrees on.

    evidence of the focus   wish        other     self       other      feeling  defence
    moment with Mum         be_valued   rejects   worthless  rejecting  shame    withdraw
    moment with the boss    be_valued   rejects   worthless  -          shame    please
    -> the focus in codes   be_valued   rejects   worthless  (open)     shame    (open)

A part belongs to the focus in codes when at least two of the moments the focus rests on have the
same code there and no other code is as frequent. A new moment is compared in the parts coded in
both. It follows the focus when at least two, and at least half of them, agree; with fewer than
two to compare nothing is said of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

Codes = Mapping[str, str]
AGREE = 2
"""So many moments hold a code before it is part of the focus, and so many parts a moment."""


class Follows(StrEnum):
    """What a moment says about the focus."""

    YES = "follows"
    NO = "does not"
    OPEN = "too little coded"


def focus_in_codes(evidence: Iterable[Codes]) -> dict[str, str]:
    """Part -> code, where the moments the focus rests on agree; parts they do not are left out."""
    counts: dict[str, Counter[str]] = {}
    for codes in evidence:
        for part, code in codes.items():
            counts.setdefault(part, Counter())[code] += 1
    return {part: code for part, found in counts.items() if (code := _agreed(found))}


def _agreed(found: Counter[str]) -> str:
    (code, most), *others = found.most_common(2)
    return code if most >= AGREE and all(count < most for _, count in others) else ""


def follows(codes: Codes, focus: Codes) -> Follows:
    """Whether a moment follows the focus in codes."""
    compared = [part for part in focus if part in codes]
    if len(compared) < AGREE:
        return Follows.OPEN
    agree = sum(codes[part] == focus[part] for part in compared)
    return Follows.YES if agree >= AGREE and 2 * agree >= len(compared) else Follows.NO
