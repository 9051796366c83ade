"""What recurs: from told episodes to candidates

An episode is one moment between the client and somebody, in six coded parts: the wish, what the
other did, how one saw oneself, how one saw the other, the feeling, and what was done with it. Only
codes a person confirmed count. The tables below have a row an episode and "-" for a part that was
not coded.

A candidate is a pattern that may become the focus. The software ranks candidates and shows what
speaks for and against each; the therapist decides, and names the defence.
"""

import pytest

from betweenus.domain import patterns
from tests.domain.patterns.tellings import WORDS, episodes, parts


def ranking(text: str, **how):
    return patterns.rank(episodes(text), WORDS, **how)


# -- too early ----------------------------------------------------------------------------------


def test_below_six_episodes_or_three_people_there_are_only_counts():
    made = ranking("""
person | wish      | other      | feels
Mum    | be_valued | criticises | shame
Mum    | be_valued | -          | shame
Boss   | be_valued | criticises | anger
""")
    assert made.too_early
    assert not made.candidates
    assert made.counts["affect"] == {"shame": 2, "anger": 1}
    assert made.would_help == (
        "Too early to rank: it would help to have 3 more confirmed episodes"
        " and 1 more person told about."
    )


# -- what counts --------------------------------------------------------------------------------

SHARED_AND_ONE_PERSONS = """
person  | wish      | other      | self        | sees        | feels   | does
Mum     | closeness | rejects    | unlovable   | abandoning  | sadness | cling
Mum     | closeness | rejects    | unlovable   | abandoning  | sadness | cling
Mum     | closeness | rejects    | unlovable   | abandoning  | sadness | cling
Mum     | closeness | rejects    | unlovable   | abandoning  | sadness | cling
Mum     | closeness | rejects    | unlovable   | abandoning  | sadness | cling
Mum     | closeness | rejects    | unlovable   | abandoning  | sadness | cling
Boss    | be_valued | criticises | inadequate  | critical    | shame   | withdraw
Sister  | be_valued | criticises | inadequate  | critical    | shame   | withdraw
Partner | be_valued | criticises | inadequate  | critical    | shame   | withdraw
Friend  | be_valued | criticises | inadequate  | critical    | shame   | withdraw
Friend  | autonomy  | controls   | helpless    | controlling | anger   | attack
"""


def test_a_pattern_with_four_people_comes_before_one_told_more_often_of_one():
    """The classic summary, each part's most frequent code, is misled by the much-told mother."""
    made = ranking(SHARED_AND_ONE_PERSONS, resample=False)
    first = made.candidates[0]
    assert first.parts == parts("be_valued criticises inadequate critical shame withdraw")
    assert first.people == 4
    assert first.episodes_for == ("7", "8", "9", "10")
    assert made.classic.parts == parts("closeness rejects unlovable abandoning sadness cling")


def test_every_candidate_shows_what_speaks_against_it():
    first = ranking(SHARED_AND_ONE_PERSONS, resample=False).candidates[0]
    assert first.episodes_against == ("1", "2", "3", "4", "5", "6", "11")


@pytest.mark.slow
def test_what_holds_with_one_person_only_is_said_not_to_stand_without_them():
    made = ranking(SHARED_AND_ONE_PERSONS)
    shared, of_one = made.candidates[:2]
    assert shared.survives_without_strongest_person
    assert of_one.strongest == "Mum"
    assert not of_one.survives_without_strongest_person
    assert "Without Mum, with whom it shows most, it does not stand." in of_one.says


def test_parts_may_be_missing_and_a_part_nobody_was_told_of_stays_open():
    made = ranking(
        """
person  | wish      | other      | self       | sees        | feels | where
Mum     | be_valued | criticises | inadequate | critical    | shame | past
Boss    | be_valued | -          | inadequate | critical    | shame | now
Sister  | be_valued | criticises | -          | critical    | shame | now
Partner | be_valued | criticises | inadequate | -           | shame | now
You     | -         | criticises | inadequate | critical    | shame | here
Friend  | autonomy  | controls   | helpless   | controlling | anger | now
Friend  | closeness | warm       | worthy     | caring      | -     | now
""",
        resample=False,
    )
    first = made.candidates[0]
    assert first.parts == parts("be_valued criticises inadequate critical shame -")
    assert first.where == {"now": 3, "past": 1, "here": 1}
    assert "left open: what was done with it" in first.says


# -- doubt --------------------------------------------------------------------------------------


def test_how_often_it_stays_first_is_said_in_a_word():
    words = {share: patterns.saying.steadiness(share) for share in (0.59, 0.6, 0.79, 0.8)}
    assert words == {0.59: "tentative", 0.6: "fair", 0.79: "fair", 0.8: "steady"}


def test_episodes_with_nothing_in_common_make_no_candidate():
    made = ranking("""
person  | wish         | other      | self         | sees        | feels    | does
Mum     | closeness    | rejects    | unlovable    | abandoning  | sadness  | cling
Boss    | be_valued    | criticises | inadequate   | critical    | shame    | withdraw
Sister  | autonomy     | controls   | helpless     | controlling | anger    | attack
Partner | keep_peace   | attacks    | bad_burden   | hostile     | anxiety  | please
Friend  | be_good      | needs_me   | self_reliant | fragile     | guilt    | overwork
Uncle   | be_cared_for | helps      | outsider     | caring      | warmth   | joke
""")
    assert not made.too_early
    assert not made.candidates
    assert made.shared is False
    assert made.would_change.startswith("Nothing shows in two episodes yet")


@pytest.mark.slow
def test_a_pattern_told_of_many_people_is_beyond_chance():
    made = ranking(SHARED_AND_ONE_PERSONS)
    assert made.shared
    assert made.candidates[0].chance <= 0.05


@pytest.mark.slow
def test_episodes_that_all_agree_are_not_taken_for_chance():
    """Shuffled among themselves they would come out as they were."""
    people = ("Mum", "Boss", "Sister", "Partner", "Friend", "Uncle", "Aunt", "Teacher")
    row = "be_valued | criticises | inadequate | critical | shame | withdraw"
    rows = "\n".join(f"{person} | {row}" for person in people)
    made = ranking(f"person | wish | other | self | sees | feels | does\n{rows}")
    assert made.shared
    assert made.candidates[0].steadiness == "steady"


@pytest.mark.slow
def test_of_a_pattern_in_few_parts_no_confidence_is_said():
    """Clients were simulated with six parts; of fewer nothing is known."""
    made = ranking("""
person  | wish      | feels
Mum     | be_valued | shame
Boss    | be_valued | shame
Sister  | be_valued | shame
Partner | be_valued | shame
Friend  | closeness | anger
Uncle   | autonomy  | envy
""")
    assert made.candidates[0].parts == parts("be_valued - - - shame -")
    assert made.candidates[0].confidence is None
