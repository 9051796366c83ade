"""What waits in a course as links: each with its words, where it leads, and how pressing it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from betweenus.services.attention import Item, Kind
from betweenus.web.addresses import address

# Where somebody goes to do what is missing.
ROOMS = {
    "consent": "consents",
    "recording_consent": "consents",
    "contract": "consents",
    "map": "map",
    "focus_draft": "focus",
    "focus_said": "focus",
    "focus_agreed": "focus",
    "goals": "goals",
    "mid_review": "mid_review",
    "letter_notes": "letters",
    "letter_draft": "letters",
    "letter_shared": "letters",
    "letter_final": "letters",
    "keeping_well": "letters",
    "discharge_summary": "letters",
    "short_letter": "letters",
    "end_measures": "measures",
}
_TAGS = {
    Kind.RISK: "red",
    Kind.RED_GATE: "red",
    Kind.UNRECORDED: "orange",
    Kind.MISSED: "orange",
    Kind.UNSIGNED: "orange",
    Kind.LATE: "yellow",
    Kind.AMBER_GATE: "yellow",
    Kind.DIARY: "blue",
}
_SIGNS = {
    Kind.RISK: "Risk",
    Kind.RED_GATE: "Overdue",
    Kind.UNRECORDED: "To do",
    Kind.MISSED: "Missed",
    Kind.UNSIGNED: "To do",
    Kind.LATE: "Late",
    Kind.AMBER_GATE: "Late",
    Kind.DIARY: "New",
}
_MISSING = (Kind.RED_GATE, Kind.AMBER_GATE, Kind.LATE)
MOST_MISSING = 3  # named in one line; the rest are a number


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that waits, ready for a page. ``sign`` says in a word what the colour does."""

    words: str
    href: str
    colour: str
    sign: str


def wait(item: Item, course_id: UUID) -> Wait:
    """An item as a link."""
    return Wait(item.words, _href(item, course_id), _TAGS[item.kind], _SIGNS[item.kind])


def condensed(items: Iterable[Item], course_id: UUID) -> tuple[Wait, ...]:
    """What waits in as few lines as can be: everything that is missing shares one."""
    items = tuple(items)
    missing = [item for item in items if item.kind in _MISSING]
    lines = [wait(item, course_id) for item in items if item.kind not in _MISSING]
    if missing:
        lines.insert(_pressing(lines), _missing(missing, course_id))
    return tuple(lines)


def _pressing(lines: list[Wait]) -> int:
    """How many of these lines come before what is missing."""
    return sum(line.colour in ("red", "orange") for line in lines)


def _missing(items: list[Item], course_id: UUID) -> Wait:
    names = [item.name for item in items[:MOST_MISSING]]
    more = len(items) - len(names)
    words = f"Missing: {', '.join(names)}" + (f" and {more} more" if more else "")
    href = _href(items[0], course_id) if len(items) == 1 else address("case", course_id)
    return Wait(words, href, _TAGS[items[0].kind], _SIGNS[items[0].kind])


def _href(item: Item, course_id: UUID) -> str:
    if item.kind is Kind.RISK and item.id:
        return address("risk", item.id)
    if item.kind is Kind.UNRECORDED:
        return address("attendance", item.id)
    if item.kind is Kind.UNSIGNED:
        return address("session", item.id)
    if item.kind is Kind.DIARY:
        return address("diary_for_therapist", course_id)
    if item.kind is Kind.MISSED:
        return address("sessions", course_id)
    return address(ROOMS.get(item.artefact, "case"), course_id)
