"""The focus (IPAF): its wordings, the moves between states, the client's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.formulation.comparing import PartChange, compare_parts
from betweenus.domain.formulation.focus import (
    PART_WORDS,
    ClientView,
    Focus,
    check_for,
    for_client,
    from_parts,
)
from betweenus.domain.formulation.states import MOVES, FocusState, check_move
from betweenus.domain.refusals import Conflict, NotFound, Refusal
from betweenus.records.course import Course
from betweenus.records.formulation import FocusAnswer, FocusMove, FocusVersion
from betweenus.services import clock, drafts, evidence, progress
from betweenus.services.acting import acting
from betweenus.services.drafts import DraftNow
from betweenus.services.progress import CaseHeader
from betweenus.services.told_episodes import ToldEpisode

FITS = {"yes": "It fits", "partly": "It fits partly", "no": "It does not fit"}


@dataclass(frozen=True, slots=True)
class Move:
    """A wording moved to a state: when, by whom, in which session."""

    state: FocusState
    at: datetime
    by: str
    session: int
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client wrote back."""

    fits: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One wording with its whole story, newest move last."""

    id: UUID
    number: int
    focus: Focus
    session: int
    at: datetime
    by: str
    moves: tuple[Move, ...]
    answers: tuple[Answer, ...]

    @property
    def state(self) -> FocusState:
        """Where it stands: a wording starts as a draft."""
        return self.moves[-1].state if self.moves else FocusState.DRAFT


@dataclass(frozen=True, slots=True)
class FocusPage:
    """Every wording, oldest first, what may be done with the newest, and the draft being typed.

    ``moments``: part of the focus -> the told moments it rests on.
    """

    case: CaseHeader
    versions: tuple[Version, ...]
    draft: DraftNow
    own: bool
    moments: Mapping[str, tuple[ToldEpisode, ...]] = field(default_factory=dict)

    @property
    def now(self) -> Version | None:
        """The newest wording."""
        return self.versions[-1] if self.versions else None

    @property
    def seen_by_client(self) -> Version | None:
        """The wording on the client's own pages: the newest one shared or agreed."""
        return next((v for v in reversed(self.versions) if v.state.visible_to_client), None)

    @property
    def agreed(self) -> Version | None:
        """The wording that stands agreed, if one does."""
        return next((v for v in reversed(self.versions) if v.state is FocusState.AGREED), None)

    @property
    def next_moves(self) -> tuple[FocusState, ...]:
        """Where the newest wording may go from here, by hand."""
        moves = MOVES[self.now.state] if self.now else ()
        return tuple(move for move in moves if move is not FocusState.REVISED)


def subject(course_id: UUID) -> str:
    """The draft's name of a course's focus."""
    return f"focus:{course_id}"


def versions_of(course_id: UUID) -> tuple[Version, ...]:
    """Every wording with its moves and answers, oldest first; inside an act. Three queries."""
    rows = (
        FocusVersion.objects.filter(course=course_id)
        .select_related("by")
        .prefetch_related("moves__by", "answers")
        .order_by("number")
    )
    return tuple(_version(row) for row in rows)


def _version(row: FocusVersion) -> Version:
    moves = sorted(row.moves.all(), key=lambda move: move.at)
    return Version(
        id=row.pk,
        number=row.number,
        focus=from_parts(row.parts),
        session=row.session_number,
        at=row.at,
        by=row.by.name,
        moves=tuple(
            Move(FocusState(m.state), m.at, m.by.name, m.session_number, m.words) for m in moves
        ),
        answers=tuple(
            Answer(a.fits, a.words, a.at) for a in sorted(row.answers.all(), key=lambda a: a.at)
        ),
    )


def read(*, by: Identity, course_id: UUID) -> FocusPage:
    """The focus of a course with its whole story."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_FOCUS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        own = deed.decision.relation is Relation.OWN
        return FocusPage(
            case=progress.header(course),
            versions=versions_of(course_id),
            draft=drafts.present(subject(course_id)) if own else DraftNow("", {}),
            own=own,
            moments=evidence.of_loaded(course),
        )


def compare(before: Version, after: Version) -> tuple[PartChange, ...]:
    """What changed between two wordings, part by part."""
    return compare_parts(before.focus.as_parts(), after.focus.as_parts(), tuple(PART_WORDS))


def save_draft(
    *, by: Identity, course_id: UUID, parts: dict[str, Any], seen_version: int
) -> DraftNow:
    """Keep what is being typed, before it becomes a wording."""
    course = progress.load(course_id)
    return drafts.save(
        by=by,
        subject=subject(course_id),
        person=course.person_id,
        content=parts,
        seen_version=seen_version,
        act=Act.WRITE_FOCUS,
    )


def discard_draft(*, by: Identity, course_id: UUID) -> None:
    """Throw away what is being typed; the versions stay."""
    course = progress.load(course_id)
    drafts.discard(by=by, subject=subject(course_id), person=course.person_id, act=Act.WRITE_FOCUS)


def write(
    *, by: Identity, course_id: UUID, parts: dict[str, Any], seen_number: int
) -> FocusVersion:
    """Keep a wording as the next version, a draft; the same words again stay the version they are.

    Raises Conflict when another version was written since ``seen_number``.
    """
    course = progress.load(course_id)
    wording = from_parts(parts)
    with acting(
        by=by, act=Act.WRITE_FOCUS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        last = FocusVersion.objects.filter(course=course_id).order_by("-number").first()
        present = last.number if last else 0
        if last and from_parts(last.parts) == wording:
            deed.detail["again"] = True
            drafts.clear(subject=subject(course_id))
            return last
        if present != seen_number:
            raise Conflict(
                "The focus was changed after you opened it.",
                "Look at the version above; what you typed is below, and nothing is overwritten.",
            )
        deed.detail["number"] = present + 1
        drafts.clear(subject=subject(course_id))
        return FocusVersion.objects.create(
            course=course,
            number=present + 1,
            session_number=course.used,
            parts=wording.as_parts(),
            at=clock.now(),
            by_id=by.account_id,
        )


def move(*, by: Identity, course_id: UUID, to: FocusState | str, words: str = "") -> FocusMove:
    """Move the newest wording on: said, shared, agreed. Raises Refusal with what it still needs.

    When it is agreed, an earlier agreed wording becomes revised in the same act. Moving it to where
    it stands changes nothing.
    """
    course = progress.load(course_id)
    to = FocusState(to)
    with acting(
        by=by, act=Act.MOVE_FOCUS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        versions = versions_of(course_id)
        if not versions:
            raise Refusal("There is no focus yet.", "Write a first draft.")
        newest = versions[-1]
        if newest.state is to:
            deed.detail["again"] = True
            return FocusMove.objects.filter(version=newest.id, state=to).latest("at")
        check_move(newest.state, to)
        check_for(newest.focus, to)
        deed.detail |= {"number": newest.number, "to": to}
        if to is FocusState.AGREED:
            for earlier in versions[:-1]:
                if earlier.state.visible_to_client:
                    _moved(by, course, earlier.id, FocusState.REVISED, "")
        return _moved(by, course, newest.id, to, words)


def _moved(by: Identity, course: Course, version: UUID, to: FocusState, words: str) -> FocusMove:
    return FocusMove.objects.create(
        version_id=version,
        state=to,
        session_number=course.used,
        words=words.strip(),
        at=clock.now(),
        by_id=by.account_id,
    )


@dataclass(frozen=True, slots=True)
class MyFocus:
    """What the client sees: the wording shared or agreed last, and what they answered."""

    version_id: UUID
    view: ClientView
    since: datetime
    answers: tuple[Answer, ...]


def for_portal(course_id: UUID) -> MyFocus | None:
    """The client's view of the focus, or None while nothing is shared; inside an act."""
    for version in reversed(versions_of(course_id)):
        view = for_client(version.focus, version.state)
        if view:
            return MyFocus(version.id, view, version.moves[-1].at, version.answers)
    return None


def answer(*, by: Identity, course_id: UUID, fits: str = "", words: str = "") -> FocusAnswer:
    """The client answers the focus they can see; the same answer twice in a row is kept once."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.ANSWER_FOCUS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        if course.ended_on:
            raise Refusal(
                "Your therapy has ended, so nobody would read an answer.",
                "If you need help now, use the numbers on this page.",
                field="words",
            )
        mine = for_portal(course_id)
        if mine is None:
            raise NotFound(
                "There is no shared focus yet.", "Your therapist shares it after session 4."
            )
        if fits not in FITS and not words.strip():
            raise Refusal(
                "Nothing is written yet.",
                "Say whether it fits, or write in your own words.",
                field="words",
            )
        fits, words = fits if fits in FITS else "", words.strip()
        last = FocusAnswer.objects.filter(version=mine.version_id).order_by("-at").first()
        if last and (last.fits, last.words) == (fits, words):
            deed.detail["again"] = True
            return last
        return FocusAnswer.objects.create(
            version_id=mine.version_id,
            fits=fits,
            words=words,
            at=clock.now(),
            by_id=by.account_id,
        )
