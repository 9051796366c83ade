"""Letters: started, written, shared, final; each version kept, nothing sent by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

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
    letter_kinds,
    to_begin,
)
from betweenus.domain.refusals import Conflict, NotFound, Refusal
from betweenus.exchange.letters import LetterDocument, unprintable
from betweenus.records.course import Appointment, Consent, Course
from betweenus.records.letters import Letter, LetterMove, LetterVersion
from betweenus.services import clock, drafts, progress
from betweenus.services.acting import acting
from betweenus.services.drafts import DraftNow
from betweenus.services.letter_material import Material, of_course, with_material
from betweenus.services.letter_paper import body, paper
from betweenus.services.letter_versions import LetterNow, all_of, load, one_of
from betweenus.services.progress import CaseHeader

NOTHING = DraftNow("", {})


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The letters of a course, and the kinds that could be started."""

    case: CaseHeader
    letters: tuple[LetterNow, ...]
    kinds: tuple[LetterKind, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter: its wording, what it may pick from, what is missing, what may be done.

    ``hindered`` says of each state it could go to why it cannot yet; those it can are absent.
    """

    case: CaseHeader
    letter: LetterNow
    draft: DraftNow
    sections: Mapping[str, str]
    paper: LetterDocument | None
    material: tuple[Material, ...]
    missing: tuple[Missing, ...]
    own: bool
    hindered: Mapping[LetterState, Refusal] = field(default_factory=dict)


def subject(letter_id: UUID) -> str:
    """The draft's name of a letter."""
    return f"letter:{letter_id}"


def read(*, by: Identity, course_id: UUID) -> LettersPage:
    """The letters of a course."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_LETTER_DRAFTS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        found = all_of(course_id)
        case = progress.header(course)
        return LettersPage(
            case=case,
            letters=found,
            kinds=to_begin(
                {letter.kind.id for letter in found},
                ended=case.ended is not None,
                early=course.ending_early
                or (case.ended is not None and case.session < case.planned),
            ),
            own=deed.decision.relation is Relation.OWN,
        )


def read_letter(*, by: Identity, letter_id: UUID) -> LetterPage:
    """One letter as its writer or their supervisor sees it, with the material to pick from."""
    course = _course_of(letter_id)
    with acting(
        by=by, act=Act.READ_LETTER_DRAFTS, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        letter = one_of(letter_id)
        own = deed.decision.relation is Relation.OWN
        writing = own and letter.state is not LetterState.FINAL
        draft = drafts.present(subject(letter_id)) if writing else NOTHING
        sections = draft.content or (dict(letter.now.sections) if letter.now else {})
        material = of_course(course, letter.kind) if writing else ()
        agreed = not writing or any(one.kind == "agreed_focus" for one in material)
        return LetterPage(
            case=progress.header(course),
            letter=letter,
            draft=draft,
            sections=sections,
            paper=paper(course, letter.kind, letter.now) if letter.now and not writing else None,
            material=material,
            missing=_missing(course, letter, sections, focus_agreed=agreed) if writing else (),
            own=own,
            hindered=_hindered(course, letter) if writing else {},
        )


def _course_of(letter_id: UUID) -> Course:
    """The course of a letter with what its page needs: one query, or NotFound."""
    course = with_material(
        progress.with_header(Course.objects.filter(letters=letter_id)).annotate(
            next_at=Subquery(_ahead(OuterRef("pk")).values("starts_at")[:1]),
            gp_agreed=Subquery(_gp_answers(OuterRef("pk")).values("given")[:1]),
        )
    ).first()
    if course is None:
        raise NotFound("There is no such letter.", "Open it from the list of letters.")
    return course


def _ahead(course: OuterRef | UUID) -> QuerySet[Appointment]:
    """The sessions still to be held, the next one first."""
    ahead = Appointment.objects.filter(course=course, kind=progress.TREATMENT, attendance="")
    return ahead.order_by("starts_at")


def _gp_answers(course: OuterRef | UUID) -> QuerySet[Consent]:
    """What the client said about writing to the GP, the last answer first."""
    return Consent.objects.filter(course=course, purpose="gp").order_by("-at")


def _missing(
    course: Course, letter: LetterNow, sections: Mapping[str, str], *, focus_agreed: bool
) -> tuple[Missing, ...]:
    """What to know before the letter is final; those that stand in the way come first."""
    standing = _standing(course, letter, focus_agreed=focus_agreed)
    found = check(letter.kind, sections, LetterState.FINAL, standing)
    return (*found, *_around(course, letter.kind, sections))


def _around(course: Course, kind: LetterKind, sections: Mapping[str, str]) -> list[Missing]:
    """What only the record and the file it becomes can say."""
    found = []
    if lost := unprintable(body(kind, sections)):
        says = f"Its PDF cannot show these letters: {' '.join(lost)} The Word file can."
        found.append(Missing("", says, blocks=False))
    if kind.to == "gp" and not course.gp_agreed:
        says = f"{course.person.called} has not agreed that the GP is written to."
        found.append(Missing("", says, blocks=False))
    if kind.to == "gp" and not course.person.gp_practice:
        found.append(Missing("", "No GP practice is known, so the address is empty.", blocks=False))
    return found


def _hindered(course: Course, letter: LetterNow) -> dict[LetterState, Refusal]:
    """Why the letter cannot be shared or made final now, whatever is written in it."""
    reached, found = _last_session_reached(course), {}
    for to in (LetterState.SHARED, LetterState.FINAL):
        try:
            check_move(letter.kind.id, LetterState.DRAFT, to, last_session_reached=reached)
        except Refusal as refusal:
            found[to] = refusal
    return found


def _last_session_reached(course: Course) -> bool:
    """Whether a letter may be final today."""
    remaining = course.planned_sessions - course.used
    ending = bool(course.ended_on or course.ending_early)
    next_on = course.next_at.astimezone(LONDON).date() if course.next_at else None
    return last_session_reached(
        remaining=remaining, next_on=next_on, today=clock.today(), ending=ending
    )


def _standing(course: Course, letter: LetterNow, *, focus_agreed: bool = True) -> Standing:
    return Standing(
        called=course.person.called,
        session=course.used,
        planned=course.planned_sessions,
        focus_agreed=focus_agreed,
        draft_was_shared=letter.seen_by_client is not None,
        replied=letter.replied,
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


def known_sections(kind: LetterKind, sections: Mapping[str, str]) -> dict[str, str]:
    """The sections this kind of letter has, those that are empty left out."""
    texts = {section.id: sections.get(section.id, "").strip() for section in kind.sections}
    return {key: text for key, text in texts.items() if text}


def save_draft(
    *, by: Identity, letter_id: UUID, sections: Mapping[str, str], seen_version: int
) -> DraftNow:
    """Keep what is being typed; raises DraftConflict, and Refusal once the letter is final.

    The very words of a final letter are no change to it, and are let be.
    """
    letter = load(letter_id)
    course = progress.load(letter.course_id)
    texts = known_sections(letter_kinds()[letter.kind], sections)
    about = subject(letter_id)
    if _is_final(letter):
        with acting(by=by, act=Act.WRITE_LETTER, person=course.person_id, about=about) as deed:
            deed.detail["final"] = True
            _needs_same(letter, texts)
            return DraftNow(about, texts)
    return drafts.save(
        by=by,
        subject=about,
        person=course.person_id,
        content=texts,
        seen_version=seen_version,
        act=Act.WRITE_LETTER,
    )


def _is_final(letter: Letter) -> bool:
    return LetterMove.objects.filter(version__letter=letter, state=LetterState.FINAL).exists()


def _newest(letter: Letter) -> LetterVersion | None:
    return LetterVersion.objects.filter(letter=letter).order_by("-number").first()


def _needs_same(letter: Letter, texts: Mapping[str, str]) -> None:
    last = _newest(letter)
    if not last or last.sections != texts:
        raise Refusal(
            "This letter is final and cannot be changed.", "Write again in a separate letter."
        )


def write(
    *, by: Identity, letter_id: UUID, sections: Mapping[str, str], seen_number: int
) -> LetterVersion:
    """Keep a wording as the next version, a draft; what was shared before stays as it was.

    The same words again stay the version they are. Raises Conflict when another version was
    written since ``seen_number``.
    """
    letter = load(letter_id)
    course = progress.load(letter.course_id)
    with acting(
        by=by, act=Act.WRITE_LETTER, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        Letter.objects.select_for_update().get(pk=letter_id)
        texts = known_sections(letter_kinds()[letter.kind], sections)
        last = _newest(letter)
        if last and last.sections == texts:
            deed.detail["again"] = True
            drafts.clear(subject=subject(letter_id))
            return last
        if _is_final(letter):
            _needs_same(letter, texts)
        present = last.number if last else 0
        if present != seen_number:
            raise Conflict(
                "The letter was changed after you opened it.",
                "The newer version is among the versions below. What you typed is kept: save it "
                "to make it the next one.",
            )
        drafts.clear(subject=subject(letter_id))
        deed.detail["number"] = present + 1
        return LetterVersion.objects.create(
            letter=letter,
            number=present + 1,
            sections=texts,
            at=clock.now(),
            by_id=by.account_id,
        )


def move(*, by: Identity, letter_id: UUID, to: LetterState | str) -> LetterMove:
    """Share the newest version or make it final; raises Refusal with what stands in the way.

    Moving it to where it stands changes nothing.
    """
    to = LetterState(to)
    if to not in (LetterState.SHARED, LetterState.FINAL):
        raise Refusal("A letter is shared or made final by hand; a reply comes from the client.")
    course = _course_of(letter_id)
    with acting(
        by=by, act=Act.SHARE_LETTER, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        Letter.objects.select_for_update().get(pk=letter_id)
        now = one_of(letter_id)
        if now.now is None:
            raise Refusal("Nothing is written yet.", "Write the letter first.")
        if now.state is to:
            deed.detail["again"] = True
            return LetterMove.objects.filter(version=now.now.id, state=to).latest("at")
        reached = _last_session_reached(course)
        check_move(now.kind.id, now.state, to, last_session_reached=reached)
        _check_whole(now, to, _standing(course, now))
        deed.detail |= {"kind": now.kind.id, "number": now.now.number, "to": to}
        return LetterMove.objects.create(
            version_id=now.now.id,
            state=to,
            session_number=course.used,
            at=clock.now(),
            by_id=by.account_id,
        )


def _check_whole(letter: LetterNow, to: LetterState, standing: Standing) -> None:
    found = check(letter.kind, letter.now.sections, to, standing)
    blocking = [one for one in found if one.blocks]
    if blocking:
        raise Refusal(
            "The letter cannot go like this. " + " ".join(one.says for one in blocking),
            "Put this right first.",
            field=blocking[0].section or None,
        )
