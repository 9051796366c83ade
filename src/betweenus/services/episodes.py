"""Episodes: told moments read, written down, coded slot by slot, and let go.

This module has the pages; writing and coding stand in modules of their own and are offered here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.formulation.people_map import MapPerson
from betweenus.domain.patterns import Vocabulary
from betweenus.domain.patterns.seen import Seen, how_seen
from betweenus.records.course import Appointment
from betweenus.services import drafts, progress, vocabulary
from betweenus.services.acting import acting
from betweenus.services.drafts import DraftNow
from betweenus.services.episode_coding import code, decide
from betweenus.services.episode_writing import (
    change,
    let_go,
    load,
    save_draft,
    sources,
    subject,
    take_back,
    write,
)
from betweenus.services.progress import CaseHeader
from betweenus.services.told_episodes import (
    THERAPIST,
    Coded,
    People,
    ToldEpisode,
    as_ranked,
    of_course,
    one_of,
    people_of,
)

__all__ = [
    "Coded",
    "CodingPage",
    "EpisodesPage",
    "NewEpisode",
    "ToldEpisode",
    "as_ranked",
    "begin",
    "change",
    "code",
    "decide",
    "let_go",
    "of_course",
    "one",
    "read",
    "save_draft",
    "take_back",
    "write",
]


@dataclass(frozen=True, slots=True)
class EpisodesPage:
    """The episodes of a course, oldest first; ``people`` are those on the map.

    ``seen`` says of each person told of how they are seen, as far as it is coded.
    """

    case: CaseHeader
    told: tuple[ToldEpisode, ...]
    people: tuple[MapPerson, ...]
    seen: Mapping[str, Seen]
    words: Vocabulary
    own: bool


@dataclass(frozen=True, slots=True)
class CodingPage:
    """One episode to be coded; ``following`` is the next that nobody has begun to code."""

    case: CaseHeader
    told: ToldEpisode
    people: tuple[MapPerson, ...]
    words: Vocabulary
    following: ToldEpisode | None
    uncoded: int
    own: bool


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """What a new episode starts from: the people to choose from, and where it was told.

    ``parts`` are the diary's answers when it was told there.
    """

    case: CaseHeader
    people: tuple[MapPerson, ...]
    draft: DraftNow
    session: Appointment | None
    session_number: int | None
    parts: Mapping[str, str]


def read(*, by: Identity, course_id: UUID) -> EpisodesPage:
    """The episodes of a course."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_EPISODES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        people, words = people_of(course), vocabulary.words()
        told = of_course(course_id, people=people)
        return EpisodesPage(
            case=progress.header(course),
            told=told,
            people=_choices(people),
            seen=how_seen(as_ranked(told), words),
            words=words,
            own=deed.decision.relation is Relation.OWN,
        )


def one(*, by: Identity, episode_id: UUID) -> CodingPage:
    """One episode with its codes, also when it was let go."""
    row = load(episode_id)
    course = progress.load(row.course_id)
    with acting(
        by=by, act=Act.READ_EPISODES, person=course.person_id, about=f"episode:{episode_id}"
    ) as deed:
        people = people_of(course)
        told = of_course(row.course_id, people=people)
        waiting = [other for other in told if not other.codes and other.id != episode_id]
        after = [other for other in waiting if other.number > row.number]
        return CodingPage(
            case=progress.header(course),
            told=next((other for other in told if other.id == episode_id), None)
            or one_of(episode_id, people),
            people=_choices(people),
            words=vocabulary.words(),
            following=next(iter([*after, *waiting]), None),
            uncoded=len(waiting),
            own=deed.decision.relation is Relation.OWN,
        )


def _choices(people: People) -> tuple[MapPerson, ...]:
    """Whom an episode can be with: those on the map, and the therapist in any case."""
    others = tuple(person for person in people.now if person.when != THERAPIST)
    return (*others, people.therapist)


def begin(
    *,
    by: Identity,
    course_id: UUID,
    appointment_id: UUID | None = None,
    diary_entry_id: UUID | None = None,
) -> NewEpisode:
    """What a new episode starts from; raises NotFound for a session or entry not of this course."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.CODE_EPISODES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["read"] = True
        session, entry, _ = sources(course, appointment_id, diary_entry_id, None)
        source = str(diary_entry_id or appointment_id or "")
        return NewEpisode(
            case=progress.header(course),
            people=_choices(people_of(course)),
            draft=drafts.present(subject(course_id, source)),
            session=session,
            session_number=progress.number_of(course, session) if session else None,
            parts=entry.parts if entry else {},
        )
