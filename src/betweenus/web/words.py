"""How dates, times and counts are said on a page."""

import re
from datetime import date, datetime
from functools import lru_cache

from markupsafe import Markup, escape

from betweenus.domain.course.dates import LONDON
from betweenus.domain.outcomes.change import figure
from betweenus.services import clock

# Emergency numbers, Samaritans, and numbers as they are printed, "01632 960140" or "020 7946 0000".
_NUMBERS = re.compile(r"\b(999|111|112|116 123|0\d{2,4} \d{3,4} ?\d{3,4}|0\d{10})\b")


def day(value: date | datetime | None) -> str:
    """A day as people say it: "Tuesday 3 March", with the year when it is not this year."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return _day(value, clock.today().year)


@lru_cache(maxsize=1024)
def _day(value: date, this_year: int) -> str:
    year = "" if value.year == this_year else f" {value.year}"
    return f"{value:%A} {value.day} {value:%B}{year}"


def short_day(value: date | datetime | None) -> str:
    """A day for a table cell: "3 Mar", with the year when it is not this year."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return _short_day(value, clock.today().year)


@lru_cache(maxsize=1024)
def _short_day(value: date, this_year: int) -> str:
    year = "" if value.year == this_year else f" {value.year}"
    return f"{value.day} {value:%b}{year}"


def time(value: datetime | None) -> str:
    """A time as people say it: "2pm", "2:30pm", "midday"."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def when(value: datetime | None) -> str:
    """Day and time: "Tuesday 3 March at 2pm"."""
    return f"{day(value)} at {time(value)}" if value else ""


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 session", "3 sessions"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def paragraphs(text: str | None) -> Markup:
    """Text somebody typed, as paragraphs, their line breaks kept."""
    blocks = [block for block in (text or "").replace("\r\n", "\n").split("\n\n") if block.strip()]
    made = (Markup("<br>").join(escape(line) for line in block.split("\n")) for block in blocks)
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in made)


def ringable(html: Markup) -> Markup:
    """Phone numbers in made paragraphs as links that ring, for somebody holding a phone."""
    return Markup(_NUMBERS.sub(_ring, str(html)))  # noqa: S704 - only digits were added


@lru_cache(maxsize=16)
def crisis_text(text: str) -> Markup:
    """The service's words on help in a crisis, with numbers that ring; every page of a client ends
    with them, so they are put together once.
    """
    return ringable(paragraphs(text))


def _ring(found: re.Match[str]) -> str:
    said = found[0]
    return f'<a class="bu-nowrap" href="tel:{said.replace(" ", "")}">{said}</a>'


def number(value: float | None) -> str:
    """A score without needless decimals: 12, 12.5, 0.73; a dash when there is none."""
    return "–" if value is None else figure(value)


FILTERS = {
    "day": day,
    "short_day": short_day,
    "time": time,
    "when": when,
    "plural": plural,
    "paragraphs": paragraphs,
    "number": number,
    "ringable": ringable,
    "crisis_text": crisis_text,
}
