"""Assessing suitability: what is kept, what a decision does, and what does not belong together."""

from datetime import timedelta

import pytest

from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.records.referral import Suitability
from betweenus.services import clock, suitability, waiting
from betweenus.services.drafts import DraftConflict
from tests import worlds

pytestmark = pytest.mark.django_db

FITS = {
    "link": "yes",
    "reflection": "yes",
    "openness": "yes",
    "motivation": "yes",
    "substances": "no",
    "complexity": "no",
    "risk": "no",
    "elsewhere": "no",
}


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def taken(clinic):
    """A referral that Rosa is assessing."""
    made = worlds.referred()
    waiting.allocate(by=clinic.rosa.acts, referral_id=made.pk, account_id=clinic.rosa.account.pk)
    return made


def answers(**changed):
    return {
        key: {"answer": one, "reason": f"Because {key}."}
        for key, one in {**FITS, **changed}.items()
    }


def assess(clinic, made, **changed):
    values = {
        "answers": answers(),
        "decision": "accept",
        "reason": "A pattern she half sees already.",
        "offered": ["dit", "cbt"],
        "chosen": "dit",
    }
    return suitability.assess(by=clinic.rosa.acts, referral_id=made.pk, **values | changed)


def test_each_answer_with_its_reason_is_kept_with_what_they_came_to(clinic, taken):
    row = assess(clinic, taken, problem_descriptor="depression")
    assert row.answers["substances"] == {"answer": "no", "reason": "Because substances."}
    assert (row.summary, row.decision, row.chosen) == ("fits", "accept", "dit")
    assert row.assessed_by == clinic.rosa.account


@pytest.mark.parametrize(
    ("changed", "summary"),
    [({}, "fits"), ({"openness": "unknown"}, "discuss"), ({"substances": "yes"}, "not_now")],
)
def test_the_summary_binds_nobody(clinic, taken, changed, summary):
    assert assess(clinic, taken, answers=answers(**changed)).summary == summary
    taken.refresh_from_db()
    assert taken.state == "waiting"


@pytest.mark.parametrize(
    ("decision", "code"),
    [("elsewhere", "13"), ("signpost", "11"), ("not_suitable", "10"), ("declined", "14")],
)
def test_a_decision_against_dit_closes_the_referral_with_its_code_and_what_was_agreed(
    clinic, taken, decision, code
):
    assess(
        clinic,
        taken,
        decision=decision,
        offered=["dit", "cbt"],
        chosen="cbt",
        told="CBT rings Friday.",
    )
    taken.refresh_from_db()
    assert (taken.state, taken.close_code, taken.close_words, taken.closed_on) == (
        "closed",
        code,
        "CBT rings Friday.",
        worlds.TODAY,
    )


def test_to_discuss_leaves_it_open_and_a_second_look_is_a_second_record(clinic, taken):
    assess(clinic, taken, decision="discuss", chosen="")
    taken.refresh_from_db()
    assert taken.state == "assessing"
    with clock.as_of(worlds.NOW + timedelta(days=7)):
        assess(clinic, taken)
    page = suitability.read(by=clinic.rosa.acts, referral_id=taken.pk)
    assert [one.decision for one in page.before] == ["accept", "discuss"]


@pytest.mark.parametrize(
    ("changed", "says", "field"),
    [
        ({"decision": ""}, "Choose what you have decided", "decision"),
        ({"offered": ["cbt"], "chosen": "dit"}, "not among what was offered", "chosen"),
        ({"offered": ["cbt"], "chosen": ""}, "DIT is to be offered but is not ticked", "offered"),
        ({"chosen": "cbt"}, "does not lead to DIT", "decision"),
        ({"offered": ["dit", "hypnosis"]}, "hypnosis: not a treatment we know", "offered"),
        ({"answers": {"link": {"answer": "perhaps"}}}, "is not an answer", None),
        ({"answers": {"height": {"answer": "yes"}}}, "is not an answer", None),
    ],
)
def test_parts_that_do_not_belong_together_are_refused_and_nothing_is_kept(
    clinic, taken, changed, says, field
):
    with pytest.raises(Refusal, match=says) as refused:
        assess(clinic, taken, **changed)
    assert refused.value.field == field
    assert not Suitability.objects.exists()
    taken.refresh_from_db()
    assert taken.state == "assessing"


def test_only_the_responsible_therapist_assesses_and_their_supervisor_reads(clinic, taken):
    for who in (clinic.hugo, clinic.miriam, clinic.ada):
        with pytest.raises(NotAllowed):
            suitability.assess(
                by=who.acts,
                referral_id=taken.pk,
                answers={},
                decision="accept",
                reason="",
                offered=["dit"],
                chosen="dit",
            )
    assert not suitability.read(by=clinic.miriam.acts, referral_id=taken.pk).may_assess
    for who in (clinic.hugo, clinic.ada):
        with pytest.raises(NotAllowed):
            suitability.read(by=who.acts, referral_id=taken.pk)


def test_nothing_is_assessed_once_treatment_has_begun(clinic):
    course = worlds.opened(clinic.rosa)
    with pytest.raises(Refusal, match="not waiting for an assessment"):
        assess(clinic, course.referral)


def test_a_draft_is_kept_until_the_decision_is_recorded(clinic, taken):
    suitability.keep_draft(
        by=clinic.rosa.acts, referral_id=taken.pk, content={"reason_link": "A row."}, seen_version=0
    )
    page = suitability.read(by=clinic.rosa.acts, referral_id=taken.pk)
    assert page.draft.content == {"reason_link": "A row."}
    assess(clinic, taken)
    assert suitability.read(by=clinic.rosa.acts, referral_id=taken.pk).draft.version == 0


def test_two_tabs_never_overwrite_each_other(clinic, taken):
    def keep(text):
        return suitability.keep_draft(
            by=clinic.rosa.acts, referral_id=taken.pk, content={"reason_link": text}, seen_version=0
        )

    keep("From the first tab.")
    with pytest.raises(DraftConflict) as conflict:
        keep("From the second tab.")
    assert conflict.value.theirs.content == {"reason_link": "From the first tab."}
    assert conflict.value.mine == {"reason_link": "From the second tab."}
