"""Many courses at once come out as each would alone: all there are of PHQ-9 and GAD-7, and more."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus import outcomes
from betweenus.domain.outcomes.thresholds import shipped
from betweenus.domain.refusals import Refusal

COLUMNS = (
    "caseness",
    "recovery",
    "reliable_improvement",
    "reliable_deterioration",
    "no_reliable_change",
    "reliable_recovery",
)
ANXIETY = [row for row in shipped().rows if row.plays == "anxiety" and row.can_make_an_outcome]


def columns(rows) -> list[np.ndarray]:
    """Rows of four scores as four columns; None is no score."""
    return [np.array(one, dtype=float) for one in zip(*rows, strict=True)]


def same(rows, measure: str = "gad-7") -> None:
    many = outcomes.classify(*columns(rows), anxiety_measure=measure)
    assert len(many) == len(rows)
    for place, (a, b, c, d) in enumerate(rows):
        said = {
            name: None if value is np.ma.masked else bool(value)
            for name in (*COLUMNS, "paired")
            for value in [getattr(many, name)[place]]
        }
        try:
            one = outcomes.outcome(
                outcomes.Pair(a, b), outcomes.Pair(c, d), anxiety_measure=measure
            )
        except outcomes.ScoreRefused:
            assert many.refused[place]
            assert set(said.values()) == {None}
            continue
        assert not many.refused[place]
        assert said == {name: getattr(one, name) for name in said}, (a, b, c, d)
        assert many.notes == one.notes


@pytest.fixture(scope="module")
def everything():
    """All 28 x 28 x 22 x 22 combinations of first and last scores, and what they come to."""
    grid = np.indices((28, 28, 22, 22)).reshape(4, -1)
    return grid, outcomes.classify(*grid)


def test_all_combinations_are_classified_in_one_call(everything):
    _, many = everything
    assert len(many) == 379_456
    assert not many.refused.any()
    assert many.paired.all()


def test_every_combination_is_in_exactly_one_group(everything):
    _, many = everything
    groups = [many.reliable_improvement, many.reliable_deterioration, many.no_reliable_change]
    assert not any(np.ma.getmaskarray(group).any() for group in groups)
    assert (sum(group.astype(int) for group in groups) == 1).all()


def test_recovery_is_said_of_cases_only_and_reliable_recovery_is_both(everything):
    _, many = everything
    not_case = ~many.caseness.filled()
    assert np.array_equal(np.ma.getmaskarray(many.recovery), not_case)
    assert np.array_equal(np.ma.getmaskarray(many.reliable_recovery), not_case)
    both = many.recovery.filled(False) & many.reliable_improvement.filled(False)
    assert np.array_equal(many.reliable_recovery.filled(False), both)


def test_all_combinations_come_out_as_a_plain_reading_of_the_definitions(everything):
    (p1, p2, g1, g2), many = everything
    case = ~((p1 <= 9) & (g1 <= 7))
    better = (p1 - p2 > 5) | (g1 - g2 > 3)
    worse = (p2 - p1 > 5) | (g2 - g1 > 3)
    assert np.array_equal(many.caseness.filled(), case)
    assert np.array_equal(many.recovery.filled(False), case & (p2 <= 9) & (g2 <= 7))
    assert np.array_equal(many.reliable_improvement.filled(), better & ~worse)
    assert np.array_equal(many.reliable_deterioration.filled(), worse & ~better)
    assert np.array_equal(many.no_reliable_change.filled(), better == worse)


def test_turning_every_course_round_turns_better_into_worse(everything):
    (p1, p2, g1, g2), many = everything
    back = outcomes.classify(p2, p1, g2, g1)
    assert np.array_equal(many.reliable_improvement, back.reliable_deterioration)


def test_every_fiftieth_combination_comes_out_as_it_does_alone(everything):
    grid, _ = everything
    same([tuple(map(int, row)) for row in grid.T[::499]])


EDGES = [None, 0, 4, 6, 7, 8, 9, 10, 14, 16, 21, 22, 27, 28, -1]
edge = st.sampled_from(EDGES)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(edge, edge, edge, edge), min_size=1, max_size=40))
def test_blanks_and_impossible_scores_come_out_as_alone(rows):
    same(rows)


# Prorated totals, whose differences are not quite whole: 72/7 - 30/7 is 5.999...
sevenths = st.none() | st.integers(0, 189).map(lambda n: n / 7)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(sevenths, sevenths, sevenths, sevenths), min_size=1, max_size=40))
def test_prorated_scores_come_out_as_alone(rows):
    same(rows)


def test_a_change_that_is_six_but_for_rounding_is_six():
    many = outcomes.classify([72 / 7], [30 / 7], [5.0], [5.0])
    assert many.reliable_improvement[0]


@pytest.mark.parametrize("row", ANXIETY, ids=lambda row: row.measure)
def test_any_anxiety_measure_may_stand_for_gad_7(row):
    """At, just below and just above each figure: some cut-offs are above a value, not at it."""
    cut, change = row.caseness.value, row.reliable_change.value
    low = 0 if row.lowest is None else row.lowest
    scores = [None, low, cut - 0.1, cut, cut + 0.1, low + change, cut - change, cut + change]
    same([(p, 9, a, b) for p in (15, 9, None) for a in scores for b in scores], row.measure)


def test_a_measure_without_figures_makes_no_outcome():
    unusable = [row for row in shipped().rows if row not in ANXIETY and row.measure != "phq-9"]
    assert unusable
    with pytest.raises(Refusal, match="No NHS outcome"):
        outcomes.classify([1], [1], [1], [1], anxiety_measure=unusable[0].measure)


def test_a_mask_says_the_same_as_nan():
    first = np.ma.MaskedArray([12, 99], [False, True])
    many = outcomes.classify(first, [5, 5], [3, 3], [3, 3])
    assert list(many.paired) == [True, False]
    assert not many.refused.any()
    assert many.caseness[1] is np.ma.masked


@pytest.mark.parametrize(
    ("wrong", "word"), [([1, 2], "different lengths"), (["x"], "dimensions"), (3, "dimensions")]
)
def test_what_are_no_columns_of_scores_is_refused_as_a_whole(wrong, word):
    with pytest.raises(Refusal, match=word):
        outcomes.classify(wrong, [1], [1], [1])
