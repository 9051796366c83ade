"""Letters as files: the same wording as PDF and Word, read as an act."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course.dates import LONDON
from betweenus.domain.letters import LetterState, filled
from betweenus.domain.refusals import NotFound
from betweenus.exchange.letters import LetterDocument, lay_out, to_docx, to_pdf
from betweenus.records.course import Course
from betweenus.services import letters, progress, service
from betweenus.services.acting import acting
from betweenus.services.letters import LetterNow, Version

DRAFT_MARK = "Draft, to talk about together"


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter ready to be downloaded."""

    name: str
    content: bytes


def pdf(*, by: Identity, letter_id: UUID) -> LetterFile:
    """The letter as a tagged PDF: for the client, the version they may see."""
    return _file(by, letter_id, to_pdf, "pdf")


def docx(*, by: Identity, letter_id: UUID) -> LetterFile:
    """The letter as a Word document: for the client, the version they may see."""
    return _file(by, letter_id, to_docx, "docx")


def _file(
    by: Identity, letter_id: UUID, made_by: Callable[[LetterDocument], bytes], ending: str
) -> LetterFile:
    course = progress.load(letters.load(letter_id).course_id)
    with acting(
        by=by, act=Act.READ_LETTER, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        deed.detail["file"] = ending
        letter = next(found for found in letters.all_of(course.pk) if found.id == letter_id)
        own = deed.decision.relation is Relation.SELF
        version = letter.seen_by_client if own else letter.now
        if version is None:
            raise NotFound("There is nothing in this letter yet.", "Write it first.")
        name = letter.kind.name.lower().replace(" ", "-")
        return LetterFile(f"{name}.{ending}", made_by(document(course, letter, version)))


def document(course: Course, letter: LetterNow, version: Version) -> LetterDocument:
    """A version of a letter as it is set on paper."""
    kind, now = letter.kind, service.present()
    final = version.state is LetterState.FINAL
    to_gp = kind.to == "gp"
    person = course.person
    frame = LetterDocument(
        title=kind.name,
        sender=(now.name, *_lines(now.address), *_lines(now.phone)),
        to=_lines(person.gp_practice) if to_gp else (person.name,),
        written_on=(version.moves[-1].at if version.moves else version.at)
        .astimezone(LONDON)
        .date(),
        greeting=kind.greeting.format(name=person.called) + ("," if kind.greeting else ""),
        sections=(),
        sign_off=("", person.called)
        if kind.id == "keeping_well"
        else ("With good wishes", course.therapist.name),
        footer=now.name,
        mark="" if final else DRAFT_MARK,
        headings=kind.headings,
        about=_about(course) if to_gp else (),
    )
    return lay_out(
        frame,
        [
            (section.name, section.as_written(text))
            for section, text in filled(kind, version.sections)
        ],
    )


def _about(course: Course) -> tuple[tuple[str, str], ...]:
    person = course.person
    born = person.born_on
    lines = [("Name", person.name)]
    if born:
        lines.append(("Date of birth", f"{born.day} {born:%B %Y}"))
    if person.nhs_number:
        lines.append(("NHS number", person.nhs_number))
    return tuple(lines)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())
