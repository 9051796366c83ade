"""Cells of a table as people and Excel write them: each reader gives a value or says what is wrong.

Text stays text: a cell that begins with "=" is never worked out, only Excel's own way of marking
text (="0123") is taken off.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from typing import Any

Reader = Callable[[str], Any]

_TEXT_MARK = re.compile(r'="([^"]*)"')
_WHOLE = re.compile(r"-?\d+(?:\.0+)?")  # Excel writes 3 as 3.0 when a column once held decimals
_SHORTENED = re.compile(r"-?\d+[.,]?\d*[eE]\+?\d+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_UK = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?")
_IN_WORDS = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-](?:\d{1,2}|[A-Za-z]{3})[/.-]\d{2}")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YES = ("yes", "y", "true", "1")
_NO = ("no", "n", "false", "0")


class BadCell(ValueError):
    """A cell that cannot be what its column holds; the message says why and what to write."""


def clean(cell: str) -> str:
    """A cell without the marks and spaces around its text; line breaks inside are kept."""
    marked = _TEXT_MARK.fullmatch(cell.strip())
    text = marked[1] if marked else cell
    return text.replace("\r\n", "\n").replace("\xa0", " ").strip()


def shown(text: str) -> str:
    """What was written, as it can stand in a sentence: never endless."""
    return f"“{text}”" if len(text) <= 30 else f"“{text[:27]}...”"


def line_of(most: int) -> Reader:
    """Words on one line, at most so many letters."""

    def read(text: str) -> str:
        return _no_longer(" ".join(text.split()), most)

    return read


def words_of(most: int) -> Reader:
    """Words that may have lines, at most so many letters."""

    def read(text: str) -> str:
        return _no_longer(text, most)

    return read


def _no_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise BadCell(f"has {len(text)} letters; at most {most} fit. Shorten it.")
    return text


def one_of(known: Mapping[str, Any], what: str) -> Reader:
    """One of the words (or codes) of a list, whatever their case."""

    def read(text: str) -> Any:
        found = known.get(text.casefold())
        if found is None:
            raise BadCell(f"{shown(text)} is not {what}. Write {_or(known)}.")
        return found

    return read


def whole(lowest: int, highest: int) -> Reader:
    """A whole number within a range."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not lowest <= int(float(text)) <= highest:
            raise BadCell(f"{shown(text)} is not a whole number from {lowest} to {highest}.")
        return int(float(text))

    return read


def among(values: Collection[int]) -> Reader:
    """One of a question's answers, or that it was not answered on purpose."""
    said = ("declined", "not applicable")

    def read(text: str) -> int | str:
        if text.casefold() in said:
            return text.casefold()
        if not _WHOLE.fullmatch(text) or int(float(text)) not in values:
            raise BadCell(
                f"{shown(text)} is not one of the answers {min(values)} to {max(values)}. "
                "Leave it empty if the question was not answered."
            )
        return int(float(text))

    return read


def yes_or_no(text: str) -> bool:
    """Yes or no."""
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise BadCell(f"{shown(text)} is neither yes nor no.")


def day(text: str) -> date:
    """A date: 2026-02-10, 10/02/2026 (day first) or 10 February 2026."""
    if found := _ISO.fullmatch(text):
        return _date(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _UK.fullmatch(text):
        return _date(text, int(found[3]), int(found[2]), int(found[1]))
    if found := _IN_WORDS.fullmatch(text):
        month = found[2][:3].casefold()
        if month in _MONTHS:
            return _date(text, int(found[3]), _MONTHS.index(month) + 1, int(found[1]))
    raise BadCell(_not_a_day(text))


def _date(text: str, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        turned = month > 12 >= number
        hint = " The day comes first, then the month." if turned else ""
        raise BadCell(f"{shown(text)} is not a day of the calendar.{hint}") from None


def _not_a_day(text: str) -> str:
    if _SHORT_YEAR.fullmatch(text):
        return f"{shown(text)} has a year of two digits. Write all four: 10/02/2026."
    if text.isdecimal() and len(text) == 5:
        return f"{shown(text)} is Excel's own number for a day. Format the column as a date."
    return f"{shown(text)} is not a date. Write it as 2026-02-10 or 10/02/2026."


def clock_time(text: str) -> time:
    """A time of day in 24 hours."""
    found = _CLOCK.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell(f"{shown(text)} is not a time of day. Write it as 14:00.")
    return time(int(found[1]), int(found[2]))


def digits(text: str) -> str:
    """A long number as it was, unless Excel has shortened it so that it is lost."""
    if _SHORTENED.fullmatch(text):
        raise BadCell(
            f"{shown(text)} was shortened by Excel and its digits are lost. "
            "Format the column as text and fill it in again."
        )
    return text.removesuffix(".0")


def _or(known: Mapping[str, Any]) -> str:
    *first, last = known
    return f"{', '.join(first)} or {last}" if first else last
