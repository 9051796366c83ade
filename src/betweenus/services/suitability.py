"""Suitability: whether DIT fits this person now, what the clinician decided, what was chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.attendance import EndCode
from betweenus.domain.referral import State
from betweenus.domain.refusals import Refusal
from betweenus.domain.suitability import ANSWERS, Summary, assessment, summarise
from betweenus.records.people import Person
from betweenus.records.referral import Referral, Suitability
from betweenus.services import clock, drafts, referral
from betweenus.services.acting import acting

Answers = Mapping[str, Mapping[str, str]]

ACCEPT = "accept"  # the one decision that leads on to DIT
DIT = "dit"


@dataclass(frozen=True, slots=True)
class SuitabilityPage:
    """The referral, what was found before, and what is being written now."""

    referral: Referral
    person: Person
    before: tuple[Suitability, ...]
    draft: drafts.DraftNow
    may_assess: bool


def subject(referral_id: UUID) -> str:
    """The name of this assessment's draft."""
    return f"suitability:{referral_id}"


def read(*, by: Identity, referral_id: UUID) -> SuitabilityPage:
    """The assessment under way, with the draft and every earlier look, newest first."""
    row = referral.load(referral_id)
    with acting(
        by=by, act=Act.READ_SUITABILITY, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        before = row.suitabilities.select_related("assessed_by").order_by("-assessed_at")
        return SuitabilityPage(
            referral=row,
            person=row.person,
            before=tuple(before),
            draft=drafts.present(subject(row.pk)),
            may_assess=State(row.state).waits and bool(deed.may(Act.ASSESS_SUITABILITY)),
        )


def keep_draft(
    *, by: Identity, referral_id: UUID, content: drafts.Content, seen_version: int
) -> drafts.DraftNow:
    """Keep what is written so far; raises DraftConflict when another tab has moved on."""
    row = referral.load(referral_id)
    return drafts.save(
        by=by,
        subject=subject(row.pk),
        person=row.person_id,
        content=content,
        seen_version=seen_version,
        act=Act.ASSESS_SUITABILITY,
    )


def assess(
    *,
    by: Identity,
    referral_id: UUID,
    answers: Answers,
    decision: str,
    reason: str,
    offered: Iterable[str],
    chosen: str,
    problem_descriptor: str = "",
    told: str = "",
) -> Suitability:
    """Record what was found, decided, offered and chosen; a second look is a second record.

    ``answers`` is criterion -> {answer, reason}; the ids are those of domain.suitability. Accepting
    puts the person on the list to be allocated; a decision with an end code closes the referral;
    any other leaves it open. Raises Refusal when the parts do not belong together.
    """
    row = referral.load(referral_id)
    offered = tuple(offered)
    check(answers=answers, decision=decision, offered=offered, chosen=chosen)
    with acting(
        by=by, act=Act.ASSESS_SUITABILITY, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        made = Suitability.objects.create(
            referral=row,
            answers={key: dict(answer) for key, answer in answers.items()},
            summary=sum_up(answers).leaning,
            decision=decision,
            reason=reason.strip(),
            offered=list(offered),
            chosen=chosen,
            problem_descriptor=problem_descriptor,
            told=told.strip(),
            assessed_at=clock.now(),
            assessed_by_id=by.account_id,
        )
        _move_on(row, decision, told)
        drafts.clear(subject=subject(row.pk))
        deed.detail |= {"decision": decision, "summary": made.summary}
        return made


def sum_up(answers: Answers) -> Summary:
    """What the answers come to, without their reasons."""
    return summarise({key: one.get("answer", "") for key, one in answers.items()})


def check(*, answers: Answers, decision: str, offered: tuple[str, ...], chosen: str) -> None:
    """Raise Refusal, naming the field, for unknown ids or parts that contradict each other."""
    known = assessment()
    criteria = {criterion.id for criterion in known.criteria}
    treatments = {treatment.id: treatment.name for treatment in known.treatments}
    for key, one in answers.items():
        if key not in criteria or one.get("answer") not in {*ANSWERS, "", None}:
            raise Refusal(f"{key!r}: {one.get('answer')!r} is not an answer to a criterion.")
    if decision not in {one.id for one in known.decisions}:
        raise Refusal("Choose what you have decided.", field="decision")
    if unknown := {*offered, chosen} - {*treatments, ""}:
        raise Refusal(f"{', '.join(sorted(unknown))}: not a treatment we know.", field="offered")
    if chosen and chosen not in offered:
        raise Refusal(
            f"{treatments[chosen]} was chosen but is not among what was offered.",
            "Tick it there too, or change the choice.",
            field="chosen",
        )
    if decision == ACCEPT and DIT not in offered:
        raise Refusal("DIT is to be offered but is not ticked.", "Tick it.", field="offered")
    if decision == ACCEPT and chosen not in {DIT, ""}:
        raise Refusal(
            f"They chose {treatments[chosen]}, so this referral does not lead to DIT.",
            "Decide to refer them on instead.",
            field="decision",
        )


def _move_on(row: Referral, decision: str, told: str) -> None:
    """What the decision does to the referral."""
    if not State(row.state).waits:
        raise Refusal("This referral is not waiting for an assessment any more.")
    code = assessment().decision(decision).close
    if code:
        referral.end(row, EndCode(code), told)
    else:
        row.state = State.WAITING if decision == ACCEPT else State.ASSESSING
        row.save(update_fields=["state"])
