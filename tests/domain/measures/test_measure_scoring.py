"""What a score says of itself, and which answers are refused."""

import json
import math
from dataclasses import FrozenInstanceError

import pytest

from betweenus.domain import measures
from betweenus.domain.measures import DECLINED, NOT_APPLICABLE, AnswerRefused

PHQ9 = measures.get("phq-9")
GAD7 = measures.get("gad-7")


def test_answers_may_come_in_order_or_by_name_or_by_number():
    in_order = PHQ9.score([1, 2, 0, 0, 0, 0, 0, 0, 1, 3])
    by_name = PHQ9.score(
        {"difficulty": 3, "self-harm": 1, "mood": 2, "interest": 1}
        | dict.fromkeys(("sleep", "energy", "appetite", "self-worth", "concentration"), 0)
        | {"movement": 0}
    )
    by_number = PHQ9.score({1: 1, 2: 2, 9: 1, 10: 3} | dict.fromkeys(range(3, 9), 0))
    assert in_order == by_name == by_number
    assert in_order.total == 4


def test_what_a_mapping_leaves_out_is_missing():
    score = GAD7.score({"nervous": 2, "worry": 2, "relaxing": 2, "restless": 2, "afraid": 2})
    assert score.missing == (2, 6)
    assert score.total == 14
    assert score.prorated


def test_a_full_form_makes_a_whole_number_and_no_note():
    score = PHQ9.score([2] * 9)
    assert (score.total, type(score.total)) == (18, int)
    assert score.complete
    assert score.notes == ()
    assert score.reason is None


def test_a_prorated_total_says_so_and_that_the_rule_is_unverified():
    score = PHQ9.score([2, 2, 2, 2, 2, 1, 1, None, 0])
    assert score.notes == ("Total prorated from 8 of 9 answers by the rule of PHQ-9 (unverified).",)


def test_a_prorated_total_is_not_rounded_up_into_a_case():
    score = GAD7.score([2, 2, 1, 1, 0, None, 0])  # 6 x 7/6
    assert score.total == 7
    below = GAD7.score([2, 2, 1, 0, 0, None, None])  # 5 x 7/5
    assert (below.total, below.case) == (7, False)
    near = PHQ9.score([3, 3, 2, 0, 0, 0, 0, None, None])  # 8 x 9/7 = 10.29
    assert near.case
    under = PHQ9.score([2, 2, 2, 1, 0, 0, 0, None, None])  # 7 x 9/7 = 9
    assert not under.case
    assert GAD7.score([3, 2, 1, 1, None, 0, 0]).total == pytest.approx(8.1667, abs=1e-4)


def test_too_many_missing_gives_a_reason_instead_of_a_total():
    score = PHQ9.score([1, None, 1, 1, DECLINED, 1, 1, NOT_APPLICABLE, 1])
    assert score.total is None
    assert score.band is None
    assert score.case is None
    assert not score.prorated
    assert score.reason == (
        "No PHQ-9 total: 3 of its 9 questions were not answered (2, 5 and 8), and at most 2 may be."
    )


def test_an_empty_form_has_no_total_and_is_no_band():
    score = PHQ9.score([None] * 9)
    assert (score.total, score.band) == (None, None)
    assert score.reason == "No PHQ-9 total: none of its 9 questions was answered."


def test_declined_and_not_applicable_are_told_from_blank():
    score = GAD7.score([1, 1, 1, 1, None, DECLINED, NOT_APPLICABLE])
    assert (score.missing, score.declined, score.not_applicable) == ((5,), (6,), (7,))
    assert not score.complete


def test_the_answers_can_be_stored_and_scored_again():
    score = PHQ9.score([0, 1, 2, 3, None, DECLINED, 0, 0, 2, 1])
    stored = json.loads(json.dumps(score.answers))
    assert stored["appetite"] is None
    assert stored["self-worth"] == "declined"
    assert PHQ9.score(stored) == score


def test_the_risk_answer_is_seen_whatever_the_total_does():
    quiet = PHQ9.score([0] * 9)
    assert [(item.number, item.value) for item in quiet.risk_items] == [(9, 0)]
    assert quiet.risk_flags == ()
    without_total = PHQ9.score([None] * 8 + [3])
    assert without_total.total is None
    assert [(item.number, item.id, item.value) for item in without_total.risk_flags] == [
        (9, "self-harm", 3)
    ]
    assert GAD7.score([3] * 7).risk_items == ()


def test_the_difficulty_question_neither_counts_nor_is_needed():
    assert PHQ9.score([0] * 9 + [3]).total == 0
    assert PHQ9.score([0] * 9 + [None]).complete
    assert PHQ9.score([0] * 9 + [None]).missing == ()


def test_a_score_says_which_definition_made_it():
    score = PHQ9.score([0] * 9)
    assert (score.measure, score.version, score.digest) == ("phq-9", "1", PHQ9.digest)


def test_a_score_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        PHQ9.score([0] * 9).total = 27


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (4, "4 is not one of the answers 0 to 3"),
        (-1, "-1 is not one of the answers 0 to 3"),
        (True, "True is not a whole number"),
        (2.0, "2.0 is not a whole number"),
        (1.5, "1.5 is not a whole number"),
        (math.nan, "nan is not a whole number"),
        (math.inf, "inf is not a whole number"),
        ("2", "'2' is not a whole number"),
        ("", "'' is not a whole number"),
        ([1], "[1] is not a whole number"),
        ("x" * 500, "..."),
    ],
)
def test_an_impossible_answer_is_refused_by_question_and_value(value, why):
    with pytest.raises(AnswerRefused) as refused:
        PHQ9.score([0, 0, value, 0, 0, 0, 0, 0, 0])
    assert refused.value.what.startswith("PHQ-9, question 3: ")
    assert why in refused.value.what
    assert len(refused.value.what) < 120
    assert refused.value.item == 3
    assert refused.value.field == "sleep"
    assert refused.value.value is value
    assert "leave it blank" in refused.value.todo


def test_the_unscored_question_is_checked_too():
    with pytest.raises(AnswerRefused, match="question 10"):
        PHQ9.score([0] * 9 + [4])


@pytest.mark.parametrize("answers", [[], [0] * 8, [0] * 11])
def test_the_wrong_number_of_answers_is_refused(answers):
    with pytest.raises(AnswerRefused, match=rf"10 in all.*{len(answers)} answers were given"):
        PHQ9.score(answers)


def test_answers_as_one_text_are_refused():
    with pytest.raises(AnswerRefused, match="one piece of text"):
        PHQ9.score("000000000")


@pytest.mark.parametrize("key", ["item1", 0, 11, True, None])
def test_a_question_the_measure_does_not_have_is_refused(key):
    with pytest.raises(AnswerRefused, match="no question called"):
        PHQ9.score({key: 1})


def test_two_answers_to_one_question_are_refused():
    with pytest.raises(AnswerRefused, match="question 2: 3 is a second answer"):
        PHQ9.score({"mood": 0, 2: 3})


def test_a_total_alone_is_scored_and_flagged():
    score = PHQ9.from_total(20)
    assert (score.total, score.band.label, score.case) == (20, "Severe", True)
    assert score.total_only
    assert not score.complete
    assert score.items == ()
    assert score.notes == (
        "Total only: the answers were not recorded, so the answer to risk question 9 is not known.",
    )
    assert GAD7.from_total(0).notes == ("Total only: the answers were not recorded.",)


@pytest.mark.parametrize("total", [-1, 28, True, 12.5, 12.0, "12", None, math.nan, DECLINED])
def test_an_impossible_total_is_refused(total):
    with pytest.raises(AnswerRefused, match="PHQ-9 total: ") as refused:
        PHQ9.from_total(total)
    assert refused.value.item is None
