"""Letters as the client sees them: only what was shared, nothing of how it came about."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.letters import LetterState
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.exchange.letters import LetterDocument
from betweenus.records.course import Course
from betweenus.records.letters import LetterMove, LetterReply
from betweenus.services import clock, letter_versions, progress
from betweenus.services.acting import acting
from betweenus.services.letter_paper import paper
from betweenus.services.letter_versions import LetterNow, Reply, Version


@dataclass(frozen=True, slots=True)
class MyLetter:
    """A letter the client may see, and what they wrote back."""

    id: UUID
    kind: str
    name: str
    state: LetterState
    since: datetime
    paper: LetterDocument | None  # None in a list
    replies: tuple[Reply, ...]
    may_reply: bool

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.state is not LetterState.FINAL

    @property
    def is_copy(self) -> bool:
        """Whether it was written to somebody else."""
        return self.kind == "discharge"


def for_portal(course: Course) -> tuple[MyLetter, ...]:
    """The client's letters of one course, newest first; inside the act of their page."""
    found = [
        _mine(course, letter, version)
        for letter in letter_versions.all_of(course.pk)
        if (version := letter.seen_by_client)
    ]
    return tuple(sorted(found, key=lambda letter: letter.since, reverse=True))


def read_all(*, by: Identity) -> tuple[MyLetter, ...]:
    """Every letter of the client's own courses, newest first."""
    with acting(by=by, act=Act.READ_LETTER, person=by.person_id, about="my letters"):
        courses = Course.objects.filter(person=by.person_id).select_related("person", "therapist")
        found = [letter for course in courses for letter in for_portal(course)]
        return tuple(sorted(found, key=lambda letter: letter.since, reverse=True))


def read(*, by: Identity, letter_id: UUID) -> MyLetter:
    """One letter, as the client may see it."""
    course = progress.load(letter_versions.load(letter_id).course_id)
    with acting(by=by, act=Act.READ_LETTER, person=course.person_id, about=f"letter:{letter_id}"):
        letter = letter_versions.one_of(letter_id)
        seen = letter.seen_by_client
        if seen is None:
            raise NotFound("There is no such letter.", "Open it from your letters.")
        return replace(_mine(course, letter, seen), paper=paper(course, letter.kind, seen))


def _mine(course: Course, letter: LetterNow, version: Version) -> MyLetter:
    return MyLetter(
        id=letter.id,
        kind=letter.kind.id,
        name=letter.kind.name,
        state=version.state,
        since=version.moves[-1].at,
        paper=None,
        replies=tuple(reply for one in letter.versions for reply in one.replies),
        may_reply=_may_reply(course, letter),
    )


def _may_reply(course: Course, letter: LetterNow) -> bool:
    """Not under a copy of somebody else's letter, nor where nobody may read it any more."""
    return letter.kind.to == "client" and course.ended_on is None


def reply(*, by: Identity, letter_id: UUID, words: str) -> LetterReply:
    """The client writes back to a letter they can see; the same words again are kept once."""
    course = progress.load(letter_versions.load(letter_id).course_id)
    with acting(
        by=by, act=Act.REPLY_TO_LETTER, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        letter = letter_versions.one_of(letter_id)
        seen, words = letter.seen_by_client, words.strip()
        if seen is None:
            raise NotFound("There is no such letter.", "Open it from your letters.")
        if not _may_reply(course, letter):
            raise Refusal(
                "Nobody would read an answer to this letter now.",
                "Ring the service if there is something you want to say.",
                field="words",
            )
        if not words:
            raise Refusal("Nothing is written yet.", "Write what you want to say.", field="words")
        if seen.replies and seen.replies[-1].words == words:
            deed.detail["again"] = True
            return LetterReply.objects.filter(version=seen.id).latest("at")
        if seen.state is LetterState.SHARED:
            LetterMove.objects.create(
                version_id=seen.id,
                state=LetterState.REPLIED,
                session_number=course.used,
                at=clock.now(),
                by_id=by.account_id,
            )
        return LetterReply.objects.create(
            version_id=seen.id, words=words, at=clock.now(), by_id=by.account_id
        )
