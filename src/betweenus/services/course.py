"""The course: where everything about one is found; its phase chosen, brought to its end."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import EndCode, Phase, Progress, ending
from betweenus.domain.course.attendance import TREATMENT_ENDS
from betweenus.domain.course.dates import LONDON
from betweenus.domain.referral import State as ReferralState
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Course, PhaseChoice
from betweenus.records.referral import Referral
from betweenus.services import clock
from betweenus.services.acting import acting
from betweenus.services.attendance import record_attendance
from betweenus.services.booking import book, cancel, move
from betweenus.services.breaks import remove_break, set_break
from betweenus.services.consents import consent, write_contract
from betweenus.services.opening import open_course, propose_dates
from betweenus.services.progress import (
    CaseHeader,
    CourseFacts,
    facts,
    header,
    load,
    number_of,
    protocol_of,
    state,
)

__all__ = [
    "CaseHeader",
    "CourseFacts",
    "book",
    "cancel",
    "choose_phase",
    "consent",
    "end",
    "facts",
    "header",
    "load",
    "move",
    "number_of",
    "open_course",
    "plan_early_ending",
    "propose_dates",
    "protocol_of",
    "read_phase",
    "record_attendance",
    "remove_break",
    "set_break",
    "state",
    "write_contract",
]


@dataclass(frozen=True, slots=True)
class PhasePage:
    """The phase counted and the phase chosen, with every choice so far, newest first."""

    case: CaseHeader
    now: Progress
    phases: tuple[Phase, ...]
    choices: tuple[PhaseChoice, ...]


def read_phase(*, by: Identity, course_id: UUID) -> PhasePage:
    """The phase as counted and as chosen."""
    course = load(course_id)
    with acting(
        by=by, act=Act.OVERRIDE_PHASE, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["read"] = True
        choices = course.phase_choices.select_related("by").order_by("-at")
        return PhasePage(header(course), state(course), protocol_of(course).phases, tuple(choices))


def choose_phase(*, by: Identity, course_id: UUID, phase: str, reason: str = "") -> PhaseChoice:
    """Work in another phase than the one counted, with a reason; "" returns to the count."""
    course = load(course_id)
    with acting(
        by=by, act=Act.OVERRIDE_PHASE, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        if phase and protocol_of(course).phase(phase) is None:
            raise Refusal("There is no such phase.", "Choose one from the list.", field="phase")
        if phase and not reason.strip():
            raise Refusal("Say why the work is in another phase.", field="reason")
        deed.detail["phase"] = phase or "as counted"
        return PhaseChoice.objects.create(
            course=course,
            phase=phase,
            reason=reason.strip(),
            at=clock.now(),
            by_id=by.account_id,
        )


def plan_early_ending(*, by: Identity, course_id: UUID, planned: bool = True) -> Course:
    """Say that a course will end before its plan, or that it will not after all."""
    course = load(course_id)
    with acting(
        by=by, act=Act.END_COURSE, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["ending early"] = planned
        course.ending_early = planned
        course.save(update_fields=["ending_early"])
        return course


def end(
    *,
    by: Identity,
    course_id: UUID,
    end_code: str,
    words: str = "",
    ended_on: date | None = None,
) -> Course:
    """End a course and close its referral with the same code; what is booked will not be held.

    Raises Refusal when it has ended already, for a code that treatment cannot end with, and for
    a day in the future or before the last session held.
    """
    course = load(course_id)
    day = ended_on or clock.today()
    with acting(
        by=by, act=Act.END_COURSE, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        code = _end_code(course, end_code)
        now = bring_to_end(course, code, day, words)
        deed.detail |= {"end code": code, "sessions": now.used, "planned": now.protocol.sessions}
        return course


def bring_to_end(course: Course, code: EndCode, day: date, words: str = "") -> Progress:
    """End a course and close its referral; to be called inside the act that does. Where it stood.

    Raises Refusal for a day in the future or before the last session held.
    """
    now = state(course)
    _check_end_day(course, day)
    course.ended_on, course.end_code, course.end_words = day, code, words.strip()
    course.ending_early = now.remaining > 0
    course.save(update_fields=["ended_on", "end_code", "end_words", "ending_early"])
    Referral.objects.filter(pk=course.referral_id).update(
        state=ReferralState.CLOSED, closed_on=day, close_code=code
    )
    return now


def _end_code(course: Course, end_code: str) -> EndCode:
    if course.ended_on:
        raise Refusal("This course has ended already.")
    # Before a session was held it ends as an assessment does, and those codes are offered.
    if end_code not in {*TREATMENT_ENDS, *ending(state(course), ()).codes}:
        raise Refusal(
            "This is not a way a course ends.", "Choose one from the list.", field="end_code"
        )
    return EndCode(end_code)


def _check_end_day(course: Course, day: date) -> None:
    if day > clock.today():
        raise Refusal("A course cannot have ended in the future.", field="ended_on")
    held = course.appointments.filter(attendance__in=("5", "6")).order_by("-starts_at").first()
    if held and held.starts_at.astimezone(LONDON).date() > day:
        raise Refusal("There was a session after that day.", field="ended_on")
