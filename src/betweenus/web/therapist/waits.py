"""What waits in a course as links: each with its words, where it leads, and how pressing it is."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from betweenus.services.attention import Item, Kind

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
_SIGNS = {"red": "Now", "orange": "To do", "yellow": "Late", "blue": "New"}


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that waits, ready for a page. ``sign`` says in a word what the colour does."""

    words: str
    href: str
    colour: str

    @property
    def sign(self) -> str:
        """How pressing it is, in a word."""
        return _SIGNS[self.colour]


def wait(item: Item, course_id: UUID) -> Wait:
    """An item as a link."""
    return Wait(item.words, _href(item, course_id), _TAGS[item.kind])


def _href(item: Item, course_id: UUID) -> str:
    if item.kind is Kind.RISK and item.id:
        return reverse("risk", args=[item.id])
    if item.kind is Kind.UNRECORDED:
        return reverse("attendance", args=[item.id])
    if item.kind is Kind.UNSIGNED:
        return reverse("session", args=[item.id])
    if item.kind is Kind.DIARY:
        return reverse("diary_for_therapist", args=[course_id])
    if item.kind is Kind.MISSED:
        return reverse("sessions", args=[course_id])
    return reverse(ROOMS.get(item.artefact, "case"), args=[course_id])
