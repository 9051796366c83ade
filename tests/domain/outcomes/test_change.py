"""Change in plain words, and never "reliable" without a figure for it."""

from dataclasses import replace

import pytest

from betweenus.domain import measures
from betweenus.domain.measures.figures import ReliableChange, Source
from betweenus.domain.outcomes import since_best, since_first

PHQ9 = measures.get("phq-9")
WITHOUT = replace(PHQ9, reliable_change=None)
RISING_IS_BETTER = replace(PHQ9, better="higher")
NO_SIDE = replace(PHQ9, better="neither")


@pytest.mark.parametrize(
    ("totals", "sentence"),
    [
        (
            (15, 12, 8),
            "Down 7 since the first score: more than measurement error alone (6 or more).",
        ),
        ((14, 8), "Down 6 since the first score: more than measurement error alone (6 or more)."),
        ((13, 8), "Down 5 since the first score: within measurement error (less than 6)."),
        ((8, 14), "Up 6 since the first score: more than measurement error alone (6 or more)."),
        ((8, 20, 8), "No change since the first score."),
        ((13.5, 9), "Down 4.5 since the first score: within measurement error (less than 6)."),
    ],
)
def test_a_change_is_said_in_a_sentence(totals, sentence):
    assert since_first(PHQ9, totals).sentence == sentence


def test_the_best_is_the_best_before_now():
    change = since_best(PHQ9, (18, 9, 14, 16))
    assert (change.before, change.now, change.amount) == (9, 16, 7)
    assert change.sentence.startswith("Up 7 since the best score: more than")
    assert change.deteriorated
    lowest_now = since_best(PHQ9, (18, 9, 14, 3))
    assert lowest_now.before == 9
    assert lowest_now.improved


def test_better_and_worse_follow_the_measure():
    assert since_first(PHQ9, (15, 8)).improved
    assert since_first(RISING_IS_BETTER, (15, 8)).deteriorated
    assert since_best(RISING_IS_BETTER, (15, 20, 8)).before == 20
    assert since_first(PHQ9, (8, 8)).better is None


def test_a_measure_with_no_better_side_has_no_best():
    assert since_best(NO_SIDE, (15, 8)) is None
    assert since_first(NO_SIDE, (15, 8)).better is None
    assert not since_first(NO_SIDE, (15, 8)).improved


@pytest.mark.parametrize("totals", [(), (12,), (None, 12), (12, None)])
def test_one_score_is_no_change(totals):
    assert since_first(PHQ9, totals) is None
    assert since_best(PHQ9, totals) is None


def test_forms_without_a_total_are_passed_over():
    change = since_first(PHQ9, (None, 15, None, 8, None))
    assert (change.before, change.now) == (15, 8)


def test_prorated_totals_are_compared_as_fractions_not_by_their_rounding_errors():
    low, high = 19 / 7, 61 / 7
    assert high - low < 6  # by a hair that is no part of anybody's answers
    assert since_first(PHQ9, (low, high)).deteriorated
    assert since_first(PHQ9, (high, low)).improved


def test_without_a_figure_nothing_is_called_reliable_or_beyond_error():
    change = since_first(WITHOUT, (20, 2))
    assert change.beyond_error is None
    assert not change.improved
    assert not change.deteriorated
    assert change.sentence == (
        "Down 18 since the first score."
        " No figure is stored for how much of that is measurement error."
    )
    assert "reliab" not in change.sentence.lower()


def test_an_unverified_figure_is_marked_where_it_is_used():
    unsure = replace(PHQ9, reliable_change=ReliableChange(6, Source("memory", verified=False)))
    assert "(6 or more; unverified)" in since_first(unsure, (15, 8)).sentence
    assert "(less than 6; unverified)" in since_first(unsure, (15, 12)).sentence
