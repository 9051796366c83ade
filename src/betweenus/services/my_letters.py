"""Letters as the client sees them: only what was shared, nothing of how it came about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.letters import LetterState, filled
from betweenus.domain.refusals import NotFound
from betweenus.records.course import Course
from betweenus.services import letters, progress
from betweenus.services.acting import acting
from betweenus.services.letters import LetterNow, Reply, Version


@dataclass(frozen=True, slots=True)
class MyLetter:
    """A letter the client may see: its sections in order, and what they wrote back."""

    id: UUID
    name: str
    state: LetterState
    since: datetime
    greeting: str
    sections: tuple[tuple[str, str], ...]
    replies: tuple[Reply, ...]
    written_by: str
    headings: bool

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.state is not LetterState.FINAL


def for_portal(course_id: UUID, called: str) -> tuple[MyLetter, ...]:
    """The client's letters, newest first; inside the act of their page."""
    found = [
        _mine(letter, version, called)
        for letter in letters.all_of(course_id)
        if (version := letter.seen_by_client)
    ]
    return tuple(sorted(found, key=lambda letter: letter.since, reverse=True))


def read_all(*, by: Identity) -> tuple[MyLetter, ...]:
    """Every letter of the client's own courses, newest first."""
    with acting(by=by, act=Act.READ_LETTER, person=by.person_id, about="my letters"):
        courses = Course.objects.filter(person=by.person_id).select_related("person")
        found = [letter for c in courses for letter in for_portal(c.pk, c.person.called)]
        return tuple(sorted(found, key=lambda letter: letter.since, reverse=True))


def read(*, by: Identity, letter_id: UUID) -> MyLetter:
    """One letter, as the client may see it."""
    course = progress.load(letters.load(letter_id).course_id)
    with acting(by=by, act=Act.READ_LETTER, person=course.person_id, about=f"letter:{letter_id}"):
        mine = for_portal(course.pk, course.person.called)
        found = next((letter for letter in mine if letter.id == letter_id), None)
        if found is None:
            raise NotFound("There is no such letter.", "Open it from your letters.")
        return found


def _mine(letter: LetterNow, version: Version, called: str) -> MyLetter:
    kind = letter.kind
    return MyLetter(
        id=letter.id,
        name=kind.name,
        state=version.state,
        since=version.moves[-1].at,
        greeting=kind.greeting.format(name=called),
        sections=tuple((s.name, text) for s, text in filled(kind, version.sections)),
        replies=version.replies,
        written_by=version.by,
        headings=kind.id in ("discharge", "keeping_well"),
    )
