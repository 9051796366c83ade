"""One section of a protocol file: hands out its fields, and notes by line what is wrong in them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from betweenus.domain.course.problems import Problem, meant
from betweenus.domain.lines import Place, line_of
from betweenus.domain.measures.figures import Source

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass
class Row:
    """The fields of one section (``table`` is "" at the top of the file), taken one by one.

    Taking a field that is missing or impossible notes a problem and gives a value of the right
    kind, so that the rest of the file is still looked at. ``close`` then notes fields nobody took.
    """

    values: dict[str, Any]
    places: dict[Place, int]
    problems: list[Problem]
    table: str = ""
    index: int = 0
    taken: set[str] = field(default_factory=set)

    def wrong(self, key: str, says: str) -> None:
        """Note a problem with one field."""
        name = f"{self.table}.{key}" if self.table else key
        line = line_of(self.places, self.table, self.index, key)
        self.problems.append(Problem(line, name, says))

    def take(self, key: str) -> Any:
        """The field as it stands in the file, or None."""
        self.taken.add(key)
        return self.values.get(key)

    def words(self, key: str) -> str:
        """A text that may be left out."""
        value = self.take(key)
        if value is not None and not isinstance(value, str):
            self.wrong(key, f'write words in quotation marks, like "{shown(value)}"')
        return value.strip() if isinstance(value, str) else ""

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.words(key)
        if not value and isinstance(self.values.get(key, ""), str):
            self.wrong(key, f'is missing; write {key} = "..." with some words')
        return value

    def id(self) -> str:
        """The short name by which other parts of the software know this section."""
        value = self.text("id")
        if value and not _ID.fullmatch(value):
            self.wrong("id", "write small letters, digits, - and _ only, without spaces")
        return value

    def number(self, key: str, least: int, most: int) -> int | None:
        """A whole number from ``least`` to ``most`` (inclusive), or None when left out or wrong."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            like = value if isinstance(value, str) and value.isdecimal() else most
            self.wrong(key, f"write a whole number without quotation marks, like {key} = {like}")
            return None
        if not least <= value <= most:
            self.wrong(key, f"{value} is not possible here; write a number from {least} to {most}")
            return None
        return value

    def needed_number(self, key: str, least: int, most: int) -> int:
        """A whole number that must be there."""
        value = self.number(key, least, most)
        if key not in self.values:
            self.wrong(key, f"is missing; write {key} = and a number from {least} to {most}")
        return least if value is None else value

    def flag(self, key: str) -> bool:
        """True or false; false when left out."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, f"write {key} = true or {key} = false, without quotation marks")
        return value is True

    def one_of(self, key: str, known: Collection[str], among: str) -> str:
        """A text that must be one of those known; ``among`` says what they are."""
        value = self.text(key)
        if value and value not in known:
            self.wrong(key, f"{value!r} is not among {among}; {meant(value, known)}")
        return value

    def source(self) -> Source:
        """Where this comes from and whether anybody has read it there."""
        if not self.words("source") and isinstance(self.values.get("source", ""), str):
            self.wrong("source", 'is missing; write where this comes from, like "our own rule"')
        return Source(self.words("source"), self.flag("verified"))

    def close(self) -> None:
        """Note the fields nobody took: misspelt, or in the wrong section."""
        for key in self.values:
            if key not in self.taken:
                self.wrong(key, f"is not a field of this section; {meant(key, self.taken)}")


def shown(value: object) -> str:
    """A value as a person would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "..." if isinstance(value, (list, dict)) else str(value)


def rows(top: Row, table: str) -> list[Row]:
    """The sections ``[[table]]`` of a file."""
    value = top.take(table)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        top.wrong(table, f"write each one as a section of its own that begins with [[{table}]]")
        return []
    return [
        Row(values, top.places, top.problems, table, index) for index, values in enumerate(value)
    ]


def unlike(found: list[Row]) -> None:
    """Note ids that are used twice in one kind of section."""
    seen: set[str] = set()
    for row in found:
        value = row.values.get("id")
        if isinstance(value, str) and value:
            if value in seen:
                row.wrong("id", f"{value!r} is used twice; give each its own id")
            seen.add(value)
