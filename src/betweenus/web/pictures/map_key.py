"""The key under an interpersonal map: kinds of line, and who is no longer there."""

from functools import partial

from betweenus.web.pictures.key import Entry
from betweenus.web.pictures.map_values import PeopleMap, Standing, gone
from betweenus.web.pictures.svg import Drawn, box, joined, line

_WORDS = {
    Standing.PRESENT: "in life now",
    Standing.PAST: "in the past",
    Standing.THERAPIST: "therapist",
}


def entries(people_map: PeopleMap) -> list[Entry]:
    """A line for each kind when there are several, and the names of those who are gone."""
    standings = {person.standing for person in people_map.people}
    found = [
        Entry(partial(_line_mark, standing=standing), words)
        for standing, words in _WORDS.items()
        if standing in standings and len(standings) > 1
    ]
    left = gone(people_map)
    if left:
        names = ", ".join(person.name for person in left)
        found.append(Entry(_gone_mark, f"no longer on the map: {names}"))
    return found


def _line_mark(x: float, y: float, standing: Standing) -> Drawn:
    if standing is Standing.THERAPIST:
        return joined(line(x - 10, y + s, x + 10, y + s, "pic-spoke") for s in (-2.5, 2.5))
    past = " pic-spoke--past" if standing is Standing.PAST else ""
    return line(x - 10, y, x + 10, y, f"pic-spoke pic-spoke--3{past}")


def _gone_mark(x: float, y: float) -> Drawn:
    return box(x - 10, y - 6, 20, 12, "pic-person pic-person--gone", round_=5)
