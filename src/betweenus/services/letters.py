"""Letters: started, written, shared, answered, final; each version kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course.dates import LONDON
from betweenus.domain.letters import (
    LetterKind,
    LetterState,
    Missing,
    Standing,
    check,
    check_move,
    last_session_reached,
)
from betweenus.domain.letters.kinds import letter_kinds
from betweenus.domain.refusals import Conflict, NotFound, Refusal
from betweenus.records.course import Course
from betweenus.records.letters import Letter, LetterMove, LetterReply, LetterVersion
from betweenus.services import clock, drafts, progress
from betweenus.services.acting import acting
from betweenus.services.drafts import DraftNow
from betweenus.services.letter_material import Material, of_course
from betweenus.services.progress import CaseHeader


@dataclass(frozen=True, slots=True)
class Move:
    """A version moved to a state: when, by whom, after which session."""

    state: LetterState
    at: datetime
    by: str
    session: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the client wrote back."""

    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a letter with its story, newest move last."""

    id: UUID
    number: int
    sections: Mapping[str, str]
    at: datetime
    by: str
    moves: tuple[Move, ...]
    replies: tuple[Reply, ...]

    @property
    def state(self) -> LetterState:
        """Where it stands: a wording starts as a draft."""
        return self.moves[-1].state if self.moves else LetterState.DRAFT


@dataclass(frozen=True, slots=True)
class LetterNow:
    """A letter and its versions, oldest first."""

    id: UUID
    kind: LetterKind
    started_at: datetime
    versions: tuple[Version, ...]

    @property
    def now(self) -> Version | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None

    @property
    def state(self) -> LetterState:
        """Where the newest version stands."""
        return self.now.state if self.now else LetterState.DRAFT

    @property
    def seen_by_client(self) -> Version | None:
        """The newest version that the client may see."""
        return next((v for v in reversed(self.versions) if v.state.visible_to_client), None)


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The letters of a course, and the kinds that could be started."""

    case: CaseHeader
    letters: tuple[LetterNow, ...]
    kinds: tuple[LetterKind, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter: its wording, what it may pick from, what is missing, what may be done."""

    case: CaseHeader
    letter: LetterNow
    draft: DraftNow
    sections: Mapping[str, str]
    material: tuple[Material, ...]
    missing: tuple[Missing, ...]
    last_session_reached: bool
    own: bool


def subject(letter_id: UUID) -> str:
    """The draft's name of a letter."""
    return f"letter:{letter_id}"


def all_of(course_id: UUID) -> tuple[LetterNow, ...]:
    """The letters of a course; inside an act. Five queries, however many letters."""
    rows = (
        Letter.objects.filter(course=course_id)
        .prefetch_related("versions__moves__by", "versions__replies", "versions__by")
        .order_by("started_at")
    )
    return tuple(_letter(row) for row in rows)


def _letter(row: Letter) -> LetterNow:
    versions = sorted(row.versions.all(), key=lambda version: version.number)
    return LetterNow(
        row.pk, letter_kinds()[row.kind], row.started_at, tuple(_version(v) for v in versions)
    )


def _version(row: LetterVersion) -> Version:
    moves = sorted(row.moves.all(), key=lambda move: move.at)
    return Version(
        id=row.pk,
        number=row.number,
        sections=row.sections,
        at=row.at,
        by=row.by.name,
        moves=tuple(Move(LetterState(m.state), m.at, m.by.name, m.session_number) for m in moves),
        replies=tuple(
            Reply(r.words, r.at) for r in sorted(row.replies.all(), key=lambda reply: reply.at)
        ),
    )


def load(letter_id: UUID) -> Letter:
    """A letter's row, or NotFound."""
    row = Letter.objects.filter(pk=letter_id).first()
    if row is None:
        raise NotFound("There is no such letter.", "Open it from the list of letters.")
    return row


def read(*, by: Identity, course_id: UUID) -> LettersPage:
    """The letters of a course."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_SUPERVISION, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["page"] = "letters"
        found = all_of(course_id)
        begun = {letter.kind.id for letter in found}
        return LettersPage(
            case=progress.header(course),
            letters=found,
            kinds=tuple(kind for kind in letter_kinds().values() if kind.id not in begun),
            own=deed.decision.relation is Relation.OWN,
        )


def read_letter(*, by: Identity, letter_id: UUID) -> LetterPage:
    """One letter as its writer or their supervisor sees it, with the material to pick from."""
    course = progress.load(load(letter_id).course_id)
    with acting(
        by=by, act=Act.READ_SUPERVISION, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        deed.detail["page"] = "letter"
        letter = next(found for found in all_of(course.pk) if found.id == letter_id)
        own = deed.decision.relation is Relation.OWN
        draft = drafts.present(subject(letter_id))
        sections = draft.content or (dict(letter.now.sections) if letter.now else {})
        open_to_writer = own and letter.state is not LetterState.FINAL
        material = of_course(course) if open_to_writer else ()
        agreed = not open_to_writer or any(one.kind == "agreed_focus" for one in material)
        standing = _standing(course, letter, focus_agreed=agreed)
        return LetterPage(
            case=progress.header(course),
            letter=letter,
            draft=draft,
            sections=sections,
            material=material,
            missing=check(letter.kind, sections, LetterState.FINAL, standing),
            last_session_reached=_last_session_reached(course),
            own=own,
        )


def _last_session_reached(course: Course) -> bool:
    """Whether a letter may be final today."""
    remaining = course.planned_sessions - course.used
    ending = bool(course.ended_on or course.ending_early)
    return last_session_reached(
        remaining=remaining,
        next_on=_next_day(course) if remaining == 1 and not ending else None,
        today=clock.today(),
        ending=ending,
    )


def _next_day(course: Course) -> date | None:
    ahead = course.appointments.filter(kind=progress.TREATMENT, attendance="")
    starts = ahead.order_by("starts_at").values_list("starts_at", flat=True).first()
    return starts.astimezone(LONDON).date() if starts else None


def _standing(course: Course, letter: LetterNow, *, focus_agreed: bool = True) -> Standing:
    return Standing(
        called=course.person.called,
        session=course.used,
        planned=course.planned_sessions,
        focus_agreed=focus_agreed,
        draft_was_shared=letter.seen_by_client is not None,
        replied=any(version.replies for version in letter.versions),
    )


def start(*, by: Identity, course_id: UUID, kind: str) -> Letter:
    """Begin a letter; the one already begun when there is one of that kind."""
    if kind not in letter_kinds():
        raise NotFound("There is no such kind of letter.", "Choose one from the list.")
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.WRITE_LETTER, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["kind"] = kind
        Course.objects.select_for_update().get(pk=course_id)
        begun = Letter.objects.filter(course=course_id, kind=kind).first()
        return begun or Letter.objects.create(
            course=course, kind=kind, started_at=clock.now(), started_by_id=by.account_id
        )


def _known(letter: Letter, sections: Mapping[str, str]) -> dict[str, str]:
    """The sections this kind of letter has, those that are empty left out."""
    kind = letter_kinds()[letter.kind]
    texts = {section.id: sections.get(section.id, "").strip() for section in kind.sections}
    return {key: text for key, text in texts.items() if text}


def save_draft(
    *, by: Identity, letter_id: UUID, sections: Mapping[str, str], seen_version: int
) -> DraftNow:
    """Keep what is being typed; raises DraftConflict, and Refusal once the letter is final."""
    letter = load(letter_id)
    course = progress.load(letter.course_id)
    _needs_open(letter)
    return drafts.save(
        by=by,
        subject=subject(letter_id),
        person=course.person_id,
        content=_known(letter, sections),
        seen_version=seen_version,
        act=Act.WRITE_LETTER,
    )


def _needs_open(letter: Letter) -> None:
    if LetterMove.objects.filter(version__letter=letter, state=LetterState.FINAL).exists():
        raise Refusal(
            "This letter is final and cannot be changed.", "Write again in a separate letter."
        )


def write(
    *, by: Identity, letter_id: UUID, sections: Mapping[str, str], seen_number: int
) -> LetterVersion:
    """Keep a wording as the next version, a draft; what was shared before stays as it was.

    Raises Conflict when another version was written since ``seen_number``.
    """
    letter = load(letter_id)
    course = progress.load(letter.course_id)
    with acting(
        by=by, act=Act.WRITE_LETTER, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        Letter.objects.select_for_update().get(pk=letter_id)
        _needs_open(letter)
        last = LetterVersion.objects.filter(letter=letter_id).order_by("-number").first()
        present = last.number if last else 0
        if present != seen_number:
            raise Conflict(
                "The letter was changed after you opened it.",
                "Open it again; what you typed is kept as a draft.",
            )
        drafts.clear(subject=subject(letter_id))
        texts = _known(letter, sections)
        if last and last.sections == texts:
            return last
        deed.detail["number"] = present + 1
        return LetterVersion.objects.create(
            letter=letter,
            number=present + 1,
            sections=texts,
            at=clock.now(),
            by_id=by.account_id,
        )


def move(*, by: Identity, letter_id: UUID, to: LetterState | str) -> LetterMove:
    """Share the newest version or make it final; raises Refusal with what stands in the way."""
    to = LetterState(to)
    if to not in (LetterState.SHARED, LetterState.FINAL):
        raise Refusal("A letter is shared or made final by hand; a reply comes from the client.")
    letter = load(letter_id)
    course = progress.load(letter.course_id)
    with acting(
        by=by, act=Act.SHARE_LETTER, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        Letter.objects.select_for_update().get(pk=letter_id)
        now = next(found for found in all_of(course.pk) if found.id == letter_id)
        if now.now is None:
            raise Refusal("Nothing is written yet.", "Write the letter first.")
        reached = _last_session_reached(course)
        check_move(letter.kind, now.state, to, last_session_reached=reached)
        _check_whole(now, to, _standing(course, now))
        deed.detail |= {"kind": letter.kind, "number": now.now.number, "to": to}
        return _moved(by, course, now.now.id, to)


def _check_whole(letter: LetterNow, to: LetterState, standing: Standing) -> None:
    found = check(letter.kind, letter.now.sections, to, standing)
    blocking = [one for one in found if one.blocks]
    if blocking:
        raise Refusal(
            "The letter cannot go like this. " + " ".join(one.says for one in blocking),
            "Put this right first.",
            field=blocking[0].section or None,
        )


def _moved(by: Identity, course: Course, version: UUID, to: LetterState) -> LetterMove:
    return LetterMove.objects.create(
        version_id=version,
        state=to,
        session_number=course.used,
        at=clock.now(),
        by_id=by.account_id,
    )


def reply(*, by: Identity, letter_id: UUID, words: str) -> LetterReply:
    """The client writes back to a letter they can see."""
    letter = load(letter_id)
    course = progress.load(letter.course_id)
    with acting(
        by=by, act=Act.REPLY_TO_LETTER, person=course.person_id, about=f"letter:{letter_id}"
    ):
        now = next(found for found in all_of(course.pk) if found.id == letter_id)
        seen = now.seen_by_client
        if seen is None:
            raise NotFound("There is no such letter.", "Open it from your letters.")
        if not words.strip():
            raise Refusal("Nothing is written yet.", "Write what you want to say.", field="words")
        if seen.state is LetterState.SHARED:
            _moved(by, course, seen.id, LetterState.REPLIED)
        return LetterReply.objects.create(
            version_id=seen.id, words=words.strip(), at=clock.now(), by_id=by.account_id
        )
