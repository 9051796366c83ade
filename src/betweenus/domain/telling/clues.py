"""What in a turn speaks for a told moment: somebody named, what they did, I, and when."""

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from betweenus.domain.telling.mentions import people_mentioned
from betweenus.domain.telling.said import Said, words_of
from betweenus.domain.telling.wordlists import word_lists

_THIRD = re.compile(r"(?<![\w'])(?:he|she|they|him|her|them|he's|she's|he'd|she'd|they'd)(?![\w'])")
_TO_ME = re.compile(r"(?<![\w'])(?:me|my|mine|us)(?![\w'])")
_BETWEEN = (
    r"(?: (?:just|then|even|only|actually|never|suddenly|all|always|also|sort of|kind of)){0,2} "
)
_SUBJECT = rf"(?<![\w'])(?:he|she|they){_BETWEEN}"
_I = rf"(?<![\w'])i{_BETWEEN}"
# "I'd fallen", "she'd gone": what had been done, told apart from "I'd like" by the verb's form.
_HAD = (
    r"'d (?:\w+ly |just |only |always |never )?(?:\w{2,}(?:ed|en|own)|got|gone|been|had|put|made|"
    r"let|left|lost|told|said|done|come|hit|found|bought|brought|thought|kept|sent|read|run|set|cut)"
    r"(?![\w'])"
)
_PAST = re.compile(r"\w{2,}ed(?![\w'])|was(?![\w'])|were(?![\w'])|had(?![\w'])|felt(?![\w'])")


@dataclass(frozen=True, slots=True)
class Clues:
    """How much of each kind a turn holds; names as in the weights of words.toml."""

    named: float
    third: float
    other_does: float
    self_does: float
    to_me: float
    saying: float
    once: float
    feeling: float
    general: float
    supposed: float
    now: float
    question: float
    words: float

    @property
    def values(self) -> tuple[float, ...]:
        """The figures in the order of ``NAMES``."""
        return astuple(self)


NAMES = tuple(one.name for one in fields(Clues))
MOST = 3.0
"""More of one kind than this says no more."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A turn looked at: who is mentioned (``own_people``), or with a pronoun still meant."""

    people: tuple[str, ...]
    own_people: tuple[str, ...]
    clues: Clues


def look(turns: Sequence[Said], names: Sequence[str] = ()) -> tuple[Looked, ...]:
    """Each turn, with whoever "she" goes on to mean from the two turns before of the same side."""
    made: list[Looked] = []
    for turn in turns:
        own = people_mentioned(turn.text, names) if turn.client is not False else ()
        low = turn.text.lower().replace("’", "'")
        people = own
        if not own and _THIRD.search(low):
            people = _still_meant(turns, made)
        made.append(Looked(people, own, _clues(low, own, people)))
    return tuple(made)


def probability(clues: Clues) -> float:
    """How likely the turn tells a moment, by the weights of words.toml."""
    weights = word_lists().weights
    total = weights["start"] + sum(
        weights[name] * value for name, value in zip(NAMES, clues.values, strict=True)
    )
    return round(1 / (1 + math.exp(-total)), 4)


def _still_meant(turns: Sequence[Said], before: Sequence[Looked]) -> tuple[str, ...]:
    """The last one named within two turns of the client, looking past the therapist's."""
    seen = 0
    for turn, looked in zip(reversed(turns[: len(before)]), reversed(before), strict=True):
        if turn.client is False:
            continue
        if looked.people:
            return looked.people[-1:]
        seen += 1
        if seen == 2:
            break
    return ()


def _clues(low: str, own: Sequence[str], people: Sequence[str]) -> Clues:
    lists = word_lists().clues
    count = len(words_of(low))
    others = _does(low, _SUBJECT) + _had_done(low, "he|she|they")
    named = sum(_does(low, rf"(?<![\w']){re.escape(who.lower())}(?:'s)? ") for who in own)
    kin = _does(low, rf"{word_lists().people_pattern.pattern} ")

    def some(name: str) -> float:
        return min(MOST, float(len(lists[name].pattern.findall(low))))

    return Clues(
        named=1.0 if own else 0.5 if people else 0.0,
        third=min(MOST, float(len(_THIRD.findall(low)))),
        other_does=min(MOST, float(others + named + kin)),
        self_does=min(MOST, float(_does(low, _I) + _had_done(low, "i"))),
        to_me=min(MOST, float(len(_TO_ME.findall(low)))),
        saying=some("saying"),
        once=some("once"),
        feeling=some("feeling"),
        general=some("general"),
        supposed=some("supposed"),
        now=min(1.0, 10 * len(lists["now"].pattern.findall(low)) / max(count, 10)),
        question=1.0 if low.rstrip().endswith("?") else 0.0,
        words=math.log1p(min(count, 80)),
    )


def _does(low: str, subject: str) -> int:
    """How often the subject is followed by something done, or a verb in the past."""
    doing = word_lists().clues["doing"].pattern
    return sum(
        bool(doing.match(low, match.end()) or _PAST.match(low, match.end()))
        for match in re.finditer(subject, low)
    )


def _had_done(low: str, subjects: str) -> int:
    return len(re.findall(rf"(?<![\w'])(?:{subjects}){_HAD}", low))
