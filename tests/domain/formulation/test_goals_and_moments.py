"""Goals and diary moments: limits, words, and the seven aims."""

import pytest

from betweenus.domain.formulation import episodes, goals
from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.refusals import Refusal


def test_there_are_seven_aims():
    assert len(goals.aims()) == 7


@pytest.mark.parametrize("value", [-1, 11, True, 2.5, "3"])
def test_a_rating_outside_0_to_10_is_refused(value):
    with pytest.raises(Refusal):
        goals.check_rating(value)


def test_a_fourth_goal_is_refused():
    goals.check_count(2)
    with pytest.raises(Refusal):
        goals.check_count(3)


@pytest.mark.parametrize(
    ("ratings", "says"),
    [
        ([], "Not rated yet"),
        ([3], "3 at the start"),
        ([3, 3], "3, as at the start"),
        ([2, 5, 7], "7, up 5 since the start"),
        ([4, 1], "1, down 3 since the start"),
    ],
)
def test_a_goals_way_is_said_in_words(ratings, says):
    assert goals.say_change(ratings) == says


def test_one_answer_is_a_moment_and_none_is_not():
    assert episodes.check_moment({"felt": " sick "})["felt"] == "sick"
    with pytest.raises(Refusal):
        episodes.check_moment({"felt": "  "})


def test_the_diary_asks_without_jargon():
    asked = " ".join(f"{p.asks} {p.hint}" for p in episodes.moment_parts()).lower()
    for word in ("affect", "defence", "object", "transference", "ipaf", "wish"):
        assert word not in asked


def test_a_moment_is_told_in_order_with_what_was_left_open_left_out():
    told = episodes.as_told({"did": "Said nothing.", "who": "Mum", "felt": " "})
    assert [(part.id, text) for part, text in told] == [("who", "Mum"), ("did", "Said nothing.")]


def test_the_therapist_reads_the_answers_under_their_clinical_names():
    names = {part.id: part.therapist for part in episodes.moment_parts()}
    assert names["wanted"] == "Wish"
    assert names["felt"] == "Affect"


def test_the_diary_has_an_answer_for_every_slot_of_an_episode():
    asked = [slot for part in episodes.moment_parts() for slot in part.slots]
    assert sorted(asked) == sorted(SLOTS)
    told = episodes.in_slots({"did": "Said nothing.", "felt": "Small.", "who": "Mum"})
    assert told == {"affect_shown": "Small.", "affect_hidden": "Small.", "defence": "Said nothing."}


def test_a_moment_becomes_a_story_of_what_happened_and_what_both_did():
    moment = {"did": "I left.", "what_happened": "He laughed. ", "they_did": " ", "felt": "Small."}
    assert episodes.as_story(moment) == "He laughed.\n\nI left."
