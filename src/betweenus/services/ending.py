"""Ending: the last questionnaires, asked when a course comes to its end."""

from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.services import measures, progress
from betweenus.services.acting import acting
from betweenus.services.progress import END_PAIR


def ask_measures(*, by: Identity, course_id: UUID) -> bool:
    """Ask PHQ-9 and GAD-7 now, whichever is not asked already.

    Gives whether the client has pages of their own to fill them in on; if not, they are entered
    from paper.
    """
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.ASK_MEASURES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["for the end"] = True
        for measure in END_PAIR:
            measures.ask(by=by, person_id=course.person_id, course_id=course_id, measure=measure)
        return course.person.account_id is not None
