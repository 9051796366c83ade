"""Consents: what a client agrees to, each purpose by itself, each answer kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.dates import say_date
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Consent, Course
from betweenus.records.notes import Transcript
from betweenus.services import clock, progress
from betweenus.services.acting import acting
from betweenus.services.progress import CaseHeader

# What is asked, in the order it is asked; the words are this project's own.
PURPOSES: Mapping[str, str] = {
    "treatment": "Treatment",
    "recording": "Recording sessions",
    "gp": "Letters to the GP",
}


@dataclass(frozen=True, slots=True)
class ConsentState:
    """How one purpose stands, with every answer given, newest first."""

    purpose: str
    words: str
    answers: tuple[Consent, ...]

    @property
    def last(self) -> Consent | None:
        """The answer that stands."""
        return self.answers[0] if self.answers else None

    @property
    def given(self) -> bool:
        """Whether it stands as a yes."""
        return bool(self.last and self.last.given)


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """All consents of a course, and what a withdrawal would touch."""

    case: CaseHeader
    states: tuple[ConsentState, ...]
    transcripts_kept: int
    contract: str
    contract_at: datetime | None
    may_record: bool


def consent(
    *, by: Identity, course_id: UUID, purpose: str, given: bool, words: str = ""
) -> Consent:
    """Record that a client agrees to something or does not; the last answer stands.

    Taking back a yes is an act of its own, which the client may also do themselves.
    """
    if purpose not in PURPOSES:
        raise Refusal(f"{purpose!r} is not something we ask consent for.", field="purpose")
    course = progress.load(course_id)
    before = course.consents.filter(purpose=purpose).order_by("-at").first()
    withdrawn = bool(before and before.given and not given)
    act = Act.WITHDRAW_CONSENT if withdrawn else Act.RECORD_CONSENT
    with acting(by=by, act=act, person=course.person_id, about=f"course:{course_id}") as deed:
        deed.detail |= {"purpose": purpose, "given": given}
        return record(by, course, purpose, given=given, words=words)


def record(by: Identity, course: Course, purpose: str, *, given: bool, words: str = "") -> Consent:
    """One answer; to be called inside the act it belongs to."""
    return Consent.objects.create(
        course=course,
        purpose=purpose,
        given=given,
        words=words.strip(),
        at=clock.now(),
        by_id=by.account_id,
    )


def read(*, by: Identity, course_id: UUID) -> ConsentsPage:
    """Every answer about every purpose, and what stands."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_CASE, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["page"] = "consents"
        answers = list(course.consents.select_related("by").order_by("-at"))
        return ConsentsPage(
            case=progress.header(course),
            states=tuple(
                ConsentState(purpose, words, tuple(a for a in answers if a.purpose == purpose))
                for purpose, words in PURPOSES.items()
            ),
            transcripts_kept=Transcript.objects.filter(
                appointment__course=course, removed_at=None
            ).count(),
            contract=course.contract,
            contract_at=course.contract_at,
            may_record=bool(deed.may(Act.RECORD_CONSENT)),
        )


def write_contract(*, by: Identity, course_id: UUID, words: str) -> Course:
    """Write down what was agreed, or add to it: what was agreed before stays, with its day.

    Raises Refusal without words.
    """
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.RECORD_CONSENT, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        if not words.strip():
            raise Refusal("Write what you agreed on.", field="contract")
        deed.detail |= {"contract": True, "added": bool(course.contract)}
        if course.contract:
            today = say_date(clock.today(), course.opened_at.date())
            course.contract += f"\n\nAdded on {today}: {words.strip()}"
        else:
            course.contract, course.contract_at = words.strip(), clock.now()
        course.save(update_fields=["contract", "contract_at"])
        return course
