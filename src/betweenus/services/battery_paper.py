"""A battery on paper: what a client is asked before the next session, as a PDF to hand over."""

from uuid import UUID

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import Refusal
from betweenus.exchange.questionnaires import Form, Sheet, to_pdf
from betweenus.services import clock, measures, progress, service
from betweenus.services.acting import acting
from betweenus.services.letter_files import LetterFile


def pdf(*, by: Identity, course_id: UUID) -> LetterFile:
    """What is asked before a course's next session; raises Refusal when nothing is."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_MEASURES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["file"] = "paper"
        case = progress.header(course)
        asked = measures.askings(progress.protocol_of(course), case.session)
        if not asked:
            raise Refusal("Nothing is asked before this session.", "Change the plan first.")
        frame = service.present()
        sheet = Sheet(
            service=frame.name,
            name=case.called,
            made_on=clock.today(),
            crisis_text=frame.crisis_text,
            forms=tuple(_form(measure, subject) for measure, subject in asked),
        )
        return LetterFile("questionnaires.pdf", to_pdf(sheet))


def _form(measure_id: str, subject: str) -> Form:
    measure = catalogue.get(measure_id)
    about = measure.subject(subject)
    return Form(measure, f"{about.words[:1].lower()}{about.words[1:]}" if about else "")
