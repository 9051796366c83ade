"""A TOML table read strictly: what is missing, wrong or unknown has its file, line and field."""

import re
import tomllib
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from betweenus.domain.lines import Place, line_of, locate


class CatalogueError(Exception):
    """A file is wrong: ``file``, ``line`` and ``field`` say where, ``problem`` says what."""

    def __init__(self, file: str, field: str, problem: str, line: int) -> None:
        self.file = file
        self.line = line
        self.field = field
        self.problem = problem
        where = f"{file}: line {line}"
        super().__init__(f"{where}: {field}: {problem}" if field else f"{where}: {problem}")


class Table:
    """One table of a file, which remembers where it stands and which of its fields were read."""

    def __init__(
        self, values: dict[str, Any], file: str, lines: dict[Place, int], place: str = ""
    ) -> None:
        self.values = values
        self.file = file
        self.place = place
        self._lines = lines
        self._read: set[str] = set()

    def wrong(self, name: str, problem: str) -> CatalogueError:
        """The error to raise about one field of this table."""
        path = self._path(name)
        return CatalogueError(self.file, path, problem, _line(self._lines, path))

    def has(self, name: str) -> bool:
        """Whether an optional field is there."""
        return name in self.values

    def text(self, name: str) -> str:
        """Words, not blank."""
        value = self._get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, f"must be text and not blank, not {value!r}")
        return value

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        """One of a few words."""
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(name, f"must be one of {', '.join(sorted(allowed))}, not {value!r}")
        return value

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(name, f"must be a whole number, not {value!r}")
        return value

    def number(self, name: str) -> int | float:
        """Any number."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(name, f"must be a number, not {value!r}")
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._get(name)
        if not isinstance(value, bool):
            raise self.wrong(name, f"must be true or false, not {value!r}")
        return value

    def day(self, name: str) -> date:
        """A date."""
        value = self._get(name)
        if type(value) is not date:
            raise self.wrong(name, f"must be a date such as 2025-04-01, not {value!r}")
        return value

    def many(self, name: str) -> list[Any]:
        """A list of anything; the caller checks its members."""
        value = self._get(name)
        if not isinstance(value, list):
            raise self.wrong(name, f"must be a list, not {value!r}")
        return value

    def wholes(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        values = self.many(name)
        if any(isinstance(v, bool) or not isinstance(v, int) for v in values):
            raise self.wrong(name, f"must be a list of whole numbers, not {values!r}")
        return tuple(values)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of words."""
        values = self.many(name)
        if any(not isinstance(v, str) or not v.strip() for v in values):
            raise self.wrong(name, f"must be a list of texts, not {values!r}")
        return tuple(values)

    def table(self, name: str) -> "Table":
        """A table inside this one."""
        value = self._get(name)
        if not isinstance(value, dict):
            raise self.wrong(name, f"must be a table, not {value!r}")
        return Table(value, self.file, self._lines, self._path(name))

    def tables(self, name: str) -> "list[Table]":
        """A list of tables; each is named by its place, counted from 1 as people do."""
        values = self.many(name)
        if any(not isinstance(value, dict) for value in values):
            raise self.wrong(name, "must be a list of tables")
        return [
            Table(value, self.file, self._lines, f"{self._path(name)}[{place}]")
            for place, value in enumerate(values, start=1)
        ]

    def close(self) -> None:
        """Refuse fields nobody read: a misspelt name must not silently do nothing."""
        unknown = sorted(set(self.values) - self._read)
        if unknown:
            raise self.wrong(unknown[0], "is not a field known here; check its spelling")

    def _get(self, name: str) -> Any:
        self._read.add(name)
        if name not in self.values:
            raise self.wrong(name, "is missing")
        return self.values[name]

    def _path(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name


def read_table(path: Path) -> Table:
    """The whole of one file as a table; a file that is no TOML is refused with its line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")  # some editors put an invisible mark in front
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise CatalogueError(path.name, "", "is not text in UTF-8; save it as such", 1) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.rstrip().split("\n"))
        raise CatalogueError(path.name, "", f"is not valid TOML: {error}", line) from error
    return Table(values, path.name, locate(text))


def _line(lines: dict[Place, int], path: str) -> int:
    """The line of a field such as ``scales[2].missing.rule``: its own, or that of what holds it."""
    names = [name.partition("[")[::2] for name in path.split(".")]
    if len(names) == 1 and "[" not in path:
        return line_of(lines, "", 0, path)
    (first, number), key = names[0], names[1][0] if names[1:] else ""
    return line_of(lines, first, int(number.rstrip("]") or 1) - 1, key)
