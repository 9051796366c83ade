"""The interpersonal map: the client in the middle, the people of their life around them."""

from betweenus.web.pictures import map_drawing, map_words
from betweenus.web.pictures.map_values import PeopleMap, Person, Standing
from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, frame
from betweenus.web.pictures.svg import Drawn

__all__ = ["PeopleMap", "Person", "Standing", "draw_map"]


def draw_map(people_map: PeopleMap, *, name: str = "map") -> Picture:
    """The map for a page; `name` must be unique on it. No name ever covers another."""
    title, said = map_words.title(people_map), map_words.description(people_map)

    def on(sheet: Sheet) -> Drawn:
        block = map_drawing.drawing(people_map, sheet)
        return frame(sheet, block.height, [block.drawn], title=title, description=said, name=name)

    return Picture(on(WIDE), on(NARROW), map_words.twin(people_map))
