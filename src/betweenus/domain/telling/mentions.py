"""Who is mentioned: people of the map, kin and roles, and names nobody has put on the map yet."""

import re
from collections.abc import Sequence

from betweenus.domain.telling.said import words_of
from betweenus.domain.telling.wordlists import word_lists

THERAPIST = "therapist"
"""How the therapist is named among the people of a passage: the client says "you"."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NAME = re.compile(r"(?<![.!?…\n] )(?<!^)\b[A-Z][a-z]{2,}\b")
_BEFORE_NAME = re.compile(
    r"\b(?:with|told|asked|phoned|rang|called|saw|met|text|texted|to|and|from|at|about|hit|"
    r"mate|friend|boss|manager|sister|brother|cousin|uncle|aunt|auntie|partner|husband|wife|"
    r"boyfriend|girlfriend|son|daughter)\s+$"
)
_YOU_DID = re.compile(
    r"\byou\s+(?:just\s+|even\s+|also\s+)?(?:said|asked|told|cancelled|forgot|looked|were late|"
    r"were away|went away|didn't|did not|wrote|moved|stopped|interrupted|smiled|sighed|yawned|"
    r"seemed|suggested|mentioned|changed|kept)\b"
)
_BY_YOU = re.compile(r"\b(?:let down|cross|angry|annoyed|upset|hurt)\s+(?:by|with)\s+you\b")


def people_mentioned(text: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """Who is mentioned, in order of first mention, each once.

    Somebody of the map is called as in ``names`` ("Mum" for "my mother" too); others as the
    kin or role word means, or by the name as written; the therapist is "therapist".
    """
    found: list[tuple[int, str]] = [*_of_the_map(text, names)]
    known = {name for _, name in found}
    by_kin = _kin_of_the_map(names)
    lists = word_lists()
    low = text.lower().replace("’", "'")
    for match in lists.people_pattern.finditer(low):
        means = lists.people[match[0]]
        found.append((match.start(), by_kin.get(means, means)))
    found += [(at, name) for at, name in _other_names(text) if not _is_part(name, known)]
    found += [(match.start(), THERAPIST) for match in _YOU_DID.finditer(low)]
    found += [(match.start(), THERAPIST) for match in _BY_YOU.finditer(low)]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def _of_the_map(text: str, names: Sequence[str]) -> list[tuple[int, str]]:
    """Where each name of the map stands: the whole of it, or its first word when that is a name."""
    found = []
    for name in names:
        first = next(iter(_WORD.findall(name)), "")
        for spelt in dict.fromkeys((name.strip(), first)):
            if len(spelt) < 2 or spelt.lower() in word_lists().people:
                continue
            where = re.search(rf"(?<!\w){re.escape(spelt)}(?!\w)", text, re.IGNORECASE)
            if where:
                found.append((where.start(), name))
                break
    return found


def _kin_of_the_map(names: Sequence[str]) -> dict[str, str]:
    """What a kin or role word means -> the name of the map that says it ("Mum", "Karen (boss)").

    Two of a kind on the map: the word alone does not say which, so it leads to neither.
    """
    people = word_lists().people
    made: dict[str, str] = {}
    twice: set[str] = set()
    for name in names:
        for means in {
            people[word.lower()] for word in _WORD.findall(name) if word.lower() in people
        }:
            twice |= {means} & set(made)
            made[means] = name
    return {means: name for means, name in made.items() if means not in twice}


def _other_names(text: str) -> list[tuple[int, str]]:
    """Capital letters that look like somebody: they do something, or are told, asked, met."""
    lists = word_lists()
    nobody = lists.clues["no_name"].words
    doing = lists.clues["doing"].pattern
    found = []
    for match in re.finditer(r"\b[A-Z][a-z]{2,}\b", text):
        name = match[0].lower()
        if name in nobody or name in lists.people or name in _OPENERS:
            continue
        before = text[: match.start()].lower()
        after = text[match.end() : match.end() + 14].lower().lstrip()
        does = doing.match(after.removeprefix("just ").removeprefix("then "))
        named = _NAME.match(text, match.start()) and _BEFORE_NAME.search(before)
        if does or named:
            found.append((match.start(), match[0]))
    return found


# What begins a sentence with a capital letter and may stand before something done.
_OPENERS = frozenset(
    words_of(
        "and but then she they the that this who what when why how there nobody everyone "
        "everybody people someone somebody something nothing one all you her his our my its "
        "not never just anyway well yeah yes maybe because after before even only"
    )
)


def _is_part(name: str, known: set[str]) -> bool:
    return any(name.lower() in one.lower() for one in known)
