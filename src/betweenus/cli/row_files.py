"""Adds columns to a CSV file of any length, some thousand rows at a time.

The result goes to a file that appears only when it is whole, or to where the output goes. Ends
with 1 when something is wrong with any row; every row is written all the same.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol, TextIO, cast

from betweenus.cli import progress
from betweenus.domain.refusals import Refusal
from betweenus.exchange import row_file
from betweenus.exchange.row_file import Heading, Row

ROWS_AT_A_TIME = 20_000
ERRORS_SHOWN = 20


class Adding(Protocol):
    """What is added to each row: cells below ``names``, and what is wrong with it, or nothing."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns added."""

    def __call__(self, rows: Sequence[Row]) -> Iterable[tuple[list[str], str]]:
        """For each row its cells, and what is wrong with it."""


@dataclass(slots=True)
class Told:
    """What is said at the end."""

    rows: int = 0
    errors: int = 0


def add_files(parser: argparse.ArgumentParser) -> None:
    """The file to read and the one to write."""
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="the file to read")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT.csv",
        help="the file to write; without it the result is printed",
    )


def add_columns(
    typed: argparse.Namespace, adding: Callable[[Heading], Adding], *, what: str, tell: bool
) -> int:
    """Write FILE with columns added. ``tell``: say what is wrong here, as no column holds it."""
    told = Told()
    source, target = typed.file, typed.output
    if target and target.exists() and target.samefile(source):
        raise Refusal("The result would replace the file it is made from.", "Choose another -o.")
    try:
        with _read(source) as lines, _written(target) as out:
            heading, rows = row_file.read(lines)
            made = adding(heading)
            out.write(row_file.with_names(heading, made.names))
            with _progress(what, target) as shown:
                for some in _chunks(rows):
                    _add(made, heading, some, out=out, told=told, tell=tell)
                    if shown:
                        shown(lines.buffer.tell(), source.stat().st_size)
    except BrokenPipeError:
        # Whoever read the result has seen enough, e.g. `head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1 if told.errors else 0
    rows_read = "1 row" if told.rows == 1 else f"{told.rows:,} rows"
    _say(f"{rows_read}, {told.errors:,} of them with an error.")
    return 1 if told.errors else 0


def _add(
    made: Adding, heading: Heading, rows: list[Row], *, out: TextIO, told: Told, tell: bool
) -> None:
    for row, (cells, error) in zip(rows, made(rows), strict=True):
        told.rows += 1
        if error:
            told.errors += 1
            if tell and told.errors <= ERRORS_SHOWN:
                _say(f"line {row.line}: {error}")
            elif tell and told.errors == ERRORS_SHOWN + 1:
                _say("more rows with errors are counted and not shown")
        out.write(row_file.with_cells(row, heading, cells))


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, ROWS_AT_A_TIME)):
        yield some


@contextmanager
def _progress(what: str, target: Path | None) -> Iterator[Callable[[int, int], None] | None]:
    if target is None and sys.stdout.isatty():
        yield None  # a bar among the rows would be in their way
        return
    with progress.shown(what) as told:
        yield told


@contextmanager
def _read(path: Path) -> Iterator[TextIO]:
    if path.is_dir():
        raise Refusal(f"{path} is a folder.", "Name the file in it.")
    if not path.is_file():
        raise Refusal(f"There is no file {path}.", "Check its name and folder.")
    try:
        lines = _open(path, "r")
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    with lines:
        yield lines


@contextmanager
def _written(path: Path | None) -> Iterator[TextIO]:
    """Where to write: the usual output, or a file that takes its name when it is whole."""
    if path is None:
        with _open(sys.stdout.fileno(), "w") as out:
            yield out
        return
    special = path.exists() and not path.is_file()  # e.g. a pipe: it cannot take another's name
    part = path if special else path.with_name(f"{path.name}.part")
    try:
        with _open(part, "w") as out:
            yield out
        if not special:
            part.replace(path)
    except OSError as error:
        raise Refusal(
            f"{path} cannot be written: {error.strerror}.", "Choose another file with -o."
        ) from error
    finally:
        if not special:
            part.unlink(missing_ok=True)


def _open(file: Path | int, mode: str) -> TextIO:
    """A file, or one open already and left open, in which every byte comes and goes as it is."""
    return cast(
        "TextIO",
        open(
            file,
            mode,
            encoding=row_file.ENCODING,
            errors=row_file.ERRORS,
            newline="",
            closefd=isinstance(file, Path),
        ),
    )


def _say(words: str) -> None:
    print(f"betweenus: {words}", file=sys.stderr)
