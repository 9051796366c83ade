"""Letters as files: the same wording as PDF and Word, read as an act."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.refusals import NotFound
from betweenus.exchange.letters import LetterDocument, to_docx, to_pdf
from betweenus.services import letter_versions, progress
from betweenus.services.acting import acting
from betweenus.services.letter_paper import paper


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
    course = progress.load(letter_versions.load(letter_id).course_id)
    with acting(
        by=by, act=Act.READ_LETTER, person=course.person_id, about=f"letter:{letter_id}"
    ) as deed:
        deed.detail["file"] = ending
        letter = letter_versions.one_of(letter_id)
        own = deed.decision.relation is Relation.SELF
        version = letter.seen_by_client if own else letter.now
        if version is None:
            raise NotFound("There is nothing in this letter yet.", "Write it first.")
        name = letter.kind.name.lower().replace(" ", "-")
        return LetterFile(f"{name}.{ending}", made_by(paper(course, letter.kind, version)))
