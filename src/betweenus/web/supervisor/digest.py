"""What a supervisor reads before an hour with one therapist: what waits, by what it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from betweenus.services.attention import Kind
from betweenus.services.supervisees import Row
from betweenus.web.words import plural


@dataclass(frozen=True, slots=True)
class Entry:
    """One case under a heading of the digest; ``words`` may be empty."""

    name: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One kind of thing to talk about, with the cases it is about."""

    words: str
    colour: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """The same for one line of the list: a word or two, with a colour that says how pressing."""

    words: str
    colour: str


def digest(rows: Iterable[Row]) -> tuple[Heading, ...]:
    """What waits in these cases, the most pressing kind first; only kinds there are."""
    rows = tuple(rows)
    headings = (
        Heading("Risk to acknowledge", "red", _each(rows, _risk)),
        Heading("Scores to look at", "orange", _each(rows, _scores)),
        Heading("Overdue in the course", "orange", _each(rows, _overdue)),
        Heading("Sessions missed", "orange", _each(rows, _missed)),
        Heading("Questions", "blue", _each(rows, _questions)),
        Heading("Notes to countersign", "blue", _each(rows, _notes)),
        Heading("Actions past their day", "yellow", _each(rows, _actions)),
    )
    return tuple(heading for heading in headings if heading.entries)


def tags(row: Row) -> tuple[Tag, ...]:
    """What waits in one case."""
    found = (
        (row.open_risk, Tag("Risk", "red")),
        (row.signals, Tag("Scores", "orange")),
        (_of(row, Kind.RED_GATE), Tag("Overdue", "orange")),
        (_of(row, Kind.MISSED), Tag("Missed", "orange")),
        (row.questions, Tag(plural(row.questions, "question"), "blue")),
        (row.to_countersign, Tag(f"{row.to_countersign} to countersign", "blue")),
        (row.overdue_actions, Tag(plural(row.overdue_actions, "late action"), "yellow")),
    )
    return tuple(tag for there, tag in found if there)


def case_href(course_id: UUID) -> str:
    """Where a case is read before supervision."""
    return reverse("supervision_case", args=[course_id])


def _each(rows: Iterable[Row], found) -> tuple[Entry, ...]:
    return tuple(entry for row in rows if (entry := found(row)))


def _of(row: Row, kind: Kind) -> list[str]:
    return [item.words for item in row.items if item.kind is kind]


def _entry(row: Row, words: str = "", where: str = "") -> Entry:
    return Entry(row.name, words, f"{case_href(row.course_id)}{where}")


def _risk(row: Row) -> Entry | None:
    words = _of(row, Kind.RISK)
    return _entry(row, words[0]) if words else None


def _scores(row: Row) -> Entry | None:
    """The first signal's reason; the page of the case has the others."""
    return _entry(row, row.signals[0].reason, "#signals") if row.signals else None


def _overdue(row: Row) -> Entry | None:
    words = _of(row, Kind.RED_GATE)
    return _entry(row, "; ".join(words)) if words else None


def _missed(row: Row) -> Entry | None:
    words = _of(row, Kind.MISSED)
    return _entry(row, words[0]) if words else None


def _questions(row: Row) -> Entry | None:
    if not row.questions:
        return None
    return _entry(row, plural(row.questions, "question"), "#questions")


def _notes(row: Row) -> Entry | None:
    if not row.note_to_countersign:
        return None
    words = plural(row.to_countersign, "note")
    return Entry(row.name, words, reverse("session", args=[row.note_to_countersign]))


def _actions(row: Row) -> Entry | None:
    if not row.overdue_actions:
        return None
    return _entry(row, plural(row.overdue_actions, "action"), "#actions")
