"""Evidence: the told moments each part of the focus rests on, chosen by the therapist.

They belong to the focus of a course and not to one wording of it, and stay with its next version.
The client's pages show none of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.formulation.moments import PARTS, speaks_for
from betweenus.domain.patterns import Vocabulary, saying
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Course
from betweenus.records.episodes import CandidateTaken, FocusEvidence
from betweenus.services import clock, progress, vocabulary
from betweenus.services.acting import acting
from betweenus.services.progress import CaseHeader
from betweenus.services.told_episodes import ToldEpisode, as_ranked, of_course, people_of

Rests = tuple[str, UUID]
"""A part of the focus and the episode it rests on."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The candidate taken last: its place among them then, the pattern in words, when, by whom."""

    place: int
    says: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Every episode of a course, which parts of the focus rest on it, the candidate taken last."""

    case: CaseHeader
    told: tuple[ToldEpisode, ...]
    chosen: frozenset[Rests]
    own: bool
    taken: Taken | None


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
            taken=_taken_last(course_id),
        )


def _taken_last(course_id: UUID) -> Taken | None:
    rows = CandidateTaken.objects.filter(course=course_id).select_related("by")
    row = rows.order_by("-number").first()
    if row is None:
        return None
    words = vocabulary.words()
    # A service may have let go of a code of its own since.
    return Taken(row.place, saying.pattern(_known(row.pattern, words), words), row.at, row.by.name)


def _known(pattern: Mapping[str, str], words: Vocabulary) -> dict[str, str]:
    """The parts of a pattern whose code there is."""
    return {part: code for part, code in pattern.items() if code in words.by_part.get(part, ())}


def take(
    *,
    by: Identity,
    course_id: UUID,
    pattern: Mapping[str, str],
    episodes: Collection[UUID],
    place: int = 0,
    instead: bool = False,
) -> int:
    """Take moments into the formulation: each goes to the parts in which it holds the pattern.

    ``pattern`` is part -> code as a candidate has it, ``place`` where that stands among them; both
    are kept, so that it can be told later from what the focus came. ``instead`` lets
    go of those chosen before. No word of the focus is written. Returns how many were taken.
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
        deed.detail |= {"moments": len(told), "candidate": place}
        _keep_taken(by, course, pattern, place, len(told))
        before = _chosen(course_id)
        _choose(by, course, wanted - before)
        if instead:
            _let_go(course, before - wanted)
        return len(told)


def _keep_taken(
    by: Identity, course: Course, pattern: Mapping[str, str], place: int, moments: int
) -> None:
    """Once, however often the button is pressed."""
    words = vocabulary.words()
    taken = {
        "place": place,
        "pattern": _known(pattern, words),
        "moments": moments,
        "vocabulary": f"{words.id} {words.version}",
    }
    last = CandidateTaken.objects.filter(course=course).order_by("-number").first()
    if last is None or any(getattr(last, name) != value for name, value in taken.items()):
        number = last.number + 1 if last else 1
        CandidateTaken.objects.create(
            course=course, number=number, at=clock.now(), by_id=by.account_id, **taken
        )


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
