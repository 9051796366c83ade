"""The domain's own tables in TOML, read so that everything wrong is named by line and field.

The fields are handed out by the same rows that read a protocol file, so a mistake in the note or
in a letter's sections is told in the same words, all of them at once.
"""

import re
import tomllib
from collections.abc import Callable, Collection
from importlib.resources import files
from typing import TypeVar

from betweenus.domain.course.problems import Problem, ProtocolError, meant
from betweenus.domain.course.rows import Row
from betweenus.domain.lines import locate

T = TypeVar("T")

__all__ = ["ProtocolError", "Row", "read_packaged", "read_text", "texts"]


def read_packaged(package: str, name: str, make: Callable[[Row], T]) -> T:
    """What ``make`` builds from a table that comes with the software."""
    return read_text(files(package).joinpath(name).read_text(encoding="utf-8"), name, make)


def read_text(text: str, source: str, make: Callable[[Row], T]) -> T:
    """What ``make`` builds from the top row of a TOML text.

    ``source`` names the text in errors. Raises ProtocolError with every problem found; a text that
    is no TOML at all has its first fault named only.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(source, [_unreadable(error)]) from None
    top = Row(values, locate(text), [])
    made = make(top)
    top.close()
    if top.problems:
        raise ProtocolError(source, top.problems)
    return made


def _unreadable(error: tomllib.TOMLDecodeError) -> Problem:
    found = re.search(r"line (\d+)", str(error))
    return Problem(int(found[1]) if found else 1, "the file", f"cannot be read here: {error}")


def texts(row: Row, key: str, known: Collection[str] | None = None) -> tuple[str, ...]:
    """A list of words that may be left out; each one of ``known`` where those are given."""
    value = row.take(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        row.wrong(key, f'write a list of words, like {key} = ["...", "..."]')
        return ()
    for one in value:
        if known is not None and one not in known:
            row.wrong(key, f"{one!r} is not known here; {meant(one, known)}")
    return tuple(value)
