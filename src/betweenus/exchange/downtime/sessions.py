"""Sessions to come, on paper (PDF/UA-1): who comes when, how to reach them, and what waits.

Everything said in it reaches the typesetter as data, never as markup.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from betweenus.exchange.letters.printable import fonts, for_print


@dataclass(frozen=True, slots=True)
class Line:
    """One session, or (``time`` "") somebody without one; ``call`` is what to mind on the phone.

    ``where`` is how far their course is, or for the office whose client it is.
    """

    time: str
    name: str
    phone: str
    call: str
    where: str
    how: str
    became: str = ""  # what is recorded already
    first: tuple[str, ...] = ()  # signs of risk, and whatever else comes before everything
    waits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A day and who comes on it."""

    words: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of some days as they stood at a moment; ``place`` names the column ``where``."""

    service: str
    title: str
    made_at: datetime
    as_of: str
    place: str
    days: tuple[Day, ...]
    not_booked: tuple[Line, ...]
    crisis_text: str


def sessions_to_pdf(sessions: Sessions) -> bytes:
    """The sessions as PDF/UA-1."""
    return typst.compile(
        _template(),
        ignore_system_fonts=True,
        font_paths=fonts(),
        sys_inputs={"sessions": json.dumps(_as_data(sessions), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=sessions.made_at.astimezone(UTC).replace(microsecond=0),
    )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("sessions.typ").read_bytes()


def _as_data(sessions: Sessions) -> dict[str, Any]:
    return {
        "service": for_print(sessions.service),
        "title": for_print(sessions.title),
        "as_of": for_print(sessions.as_of),
        "place": for_print(sessions.place),
        "days": [
            {"words": for_print(day.words), "lines": [_line(line) for line in day.lines]}
            for day in sessions.days
        ],
        "not_booked": [_line(line) for line in sessions.not_booked],
        "crisis": [for_print(part) for part in sessions.crisis_text.split("\n\n") if part.strip()],
    }


def _line(line: Line) -> dict[str, Any]:
    said = {
        name: for_print(getattr(line, name))
        for name in ("time", "name", "phone", "call", "where", "how", "became")
    }
    return said | {
        "first": [for_print(words) for words in line.first],
        "waits": [for_print(words) for words in line.waits],
    }
