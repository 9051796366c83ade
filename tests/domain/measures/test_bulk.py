"""Many forms at once score as each would alone: every measure, every column, blanks and nonsense.

The forms are made at random, with a seed that Hypothesis draws, so that a failure can be repeated.
"""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus import measures
from betweenus.domain.measures import bulk_answers
from betweenus.domain.measures.bulk_rules import BULK_RULES
from betweenus.domain.measures.rules import SCORING_RULES
from betweenus.domain.refusals import Refusal

ALL = measures.all_measures()
PHQ9 = measures.get("phq-9")
KINDS = [np.int8, np.int16, np.int32, np.int64]
LEFT_OUT = -1


def forms(seed: int, measure: measures.Measure, rows: int, *, every: bool) -> np.ndarray:
    """Random forms: some complete, some with blanks, some with a number that is no answer."""
    random = np.random.default_rng(seed)
    asked = measure.items if every else measure.scored_items
    made = np.stack([random.choice(item.values, rows) for item in asked], axis=1)
    blank = random.random(made.shape) < random.choice([0, 0.1, 0.3, 0.9], (rows, 1))
    wrong = random.random(made.shape) < random.choice([0, 0, 0, 0.05], (rows, 1))
    made[blank] = LEFT_OUT
    made[wrong] = random.choice([-128, -2, 100, 127], int(wrong.sum()))
    return made


def alone(measure: measures.Measure, row: np.ndarray) -> measures.Score | None:
    """One form by the single path; None when it is refused."""
    try:
        return measure.score([None if answer == LEFT_OUT else int(answer) for answer in row])
    except measures.AnswerRefused:
        return None


def said(value: object) -> object:
    """A cell of a column as the single path says it: None for nan and for what is masked."""
    if value is np.ma.masked or (isinstance(value, float) and np.isnan(value)):
        return None
    return value


def same(measure: measures.Measure, answers: np.ndarray) -> None:
    scores = measure.score_many(answers)
    scored = [item.number for item in measure.scored_items]
    assert len(scores) == len(answers)
    for place, row in enumerate(np.ma.filled(answers, LEFT_OUT)):
        one = alone(measure, row)
        assert scores.refused[place] == (one is None)
        assert said(scores.total[place]) == (one and one.total)
        assert scores.band[place] == (one and one.band and one.band.label)
        assert said(scores.case[place]) == (one.case if one else None)
        assert scores.category[place] == (one and one.category and one.category.label)
        assert scores.complete[place] == (one is not None and one.complete)
        assert scores.prorated[place] == (one is not None and one.prorated)
        missing = [n for n, blank in zip(scored, scores.missing[place], strict=True) if blank]
        assert missing == list(one.missing if one else ())
        for name, column in scores.subscales.items():
            assert said(column[place]) == (one and one.subscales[name])
        if one is None:
            assert said(scores.risk[place]) is None
            continue
        flagged = [item.number for item in one.risk_flags]
        assert scores.risk[place] == bool(flagged)
        assert [n for n, flags in scores.risk_flags.items() if flags[place]] == flagged


seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ALL), seeds, st.sampled_from(KINDS), st.booleans())
def test_many_forms_score_as_each_alone(measure, seed, kind, every):
    same(measure, forms(seed, measure, 40, every=every).astype(kind))


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.id)
def test_every_measure_scores_in_bulk_as_alone(measure):
    same(measure, forms(1, measure, 200, every=False))


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from([one for one in ALL if one.has_total]), seeds, st.randoms(use_true_random=False)
)
def test_reversed_items_and_other_rules_are_counted_in_bulk_as_alone(measure, seed, random):
    """Rules that a measure's file could name, whether or not one of ours does yet."""
    total = measure.scale("total")
    total = replace(total, missing=replace(total.missing, only=()))
    half = tuple(sorted(random.sample(total.items, len(total.items) // 2)))
    strict = replace(total.missing, up_to=0)
    other = replace(
        measure,
        categories=(),
        scales=(
            replace(total, reversed=half),
            replace(total, id="mean", rule="mean", reversed=half),
            replace(total, id="half", items=half, missing=strict),
        ),
    )
    same(other, forms(seed, measure, 40, every=False))


def test_every_rule_a_file_may_name_has_its_bulk_form():
    assert set(BULK_RULES) == set(SCORING_RULES)


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.id)
def test_the_worked_examples_hold_in_bulk(measure):
    answered = [one for one in measure.examples if one.answers is not None]
    for example in answered:
        row = [LEFT_OUT if isinstance(a, str | None) else a for a in example.answers]
        if "refused" in example.expect:
            continue  # -1 stands for a blank here; other refusals are tested below
        scores = measure.score_many(np.array([row]))
        assert said(scores.total[0]) == example.expect.get("total")
        assert scores.band[0] == example.expect.get("band")
        assert scores.category[0] == example.expect.get("category")
        assert said(scores.case[0]) == example.expect.get("case")
    assert answered


def test_a_mask_says_the_same_as_minus_one():
    answers = forms(7, PHQ9, 300, every=False)
    masked = np.ma.MaskedArray(np.where(answers == LEFT_OUT, 3, answers), answers == LEFT_OUT)
    by_code, by_mask = PHQ9.score_many(answers), PHQ9.score_many(masked)
    assert np.array_equal(by_code.total, by_mask.total, equal_nan=True)
    assert np.array_equal(by_code.missing, by_mask.missing)
    assert np.array_equal(by_code.refused, by_mask.refused)
    assert by_code.missing.any()


def test_what_is_masked_is_never_looked_at():
    answers = np.ma.MaskedArray([[1] * 8 + [99]], [[False] * 8 + [True]])
    scores = PHQ9.score_many(answers)
    assert not scores.refused[0]
    assert scores.total[0] == 9
    assert not scores.risk[0]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.uint64])
def test_unsigned_numbers_are_read_too(kind):
    answers = np.array([[1] * 9, [3] * 8 + [200]], dtype=kind)
    scores = PHQ9.score_many(answers)
    assert list(scores.refused) == [False, True]
    assert scores.total[0] == 9


@pytest.mark.parametrize("wrong", [4, -2, 256, 65536 + 1, 2**32 + 1, -(2**63)])
def test_a_number_out_of_range_is_refused_however_large(wrong):
    """65537 must not come round as 1."""
    scores = PHQ9.score_many(np.array([[1] * 9, [1] * 5 + [wrong] + [1] * 3]))
    assert list(scores.refused) == [False, True]
    assert np.isnan(scores.total[1])
    assert scores.band[1] is None
    assert scores.case[1] is np.ma.masked
    assert scores.risk[1] is np.ma.masked


def test_why_a_form_has_no_total_can_be_asked():
    assert PHQ9.reason_of([1] * 9) is None
    assert "question 3: 4 is not one of the answers 0 to 3" in PHQ9.reason_of([0, 0, 4] + [0] * 6)
    assert "none of its 9 questions was answered" in PHQ9.reason_of([None] * 9)


def test_rows_keep_their_order_from_one_chunk_to_the_next(monkeypatch):
    answers = forms(3, PHQ9, 100, every=False)
    whole = PHQ9.score_many(answers)
    monkeypatch.setattr(bulk_answers, "CHUNK", 7)
    pieces = PHQ9.score_many(answers)
    assert np.array_equal(whole.total, pieces.total, equal_nan=True)
    assert np.array_equal(whole.missing, pieces.missing)
    assert list(whole.band) == list(pieces.band)


def test_the_given_array_is_left_as_it_is():
    answers = forms(5, PHQ9, 50, every=False)
    before = answers.copy()
    PHQ9.score_many(answers)
    assert np.array_equal(answers, before)


def test_no_forms_are_no_scores():
    scores = PHQ9.score_many(np.empty((0, 9), dtype=int))
    assert len(scores) == 0
    assert scores.total.shape == (0,)


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        (np.ones((2, 8), dtype=int), "8 columns"),
        (np.ones(9, dtype=int), "1 dimensions"),
        (np.ones((2, 9)), "not whole numbers"),
        (np.ones((2, 9), dtype=bool), "not whole numbers"),
        ([["1"] * 9], "not whole numbers"),
    ],
)
def test_what_is_no_array_of_answers_is_refused_as_a_whole(answers, word):
    with pytest.raises(Refusal, match=word) as refused:
        PHQ9.score_many(answers)
    assert refused.value.todo


def test_who_scores_one_form_does_not_load_what_scores_many():
    asked = (
        "import sys; from betweenus import measures, outcomes;"
        "measures.get('phq-9').score([1] * 9); print('numpy' in sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", asked],
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "False"
