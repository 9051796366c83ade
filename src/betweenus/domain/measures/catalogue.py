"""The questionnaires this software knows: one file each in the folder of the same name.

Where a licence keeps the wording out of that folder, a service's own folder can hold it:
``word_from`` says which.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from betweenus.domain.measures.definition import Measure
from betweenus.domain.measures.loading import load_measure
from betweenus.domain.measures.tables import CatalogueError
from betweenus.domain.measures.wording import worded
from betweenus.domain.refusals import NotFound

FOLDER = Path(__file__).with_name("catalogue")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A measure that cannot be shown: where its wording goes, and what is wrong with it there."""

    measure: Measure
    path: Path | None
    problem: str


class _Wordings:
    """The folder a service keeps wordings in; none until one is named."""

    folder: Path | None = None


def word_from(folder: Path | None) -> None:
    """Take the wording of measures that come without it from files in this folder, or from none.

    To be said once, when a process starts; a file that is put there later is read at the next.
    """
    _Wordings.folder = folder
    all_measures.cache_clear()


def get(measure_id: str) -> Measure:
    """The measure with this id, e.g. ``phq-9``; raises ``NotFound`` naming those there are."""
    for measure in all_measures():
        if measure.id == measure_id:
            return measure
    known = ", ".join(measure.id for measure in all_measures())
    raise NotFound(f"There is no measure called {measure_id!r}.", f"There are: {known}.")


@cache
def all_measures() -> tuple[Measure, ...]:
    """Every measure, by id; raises ``CatalogueError`` if a file is wrong. Read once a process.

    A wrong wording is no reason to stop: its measure has none then, and ``lacking`` says why.
    """
    return tuple(_as_here(measure)[0] for measure in _shipped())


def lacking() -> tuple[Lacking, ...]:
    """The measures that cannot be shown, each with the file to make or to mend."""
    found = [(measure, *_as_here(measure)) for measure in _shipped()]
    return tuple(
        Lacking(shipped, _path(shipped), problem)
        for shipped, here, problem in found
        if not here.can_be_shown
    )


@cache
def _shipped() -> tuple[Measure, ...]:
    return tuple(load_measure(path) for path in sorted(FOLDER.glob("*.toml")))


def _path(measure: Measure) -> Path | None:
    return _Wordings.folder / f"{measure.id}.toml" if _Wordings.folder else None


def _as_here(measure: Measure) -> tuple[Measure, str]:
    """The measure as it can be shown here, and what keeps its wording away, if anything does."""
    path = _path(measure)
    if not measure.wording_held_locally or path is None or not path.exists():
        return measure, ""
    try:
        return worded(measure, path), ""
    except (CatalogueError, OSError) as error:
        return measure, str(error)
