"""What an interpersonal map says: its name, a description and its table."""

from collections import Counter

from betweenus.web.pictures.map_values import CLOSENESS, Change, PeopleMap, Person, changes, gone
from betweenus.web.pictures.picture import Twin


def title(people_map: PeopleMap) -> str:
    """The map's name for a screen reader."""
    count = len(people_map.people)
    return f"Map of {count} {'person' if count == 1 else 'people'} around {people_map.centre}"


def description(people_map: PeopleMap) -> str:
    """How many at each distance, and what changed."""
    counts = Counter(person.closeness for person in people_map.people)
    near = [f"{counts[c]} {words}" for c, words in CLOSENESS.items() if counts[c]]
    sentences = [f"Nearer the middle is closer: {', '.join(near)}." if near else "Nobody yet."]
    told = changes(people_map)
    moved = [
        f"{person.name}: {told[person.key].words}"
        for person in people_map.people
        if person.key in told and told[person.key].words
    ]
    shows = [f"{p.name}: {p.focus_words}" for p in people_map.people if p.focus_words]
    if shows:
        sentences.append(f"{', '.join(shows)}.")
    moved += [f"{person.name}: no longer on the map" for person in gone(people_map)]
    if moved:
        sentences.append(f"{_since(people_map)}: {', '.join(moved)}.")
    return " ".join(sentences)


def twin(people_map: PeopleMap) -> Twin:
    """One row per person, the closest first, those no longer there last."""
    told = changes(people_map)
    ordered = sorted(people_map.people, key=lambda person: -person.closeness)
    rows = [_row(person, _change_words(person, told)) for person in ordered]
    rows += [_row(person, "no longer on the map") for person in gone(people_map)]
    headers = ["Name", "Relation", "Closeness", "Now or past", "What happens between"]
    columns = [*zip(*rows, strict=True)] or [()] * (len(headers) + 3)
    told_of = {
        "Seen as": any(person.seen for person in people_map.people),
        "The agreed focus": any(person.focus for person in people_map.people),
        _since(people_map): people_map.before is not None,
    }
    kept = columns[: len(headers)]
    for (header, shown), column in zip(told_of.items(), columns[len(headers) :], strict=True):
        if shown:
            headers.append(header)
            kept.append(column)
    return Twin("The people on the map", tuple(headers), tuple(zip(*kept, strict=True)))


def _since(people_map: PeopleMap) -> str:
    return f"Change since {people_map.since or 'the map before'}"


def _row(person: Person, change: str) -> tuple[str, ...]:
    closeness = f"{person.closeness} of 5, {CLOSENESS[person.closeness]}"
    standing = str(person.standing)
    about = (person.name, person.relation, closeness, standing, person.between)
    return (*about, person.seen, _focus_words(person), change)


def _focus_words(person: Person) -> str:
    if person.focus is None:
        return ""
    shows, against, of = person.focus
    return f"shows in {shows} of {of}" + (f", not in {against}" if against else "")


def _change_words(person: Person, told: dict[str, Change]) -> str:
    change = told.get(person.key)
    if change is None:
        return ""
    if not change.steps:
        return change.words or "the same"
    way = "closer" if change.steps > 0 else "further away"
    return f"{abs(change.steps)} {way}{_standing_words(change)}"


def _standing_words(change: Change) -> str:
    """A change of standing that came together with a change of distance."""
    return f", {Change(standing=change.standing).words}" if change.standing else ""
