"""An interpersonal map on one sheet: ripples of closeness, lines, and everybody's name."""

import math
from dataclasses import dataclass

from betweenus.web.pictures.key import Block, key
from betweenus.web.pictures.lettering import fit, text_width, wrap
from betweenus.web.pictures.map_bands import band_names, ripples
from betweenus.web.pictures.map_key import entries
from betweenus.web.pictures.map_layout import Ground, Layout, Spot, crosses, lay_out, passage
from betweenus.web.pictures.map_values import Change, PeopleMap, Person, Standing, changes
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.places import Place
from betweenus.web.pictures.svg import (
    LINE_HEIGHT,
    Drawn,
    box,
    disc,
    group,
    joined,
    line,
    polygon,
    tag,
    text,
    text_lines,
)

MANY = 9
MARGIN = 10
PAD = 11
STUB = 14
FOCUS_SHOWS, FOCUS_NOT = "pic-strong pic-lives", "pic-quiet"
"""The look of the line that says whether the agreed focus shows with somebody."""


@dataclass(frozen=True)
class Card:
    """What is written for one person: lines with their look, and the room they take."""

    lines: tuple[tuple[str, str], ...]
    change: Change
    width: float
    height: float


def ground_for(people_map: PeopleMap, sheet: Sheet) -> Ground:
    """The sheet's ground; many people get wider ripples, so that fewer lines are hidden."""
    if sheet.name == "narrow":
        return Ground(width=sheet.width, stretch=1.0, core=32, start=66, band=48, lean=1.8)
    if len(people_map.people) > MANY:
        return Ground(width=sheet.width, stretch=1.38, core=46, start=112, band=50)
    return Ground(width=sheet.width, stretch=1.42, core=46, start=84, band=42)


def cards(people_map: PeopleMap, sheet: Sheet) -> dict[str, Card]:
    """By key, everybody's card; what happens between is written only where there is room."""
    told, people = changes(people_map), people_map.people
    roomy = sheet.name == "wide" and len(people) <= MANY
    return {p.key: _card(p, told.get(p.key, Change()), sheet, roomy) for p in people}


def layout(people_map: PeopleMap, written: dict[str, Card], ground: Ground) -> Layout:
    """Where the cards stand."""
    sizes = {who: (card.width, card.height) for who, card in written.items()}
    return lay_out(people_map.people, sizes, ground)


def drawing(people_map: PeopleMap, sheet: Sheet) -> Block:
    """The map and, below it, the key."""
    ground, written = ground_for(people_map, sheet), cards(people_map, sheet)
    laid = layout(people_map, written, ground)
    above, below = _reach(laid, ground, -1), _reach(laid, ground, 1)
    parts = [
        *ripples(laid, ground),
        *(_spoke(spot, laid) for spot in laid.spots),
        *band_names(laid, ground, sheet, above, below),
        *(_person(spot, written[spot.person.key], sheet) for spot in laid.spots),
        *_centre(people_map, ground, sheet),
    ]
    moved = tag("g", joined(parts), transform=f"translate({sheet.width / 2:g} {above:.1f})")
    # The ripples are wider than the sheet; an inner svg cuts them off above the key.
    cut = tag("svg", moved, width=sheet.width, height=above + below)
    ground_box = box(0, 0, sheet.width, above + below, "pic-ripple--4", round_=16)
    foot = _foot(people_map, sheet, above + below + 12)
    return Block(joined([ground_box, cut, foot.drawn]), above + below + 12 + foot.height)


def _foot(people_map: PeopleMap, sheet: Sheet, top: float) -> Block:
    """The key; or, while nobody is on the map, what to do next."""
    if people_map.people:
        return key(entries(people_map), sheet, top)
    lines = wrap(people_map.empty, sheet.body, sheet.width)
    drawn = text_lines(0, top + sheet.body, lines, sheet.body, "pic-text")
    return Block(drawn, len(lines) * sheet.body * LINE_HEIGHT + 6)


def _card(person: Person, change: Change, sheet: Sheet, roomy: bool) -> Card:
    wide = sheet.name == "wide"
    most = 150 if wide else 92
    size = sheet.small
    lines = [(words, "pic-text pic-strong") for words in wrap(person.name, size, most, bold=True)]
    lines += [(words, "pic-quiet") for words in wrap(person.relation, size, most, most=2)]
    if person.between and roomy:
        lines += [(words, "pic-text pic-said") for words in wrap(person.between, size, 160, most=2)]
    if person.focus_words:
        look = FOCUS_SHOWS if person.focus and person.focus[0] else FOCUS_NOT
        lines += [(words, look) for words in wrap(person.focus_words, size, most, bold=True)]
    room = max(text_width(words, size, bold="strong" in kind) for words, kind in lines)
    if change.words:
        room = max(room, text_width(change.words, size, bold=True) + 18)
    count = len(lines) + bool(change.words)
    return Card(tuple(lines), change, room + 2 * PAD, count * size * LINE_HEIGHT + PAD)


def _reach(laid: Layout, ground: Ground, side: int) -> float:
    """How far the map needs to go up (-1) or down (1) from the middle."""
    names = [side * spot.place.y + spot.place.height / 2 for spot in laid.spots]
    return max([ground.start + ground.band, *names]) + MARGIN


def _spoke(spot: Spot, laid: Layout) -> Drawn:
    """The line to the middle; one that would pass behind somebody else is only begun."""
    x, y = spot.place.x, spot.place.y
    hidden = any(crosses(s.place, x, y) for s in laid.spots if s is not spot)
    start = max(_edge(spot.place) - STUB / math.hypot(x, y), 0) if hidden else 0
    kind = f"pic-spoke pic-spoke--{spot.person.closeness}"
    if spot.person.standing is Standing.THERAPIST:
        return _double(x * start, y * start, x, y)
    past = " pic-spoke--past" if spot.person.standing is Standing.PAST else ""
    return line(x * start, y * start, x, y, kind + past)


def _edge(place: Place) -> float:
    """How far along the line from the middle its own card begins, 0 to 1."""
    return passage(place, place.x, place.y) or 0


def _double(x1: float, y1: float, x2: float, y2: float) -> Drawn:
    length = math.hypot(x2, y2)
    aside, along = -y2 / length * 2.5, x2 / length * 2.5
    return joined(
        line(x1 + s * aside, y1 + s * along, x2 + s * aside, y2 + s * along, "pic-spoke")
        for s in (1, -1)
    )


def _person(spot: Spot, card: Card, sheet: Sheet) -> Drawn:
    place, size = spot.place, sheet.small
    step = size * LINE_HEIGHT
    left, top = place.x - place.width / 2, place.y - place.height / 2
    kind = f"pic-person pic-person--{spot.person.standing.name.lower()}"
    shape = box(left, top, place.width, place.height, kind, round_=12)
    y = top + PAD / 2 + size * 0.97
    words = [
        text(place.x, y + index * step, said, size, look, anchor="middle")
        for index, (said, look) in enumerate(card.lines)
    ]
    inner = _inner_edge(place) if spot.person.standing is Standing.THERAPIST else ""
    change = _change(spot, card, y + len(card.lines) * step, size) if card.change.words else ""
    return group(shape, inner, *words, change)


def _inner_edge(place: Place) -> Drawn:
    left, top = place.x - place.width / 2 + 3, place.y - place.height / 2 + 3
    return box(left, top, place.width - 6, place.height - 6, "pic-person-inner", round_=9)


def _change(spot: Spot, card: Card, y: float, size: float) -> Drawn:
    words, x = card.change.words, spot.place.x
    width = text_width(words, size, bold=True) + 18
    sign = change_sign(x - width / 2 + 6, y - size * 0.36, card.change, spot.place)
    said = text(x - width / 2 + 18, y, words, size, "pic-strong pic-changed")
    return joined([sign, said])


def change_sign(x: float, y: float, change: Change, towards: Place) -> Drawn:
    """An arrow to the middle (closer) or away from it (further), or a plus for someone new."""
    if change.new or not change.steps:
        kind = "pic-change-plus" if change.new else "pic-change-dot"
        if not change.new:
            return disc(x, y, 3.5, kind)
        return joined([line(x - 5, y, x + 5, y, kind), line(x, y - 5, x, y + 5, kind)])
    length = math.hypot(towards.x, towards.y)
    way = -1 if change.steps > 0 else 1
    dx, dy = way * towards.x / length, way * towards.y / length
    tip, tail = (x + dx * 6, y + dy * 6), (x - dx * 5, y - dy * 5)
    wings = [(tail[0] - dy * 5, tail[1] + dx * 5), (tail[0] + dy * 5, tail[1] - dx * 5)]
    return polygon([tip, *wings], "pic-change-arrow")


def _centre(people_map: PeopleMap, ground: Ground, sheet: Sheet) -> list[Drawn]:
    words = fit(people_map.centre, sheet.body, ground.core * 2 - 12, bold=True)
    return [
        disc(0, 0, ground.core, "pic-self"),
        text(0, sheet.body * 0.36, words, sheet.body, "pic-strong pic-self-name", anchor="middle"),
    ]
