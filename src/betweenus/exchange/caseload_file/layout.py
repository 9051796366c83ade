"""How one file is laid out: its letters, its separator, its columns, and where each person ends.

Looking costs one reading of the file and keeps nothing of it but the references in it, so that
the rows can then be read one person at a time.
"""

import csv
import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from betweenus.domain.refusals import Refusal
from betweenus.exchange.caseload_file import cells
from betweenus.exchange.caseload_file.columns import Column, all_columns, plain

LARGEST = 100 * 1024 * 1024  # bytes
MOST_ROWS = 200_000
_SEPARATORS = (",", ";", "\t")
_SIGNATURES = {
    b"PK\x03\x04": "an Excel workbook or another packed file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
}
_SAVE_AS_CSV = "In Excel: File, Save as, CSV UTF-8 (comma delimited); then import that file."
_SEE = "The columns are described in docs/import-caseload.md."


@dataclass(frozen=True, slots=True)
class Layout:
    """What looking at a file found. ``ignored`` are columns this program has no place for.

    ``last`` gives for each local reference the number of its last row, counted from 1.
    """

    path: Path
    encoding: str
    separator: str
    columns: tuple[Column | None, ...]
    ignored: tuple[str, ...]
    rows: int
    last: dict[str, int] = field(repr=False)

    def place_of(self, name: str) -> int:
        """Where a required column stands."""
        return next(i for i, c in enumerate(self.columns) if c and c.name == name)


def look(path: Path) -> Layout:
    """How a file is laid out; raises Refusal, in words, for anything that is not a caseload."""
    _check_kind(path)
    encoding = _encoding(path)
    separator = _separator(path, encoding)
    with _lines(path, encoding, separator) as lines:
        header = next(lines, None)
        columns, ignored = _columns(path, header[1] if header else [])
        found = Layout(path, encoding, separator, columns, ignored, 0, {})
        return _counted(found, lines)


def rows(layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with the line it begins on."""
    with _lines(layout.path, layout.encoding, layout.separator) as lines:
        next(lines)
        yield from lines


def _check_kind(path: Path) -> None:
    if not path.is_file():
        raise Refusal(f"There is no file {path}.", "Check its name and folder.")
    if path.stat().st_size > LARGEST:
        raise Refusal(
            f"{path.name} is larger than {LARGEST // 1024 // 1024} MB.",
            "Split it, keeping the rows of one person together.",
        )
    with path.open("rb") as file:
        start = file.read(4096)
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise Refusal(f"{path.name} is {what}, not a CSV file.", _SAVE_AS_CSV)
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal(f"{path.name} is not text.", _SAVE_AS_CSV)


def _encoding(path: Path) -> str:
    """UTF-8 with or without its mark, UTF-16 by its mark, else what old Excels write."""
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refusal(f"The letters of {path.name} could not be read.", _SAVE_AS_CSV)


def _separator(path: Path, encoding: str) -> str:
    """The separator under which the first line names most known columns."""
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in file if line.strip()), "")
        if first.casefold().startswith("sep=") and len(first.strip()) == 5:  # Excel's own note
            return first[4]
    known = all_columns()

    def named(separator: str) -> int:
        return sum(plain(cell) in known for cell in next(csv.reader([first], delimiter=separator)))

    best = max(_SEPARATORS, key=named)
    if not named(best):
        raise Refusal(
            f"The first line of {path.name} names none of the columns of a caseload.",
            f"Begin with a line such as: local_reference,name,referred_on. {_SEE}",
        )
    return best


@contextmanager
def _lines(path: Path, encoding: str, separator: str) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """The rows that are not empty, the header first, each with the line it begins on."""
    with path.open(encoding=encoding, newline="") as file:
        yield _numbered(path, file, separator)


def _numbered(path: Path, file: TextIO, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file, delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeError) as error:
            raise Refusal(
                f"{path.name} cannot be read from line {line} on: {error}.",
                "Look for a quotation mark that is not closed there, or save the file anew.",
            ) from None
        if line == 1 and row and row[0].casefold().startswith("sep="):
            continue
        if any(cell.strip() for cell in row):
            yield line, row


def _columns(path: Path, header: list[str]) -> tuple[tuple[Column | None, ...], tuple[str, ...]]:
    known = all_columns()
    names = [cells.clean(cell) for cell in header]
    columns = tuple(known.get(plain(name)) for name in names)
    unknown = tuple(name for name, found in zip(names, columns, strict=True) if name and not found)
    present = [column.name for column in columns if column]
    faults = [
        *(f"{name} stands there twice" for name in dict.fromkeys(present) if _twice(name, present)),
        *(_misspelt(name, present) for name in unknown),
        *(
            f"{column.name} is missing"
            for column in known.values()
            if column.required and column.name not in present
        ),
    ]
    if told := [fault for fault in faults if fault]:
        raise Refusal(f"The first line of {path.name} is not right: {'; '.join(told)}.", _SEE)
    return columns, unknown


def _twice(name: str, present: list[str]) -> bool:
    return present.count(name) > 1


def _misspelt(name: str, present: list[str]) -> str:
    """A name so near to a column that leaving it out would lose what was meant to go in."""
    others = {key: one.name for key, one in all_columns().items() if one.name not in present}
    near = difflib.get_close_matches(plain(name), others, n=1, cutoff=0.85)
    return f"{name} is not a column; {others[near[0]]} is" if near else ""


def _counted(found: Layout, lines: Iterator[tuple[int, list[str]]]) -> Layout:
    place = found.place_of("local_reference")
    number = 0
    for number, (_, row) in enumerate(lines, start=1):
        found.last[reference_of(row, place)] = number
        if number > MOST_ROWS:
            raise Refusal(
                f"{found.path.name} has more than {MOST_ROWS} rows.",
                "Split it, keeping the rows of one person together.",
            )
    if not number:
        raise Refusal(f"{found.path.name} has no rows below its first line.", _SEE)
    return Layout(
        found.path,
        found.encoding,
        found.separator,
        found.columns,
        found.ignored,
        number,
        found.last,
    )


def reference_of(row: list[str], place: int) -> str:
    """The local reference of a row, as rows are kept together by it."""
    return " ".join(cells.clean(row[place]).split()) if place < len(row) else ""
