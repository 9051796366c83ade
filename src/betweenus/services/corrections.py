"""Corrections: what a client says is wrong in their record, and what became of it.

Nothing is erased by one: a clinical text stays as it was written, and what the client says stands
with it (clinical.md 7.2; rectification of opinion is by addition).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.disclosure import Correction
from betweenus.services import clock, disclosure
from betweenus.services.acting import acting

ABOUT: Mapping[str, str] = {
    "details": "My name, address or how to reach me",
    "sessions": "When I came, or did not",
    "answers": "My answers to a questionnaire",
    "notes": "What was written about me",
    "letter": "A letter",
    "other": "Something else",
}
OUTCOMES: Mapping[str, str] = {
    "corrected": "Corrected",
    "added": "Stands beside what was written",
    "kept": "Left as it is, with a reason",
}
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing said to be wrong; ``outcome`` is empty until it is answered."""

    id: UUID
    about: str
    words: str
    asked_at: datetime
    outcome: str
    answer: str
    answered_at: datetime | None
    answered_by: str


def ask(*, by: Identity, about: str, words: str) -> UUID:
    """Say that something is wrong; said twice it is kept once. Raises Refusal when empty."""
    with acting(by=by, act=Act.ASK_CORRECTION, person=by.person_id, about="my record") as deed:
        said = words.strip()
        if about not in ABOUT:
            raise Refusal("Say what it is about.", "Choose one of the list.", field="about")
        if not said:
            raise Refusal(
                "Nothing is written yet.",
                "Say what is wrong, and what it should be.",
                field="words",
            )
        if len(said) > LONGEST:
            raise Refusal(
                f"This is longer than {LONGEST} letters.",
                "Write the most important part; you can send a second one.",
                field="words",
            )
        rows = Correction.objects.filter(person=by.person_id, about=about, answered_at=None)
        for row in rows:
            if row.words == said:
                deed.detail["again"] = True
                return row.pk
        made = Correction.objects.create(
            person_id=by.person_id,
            about=about,
            words=said,
            asked_at=clock.now(),
            asked_by_id=by.account_id,
        )
        deed.about = f"correction:{made.pk}"
        disclosure.tell_clinician(made.person_id)
        return made.pk


def mine(*, by: Identity) -> tuple[Asked, ...]:
    """What the client said, newest first, with the answers."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my corrections"):
        return of_person(by.person_id)


def of_person(person_id: UUID | None) -> tuple[Asked, ...]:
    """What somebody said is wrong, newest first; inside an act."""
    rows = Correction.objects.filter(person=person_id).select_related("answered_by")
    return tuple(_asked(row) for row in rows.order_by("-asked_at"))


def _asked(row: Correction) -> Asked:
    return Asked(
        id=row.pk,
        about=ABOUT.get(row.about, row.about),
        words=row.words,
        asked_at=row.asked_at,
        outcome=OUTCOMES.get(row.outcome, ""),
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by.name if row.answered_by else "",
    )


def read(*, by: Identity, person_id: UUID) -> tuple[Asked, ...]:
    """What a client said is wrong, for whoever answers it."""
    with acting(by=by, act=Act.ANSWER_CORRECTION, person=person_id, about=f"person:{person_id}"):
        return of_person(person_id)


def answer(*, by: Identity, correction_id: UUID, outcome: str, words: str) -> None:
    """Answer once, in words the client reads. Raises Refusal when something is missing."""
    row = Correction.objects.filter(pk=correction_id).first()
    if row is None:
        raise NotFound("There is no such message.", "Open the person's record again.")
    with acting(
        by=by,
        act=Act.ANSWER_CORRECTION,
        person=row.person_id,
        about=f"correction:{correction_id}",
    ) as deed:
        row = Correction.objects.select_for_update().get(pk=correction_id)
        said = words.strip()
        if row.answered_at:
            if (row.outcome, row.answer) == (outcome, said):
                deed.detail["again"] = True
                return
            raise Refusal("This was answered already.", "Write to the client to say more.")
        if outcome not in OUTCOMES:
            raise Refusal("Say what became of it.", "Choose one of the list.", field="outcome")
        if not said:
            raise Refusal(
                "Nothing is written yet.", "The client reads your answer.", field="answer"
            )
        deed.detail["outcome"] = outcome
        row.outcome, row.answer = outcome, said
        row.answered_at, row.answered_by_id = clock.now(), by.account_id
        row.save()
