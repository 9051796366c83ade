"""The few words a letter needs of its own, in the languages a service may write in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Words:
    """One language: how the page, the copies and a date are said."""

    page: str  # with {n} and {of}
    copy_to: str
    days: tuple[str, ...]  # Monday first
    months: tuple[str, ...]

    def say_date(self, day: date) -> str:
        """A date as written at the top of a letter: always with its year, for it is kept."""
        return f"{self.days[day.weekday()]} {day.day} {self.months[day.month - 1]} {day.year}"


_ENGLISH = Words(
    page="Page {n} of {of}",
    copy_to="Copy to",
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
)
_WELSH = Words(
    page="Tudalen {n} o {of}",
    copy_to="Copi at",
    days=(
        *("Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau"),
        *("Dydd Gwener", "Dydd Sadwrn", "Dydd Sul"),
    ),
    months=(
        *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
        *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
    ),
)
LANGUAGES: Mapping[str, Words] = MappingProxyType({"en": _ENGLISH, "cy": _WELSH})


def known_language(tag: str) -> bool:
    """Whether letters can be written in this language."""
    return primary(tag) in LANGUAGES


def words_of(tag: str) -> Words:
    """The words of a language tag such as "en-GB"."""
    return LANGUAGES[primary(tag)]


def primary(tag: str) -> str:
    """The language of a tag, without its region: "en" of "en-GB"."""
    return tag.split("-", maxsplit=1)[0].lower()


def region(tag: str) -> str | None:
    """The region of a tag: "GB" of "en-GB"; None where it has none."""
    parts = tag.split("-")
    return parts[1].upper() if len(parts) > 1 else None
