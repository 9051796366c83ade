"""Evidence: the told moments each part of the focus rests on, chosen by the therapist.

They belong to the focus of a course and not to one wording of it, and stay with its next version.
The client's pages show none of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.formulation.moments import PARTS, speaks_for
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Course
from betweenus.records.episodes import FocusEvidence
from betweenus.services import clock, progress
from betweenus.services.acting import acting
from betweenus.services.progress import CaseHeader
from betweenus.services.told_episodes import ToldEpisode, as_ranked, of_course, people_of

Rests = tuple[str, UUID]
"""A part of the focus and the episode it rests on."""


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Every episode of a course, and which parts of the focus rest on it."""

    case: CaseHeader
    told: tuple[ToldEpisode, ...]
    chosen: frozenset[Rests]
    own: bool


def of_focus(course_id: UUID) -> Mapping[str, tuple[ToldEpisode, ...]]:
    """Part of the focus -> the moments it rests on, as told; inside an act."""
    return of_loaded(progress.load(course_id))


def of_loaded(
    course: Course, told: Iterable[ToldEpisode] | None = None
) -> Mapping[str, tuple[ToldEpisode, ...]]:
    """The same of a course that came from ``progress.load``; ``told`` saves reading them again.

    One query while there are none, four when there are.
    """
    chosen = _chosen(course.pk)
    if not chosen:
        return {}
    told = of_course(course.pk, people=people_of(course)) if told is None else tuple(told)
    found = {part: tuple(one for one in told if (part, one.id) in chosen) for part in PARTS}
    return {part: moments for part, moments in found.items() if moments}


def how_many(course_id: UUID) -> int:
    """How many moments the focus rests on; inside an act, one query."""
    rows = FocusEvidence.objects.filter(course=course_id, let_go_at=None)
    return rows.values("episode").distinct().count()


def read(*, by: Identity, course_id: UUID) -> EvidencePage:
    """All moments of a course, to choose those the focus rests on."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_FOCUS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        return EvidencePage(
            case=progress.header(course),
            told=of_course(course_id, people=people_of(course)),
            chosen=_chosen(course_id),
            own=deed.decision.relation is Relation.OWN,
        )


def take(
    *,
    by: Identity,
    course_id: UUID,
    pattern: Mapping[str, str],
    episodes: Collection[UUID],
    instead: bool = False,
) -> int:
    """Take moments into the formulation: each goes to the parts in which it holds the pattern.

    ``pattern`` is part -> code as a candidate has it. ``instead`` lets go of those chosen before.
    No word of the focus is written. Returns how many moments were taken.
    """
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.WRITE_FOCUS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        told = [one for one in of_course(course_id, people=people_of(course)) if one.id in episodes]
        if not told:
            raise Refusal(
                "No moment is chosen.",
                "Tick at least one, so that the formulation has something to rest on.",
                field="episode",
            )
        codes = {one.id: one.parts for one in as_ranked(told)}
        wanted = {
            (part, one.id)
            for one in told
            for part in speaks_for(codes.get(str(one.id), {}), pattern)
        }
        deed.detail["moments"] = len(told)
        before = _chosen(course_id)
        _choose(by, course, wanted - before)
        if instead:
            _let_go(course, before - wanted)
        return len(told)


def change(
    *, by: Identity, course_id: UUID, seen: Iterable[Rests], chosen: Iterable[Rests]
) -> None:
    """Choose and let go as ticked on a page that showed ``seen`` as chosen.

    Only what differs from ``seen`` is changed, so another window's choices stay.
    """
    course = progress.load(course_id)
    seen, chosen = set(seen), set(chosen)
    with acting(
        by=by, act=Act.WRITE_FOCUS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        before = _chosen(course_id)
        known = {one.id for one in of_course(course_id, people=people_of(course))}
        added = {(p, e) for p, e in chosen - seen - before if p in PARTS and e in known}
        removed = (seen - chosen) & before
        deed.detail |= {"added": len(added), "let go": len(removed)}
        _choose(by, course, added)
        _let_go(course, removed)


def _chosen(course_id: UUID) -> frozenset[Rests]:
    rows = FocusEvidence.objects.filter(course=course_id, let_go_at=None)
    return frozenset(rows.values_list("part", "episode_id"))


def _choose(by: Identity, course: Course, pairs: Iterable[Rests]) -> None:
    now = clock.now()
    for part, episode_id in sorted(pairs):
        FocusEvidence.objects.update_or_create(
            course=course,
            part=part,
            episode_id=episode_id,
            defaults={"chosen_at": now, "chosen_by_id": by.account_id, "let_go_at": None},
        )


def _let_go(course: Course, pairs: Iterable[Rests]) -> None:
    for part, episode_id in pairs:
        FocusEvidence.objects.filter(course=course, part=part, episode=episode_id).update(
            let_go_at=clock.now()
        )
