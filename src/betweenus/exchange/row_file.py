"""A CSV file to which columns are added: read row by row, each kept exactly as it was written.

What is passed through is not touched: quotes, letters, leading zeros and formulas stay, so the
result is a data file like the one that came. Only what is added is written by us.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from betweenus.domain.refusals import Refusal

# Bytes that are no UTF-8 come through as they are.
ENCODING, ERRORS = "utf-8", "surrogateescape"
_SEPARATORS = ",;\t"
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Heading:
    """The first row: its names without case and space around, and how the file is written."""

    text: str
    names: tuple[str, ...]
    separator: str
    ending: str

    def place(self, name: str) -> int | None:
        """Which cell of a row holds this column, if there is one; raises ``Refusal`` if two do."""
        places = [place for place, named in enumerate(self.names) if named == name]
        if len(places) > 1:
            raise Refusal(
                f"The file has {len(places)} columns called {name}.",
                "Rename or remove all but one of them.",
            )
        return places[0] if places else None


class Row(NamedTuple):
    """One row: the line it ends in, its text without the line end, its cells, its line end."""

    line: int
    text: str
    cells: list[str]
    ending: str


def read(lines: Iterable[str]) -> tuple[Heading, Iterator[Row]]:
    """The heading and the rows after it; blank lines are left out. Raises ``Refusal``."""
    lines = iter(lines)
    first = next(lines, "")
    # Other encodings, workbooks and the like are full of zero bytes; no text is.
    if not first.strip() or "\0" in first:
        raise Refusal(
            "The file does not begin with a line of column names.",
            "Save it as CSV with UTF-8 letters, with the names of the columns in the first line.",
        )
    separator = max(_SEPARATORS, key=first.count)
    heading = next(_rows([first], separator))
    names = tuple(_plain(name) for name in heading.cells)
    return Heading(heading.text, names, separator, heading.ending), _rows(lines, separator, 1)


def with_cells(row: Row, heading: Heading, added: Sequence[str]) -> str:
    """The row as it was, then the cells added.

    A row that is too short is filled up, and of one that is too long the rest is left off, so that
    what is added stands below its name.
    """
    text, short = row.text, len(heading.names) - len(row.cells)
    if short < 0:
        text = _joined(row.cells[:short], heading.separator)
    filling = heading.separator * max(short, 0)
    return f"{text}{filling}{heading.separator}{_joined(added, heading.separator)}{row.ending}"


def with_names(heading: Heading, added: Sequence[str]) -> str:
    """The heading as it was, then the names added; raises ``Refusal`` if one is there already."""
    for name in added:
        if name in heading.names:
            raise Refusal(
                f"The file has a column called {name} already.",
                "Rename or remove it, so that what is added cannot be mistaken for it.",
            )
    return heading.text + heading.separator + heading.separator.join(added) + heading.ending


def misfit(row: Row, heading: Heading) -> str:
    """What is wrong with the number of cells of a row, or nothing."""
    cells, names = len(row.cells), len(heading.names)
    if cells == names:
        return ""
    left_off = f"; the last {cells - names} left off" if cells > names else ""
    return f"This row has {cells} cells, but the heading names {names} columns{left_off}."


def _plain(name: str) -> str:
    return name.lstrip(_BYTE_ORDER_MARK).strip('" \t').casefold()


def _rows(lines: Iterable[str], separator: str, line: int = 0) -> Iterator[Row]:
    taken: list[str] = []
    ran_out = False

    def one_by_one() -> Iterator[str]:
        nonlocal ran_out, line
        for text in lines:
            line += 1
            taken.append(text)
            yield text
        ran_out = True

    reader = csv.reader(one_by_one(), delimiter=separator)
    while True:
        begun = line + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _unreadable(begun, str(error)) from error
        if cells is None:
            return
        # The reader only asks for another line within quotes that are still open.
        if ran_out:
            raise _unreadable(begun, "a quotation mark is opened and never closed")
        written = "".join(taken)
        taken.clear()
        if cells:
            text = written.rstrip("\r\n")
            yield Row(line, text, cells, written[len(text) :] or "\n")


def _unreadable(line: int, why: str) -> Refusal:
    return Refusal(
        f"The row that begins in line {line} cannot be read: {why}.",
        "Correct it there and start again.",
    )


def _joined(cells: Sequence[str], separator: str) -> str:
    return separator.join(_quoted(cell, separator) for cell in cells)


def _quoted(cell: str, separator: str) -> str:
    if separator in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
