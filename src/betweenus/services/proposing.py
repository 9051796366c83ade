"""Passages as they are offered: from where a text may tell an episode to what one would start from.

Who it is with is looked for on the interpersonal map, when it was in the words themselves.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from betweenus.domain.formulation.episodes import as_story
from betweenus.domain.formulation.people_map import LONGEST_NAME, MapPerson
from betweenus.domain.telling import Passage
from betweenus.domain.telling.mentions import people_mentioned
from betweenus.domain.telling.placing import happened, long_ago
from betweenus.domain.telling.said import words_of
from betweenus.exchange.language import suggester
from betweenus.services import in_a_note
from betweenus.services.once import once
from betweenus.services.passage_sources import NOTE_PARTS, Line, Source
from betweenus.services.told_episodes import HERE, THERAPIST, People

LIKELY = 0.5
"""From here on a passage is called likely; below it, perhaps."""
AROUND = 3
"""So many lines before and behind a passage are at hand."""
_NOBODY = ("somebody", "")
"""What those who look for people call one who has no name; a person has to say who it was."""
THE_DIARY = "the diary: written as one moment"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A passage nobody has decided on, and what an episode made of it would start from.

    ``who`` is a key of the map, ``new_person`` a name that is not on it; both blank when the words
    name nobody.
    """

    first: int
    last: int
    lines: tuple[Line, ...]
    before: tuple[Line, ...]
    behind: tuple[Line, ...]
    probability: float
    why: str
    who: str
    new_person: str
    who_name: str
    where: str
    happened: str
    story: str
    by: str

    @property
    def likely(self) -> bool:
        """Whether it is more than a perhaps."""
        return self.probability >= LIKELY


def proposed(found: Source, people: People) -> tuple[Proposed, ...]:
    """Every passage of a source, in the order told."""
    if not found.lines:
        return ()
    labels = {_label(one): one.key for one in people.now if one.when != THERAPIST}
    if found.kind == "diary":
        return (_moment(found, people, labels),)
    spans = _spans(found, tuple(labels))
    if found.kind == "note":
        spans = in_a_note.whole(found, spans)
    made = tuple(_made_of(found, one, people, labels) for one in spans)
    return tuple(
        one for one in made if one.who_name or not in_a_note.of_the_writer(found, one.story)
    )


def _label(person: MapPerson) -> str:
    """What somebody is called to those who look for people: "Karen (mother)"."""
    return f"{person.name} ({person.relation})" if person.relation else person.name


def _why(why: str) -> str:
    """What speaks for it, without whom it is about: that may be known better here."""
    said = re.sub(r"^(?:Names|About|Tells of)[^;:.]*[;:.]\s*", "", why)
    return said or "Somebody is mentioned."


def _spans(found: Source, names: tuple[str, ...]) -> tuple[Passage, ...]:
    """The passages, without their words; found once a process for each text and version."""
    asked, said = suggester(), found.said
    return once(
        ("passages", asked.version, said, names),
        lambda: tuple(replace(one, text="") for one in asked.passages(said, names)),
    )


def _made_of(found: Source, one: Passage, people: People, labels: Mapping[str, str]) -> Proposed:
    told = story(found, one.first, one.last)
    part = found.lines[one.first].part
    meant = in_a_note.people_of(found, one, tuple(labels)) if found.kind == "note" else one.people
    who, name = _who(meant, people, labels)
    return Proposed(
        first=one.first,
        last=one.last,
        lines=found.lines[one.first : one.last + 1],
        before=found.lines[max(0, one.first - AROUND) : one.first],
        behind=found.lines[one.last + 1 : one.last + 1 + AROUND],
        probability=one.probability,
        why=_why(one.why),
        who=who,
        new_person="" if who else name,
        who_name=people.name(who) if who else name,
        where=_where(told, who, people, NOTE_PARTS.get(part, "")),
        happened=happened(told),
        story=told,
        by=suggester().version,
    )


def _moment(found: Source, people: People, labels: Mapping[str, str]) -> Proposed:
    """A diary entry: one moment, since its client wrote it as one."""
    named = found.answers.get("who", "").strip()
    mentioned = _mentioned(named, people, labels)
    who, name = _who(mentioned, people, labels)
    told = as_story(found.answers) or "\n\n".join(
        line.text for line in found.lines if line.part != "who"
    )
    return Proposed(
        first=0,
        last=len(found.lines) - 1,
        lines=found.lines,
        before=(),
        behind=(),
        probability=1,
        why="Written down as one moment.",
        who=who,
        new_person="" if who else name,
        who_name=people.name(who) if who else name,
        where=_where(told, who, people, ""),
        happened=happened(told),
        story=told,
        by=THE_DIARY,
    )


def story(found: Source, first: int, last: int) -> str:
    """What the client said in these lines; where nobody tells voices apart, all of it."""
    theirs = [one for one in found.lines[first : last + 1] if one.client is not False]
    return ("\n\n" if found.kind == "transcript" else " ").join(one.text.strip() for one in theirs)


def _mentioned(named: str, people: People, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Whom a client means who wrote who it was with; the words themselves if nobody known."""
    if _words(named) & (_words(people.therapist.name.split(maxsplit=1)[0]) | {THERAPIST}):
        return (THERAPIST,)
    same = [one.name for one in people.now if one.name.casefold() == named.casefold()]
    known = [one for one in people_mentioned(named, tuple(labels)) if one in labels]
    return (*(_label(one) for one in people.now if one.name in same), *known, named)


def _words(text: str) -> set[str]:
    return set(words_of(text))


def _who(mentioned: Sequence[str], people: People, labels: Mapping[str, str]) -> tuple[str, str]:
    """The map's key of the first person mentioned, else what a new one would be called."""
    first = next((one for one in mentioned if one not in _NOBODY), "")
    if first in labels:
        return labels[first], ""
    if first == THERAPIST:
        return people.therapist.key, ""
    name = first[:1].upper() + first[1:]
    return "", name if len(name) <= LONGEST_NAME else ""


def _where(told: str, who: str, people: People, part: str) -> str:
    """Here with the therapist, in the past by part, words or map, otherwise now."""
    if who == people.therapist.key:
        return HERE
    on_map = people.all[who].when if who in people.all else ""
    past = part == "past" or long_ago(told) or on_map == "past"
    return "past" if past else "now"
