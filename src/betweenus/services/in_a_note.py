"""Passages of a note: whole quotations of one part, and whom they are about.

A note is written about somebody: its writer is "I", who acts is often left out, and "he" of one
part is another person in the next.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from betweenus.domain.telling import Passage
from betweenus.domain.telling.mentions import people_mentioned
from betweenus.services.passage_sources import NOTE_PARTS, Source
from betweenus.services.told_episodes import HERE, THERAPIST


def whole(found: Source, spans: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, each within one part and with whole quotations; what then overlaps is one."""
    made: list[Passage] = []
    for one in (piece for span in spans for piece in _by_parts(found, span)):
        grown = _with_quotes(found, one)
        if made and grown.first <= made[-1].last:
            made[-1] = _joined(made[-1], grown)
        else:
            made.append(grown)
    return tuple(made)


def _by_parts(found: Source, one: Passage) -> Iterable[Passage]:
    """A passage cut where a part of the note ends."""
    numbers = range(one.first, one.last + 1)
    for _, piece in groupby(numbers, key=lambda at: found.lines[at].part):
        within = list(piece)
        yield replace(one, first=within[0], last=within[-1])


def _with_quotes(found: Source, one: Passage) -> Passage:
    """Grown until no quotation is cut: sentences were told apart inside of one, too."""
    part = found.lines[one.first].part
    while _open(found, one) > 0 and _is(found, one.last + 1, part):
        one = replace(one, last=one.last + 1)
    while _open(found, one) < 0 and _is(found, one.first - 1, part):
        one = replace(one, first=one.first - 1)
    return one


def _open(found: Source, one: Passage) -> int:
    """How many quotations are begun and not ended (or, below nought, ended and not begun)."""
    told = _text(found, range(one.first, one.last + 1))
    return told.count("“") - told.count("”")


def _is(found: Source, at: int, part: str) -> bool:
    return 0 <= at < len(found.lines) and found.lines[at].part == part


def _joined(one: Passage, other: Passage) -> Passage:
    """Both as one; what is said of it is what is said of the likelier."""
    best = max(one, other, key=lambda each: each.probability)
    return replace(best, first=min(one.first, other.first), last=max(one.last, other.last))


def of_the_writer(found: Source, story: str) -> bool:
    """Whether a note says what its writer did, as in "I asked what he had told himself"."""
    return found.kind == "note" and bool(re.search(r"\bI\b", re.sub(r"“[^”]*”?", "", story)))


def people_of(found: Source, one: Passage, names: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a passage of a note is about: what lies between client and therapist is with them.

    Elsewhere only who is named in the same part. A capital letter that only begins sentences
    ("Focus said and agreed.") names nobody new.
    """
    part = found.lines[one.first].part
    if NOTE_PARTS.get(part) == HERE:
        return (THERAPIST,)
    lines = [line.text for line in found.lines if line.part == part and line.number <= one.last]
    named = {who for text in lines for who in people_mentioned(text, names)}
    within = re.findall(r"(?<=[\w,;] )[A-Z][a-z]{2,}", _text(found, range(len(found.lines))))
    return tuple(
        who
        for who in one.people
        if who in named and (who in names or who.islower() or who in within)
    )


def _text(found: Source, numbers: Iterable[int]) -> str:
    return " ".join(found.lines[at].text for at in numbers)
