"""The questionnaires this software knows: one file each in the folder of the same name."""

from functools import cache
from pathlib import Path

from betweenus.domain.measures.definition import Measure
from betweenus.domain.measures.loading import load_measure
from betweenus.domain.refusals import NotFound

FOLDER = Path(__file__).with_name("catalogue")


def get(measure_id: str) -> Measure:
    """The measure with this id, e.g. ``phq-9``; raises ``NotFound`` naming those there are."""
    for measure in all_measures():
        if measure.id == measure_id:
            return measure
    known = ", ".join(measure.id for measure in all_measures())
    raise NotFound(f"There is no measure called {measure_id!r}.", f"There are: {known}.")


@cache
def all_measures() -> tuple[Measure, ...]:
    """Every measure, by id; raises ``CatalogueError`` if a file is wrong. Read once a process."""
    return tuple(load_measure(path) for path in sorted(FOLDER.glob("*.toml")))
