"""Suitability: what the answers come to, and that every reason is said."""

import tomllib
from pathlib import Path

import pytest

import betweenus
from betweenus.domain.datafiles import ProtocolError, read_text
from betweenus.domain.suitability import (
    CLINICIAN_DECIDES,
    Leaning,
    answer_leaning,
    assessment,
    summarise,
    unexplained,
)
from betweenus.domain.suitability.criteria import read_assessment

STORIES = Path(betweenus.__file__).parent / "services" / "demo" / "stories"

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


def test_all_answers_for_it_fit():
    summary = summarise(FITS)
    assert summary.leaning is Leaning.FITS
    assert summary.why == "Every answer speaks for DIT."


@pytest.mark.parametrize(
    ("changed", "leaning"),
    [
        ({"substances": "yes"}, Leaning.NOT_NOW),
        ({"risk": "yes"}, Leaning.NOT_NOW),
        ({"link": "no"}, Leaning.DISCUSS),
        ({"link": "no", "elsewhere": "yes"}, Leaning.NOT_NOW),
        ({"reflection": "partly"}, Leaning.DISCUSS),
        ({"reflection": "no"}, Leaning.DISCUSS),
        ({"motivation": "unknown"}, Leaning.DISCUSS),
    ],
)
def test_doubtful_answers_lean_away(changed, leaning):
    assert summarise(FITS | changed).leaning is leaning


def test_the_reasons_name_the_answers():
    why = summarise(FITS | {"substances": "yes", "reflection": "partly"}).why
    assert why == (
        "Speaks against DIT now: drugs or alcohol as the main problem. "
        "Still open: capacity to reflect."
    )


def test_nothing_answered_is_all_open_and_not_a_refusal():
    summary = summarise({})
    assert summary.leaning is Leaning.DISCUSS
    assert len(summary.open) == len(assessment().criteria)


def test_every_criterion_has_a_good_answer_and_says_where_it_comes_from():
    for criterion in assessment().criteria:
        assert criterion.supports
        assert not criterion.supports & criterion.opposes
        assert criterion.source.words
    marks = {criterion.id: criterion.source.mark for criterion in assessment().criteria}
    assert (marks["link"], marks["motivation"]) == ("", "unverified")


def test_the_six_relationship_difficulties_are_there():
    assert len(assessment().relationship_difficulties) == 6


def test_every_caution_belongs_to_a_criterion_and_says_when_nobody_has_checked_it():
    known = assessment()
    criteria = {criterion.id for criterion in known.criteria}
    assert {caution.criterion for caution in known.cautions} <= criteria
    (bar,) = [c for c in known.cautions if "not by itself a bar" in c.words]
    assert bar.source.mark == "unverified"
    (pace,) = [c for c in known.cautions_for("complexity") if c.source.verified]
    assert "McEvoy" in pace.source.words


def test_treatments_carry_the_codes_the_data_set_asks_for():
    codes = {treatment.id: treatment.code for treatment in assessment().treatments}
    assert codes["dit"] == "314034001"
    assert codes["ipt"] == "443730003"
    assert codes["other"] == ""
    assert {"cbt", "counselling", "couples"} <= set(codes)


def test_an_answer_that_does_not_plainly_fit_needs_its_reason():
    answers = {key: {"answer": answer, "reason": ""} for key, answer in FITS.items()}
    assert unexplained(answers) == ()
    answers |= {"risk": {"answer": "unknown", "reason": " "}, "link": {"answer": "no"}}
    assert unexplained(answers) == (
        "Symptoms linked to relationships",
        "Risk beyond what the service can hold",
    )
    answers["risk"]["reason"] = "He was not asked; ring him on Monday."
    assert unexplained(answers) == ("Symptoms linked to relationships",)


def test_the_summary_says_that_the_clinician_decides():
    assert "You decide" in CLINICIAN_DECIDES


@pytest.mark.parametrize("leaning", list(Leaning))
def test_a_recorded_leaning_is_given_back_by_the_answer_that_stands_for_it(leaning):
    for criterion in assessment().criteria:
        speaks = criterion.speaks(answer_leaning(criterion, leaning))
        if leaning is Leaning.FITS:
            assert speaks == "for"
        elif leaning is Leaning.NOT_NOW and criterion.opposes:
            assert speaks == "against"
        else:
            assert speaks == "open"


def test_the_demos_people_have_no_criterion_or_difficulty_that_is_not_known_here():
    known = assessment()
    criteria = [criterion.id for criterion in known.criteria]
    for path in STORIES.glob("*.toml"):
        story = tomllib.loads(path.read_text(encoding="utf-8"))
        found = [one["key"] for one in story.get("assessment", {}).get("criteria", ())]
        assert found in ([], criteria), path.name
        difficulties = story.get("referral", {}).get("relationship_difficulties", ())
        assert set(difficulties) <= set(known.relationship_difficulties), path.name


CRITERION = """\
[[criteria]]
id = "link"
name = "Link"
asks = "Is there a link?"
for = ["yes"]
against = ["no"]
source = "A book"
verified = true
"""


@pytest.mark.parametrize(
    ("changed", "line", "says"),
    [
        (('for = ["yes"]', 'for = ["yess"]'), 5, "did you mean 'yes'?"),
        (('for = ["yes"]', "for = []"), 5, "at least one answer"),
        (('against = ["no"]', 'against = ["yes"]'), 6, "both for and against"),
        (('source = "A book"\n', ""), 1, "write where this comes from"),
        (("verified = true", 'verified = "yes"'), 8, "without quotation marks"),
        (('asks = "Is there a link?"\n', ""), 1, "is missing"),
    ],
)
def test_a_mistake_in_the_criteria_is_named_by_line_and_field(changed, line, says):
    with pytest.raises(ProtocolError) as refused:
        read_text(CRITERION.replace(*changed), "criteria.toml", read_assessment)
    assert any(p.line == line and says in p.says for p in refused.value.problems), refused.value
