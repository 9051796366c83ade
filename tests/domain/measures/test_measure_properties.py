"""Scoring, over answers nobody thought of: against a slow plain reference, and against itself.

The reference reads the file for itself and shares no line with the scorer. It shows agreement,
not truth: that a figure in the file is right is what the worked examples and sources are for.
"""

import tomllib
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain import measures
from betweenus.domain.measures import DECLINED, NOT_APPLICABLE
from betweenus.domain.measures.catalogue import FOLDER
from betweenus.domain.measures.scoring import keyed, score_scale

ALL = measures.all_measures()
FILES = {m.id: tomllib.loads((FOLDER / f"{m.id}.toml").read_text()) for m in ALL}
every_measure = st.sampled_from(ALL)
blanks = st.sampled_from([None, DECLINED, NOT_APPLICABLE])


@st.composite
def filled_in(draw, blank=blanks):
    """A measure and answers to all its scored items, often with some left out."""
    measure = draw(every_measure)
    answer = st.one_of(*[st.sampled_from(measure.scored_items[0].values)] * 3, blank)
    return measure, [draw(answer) for _ in measure.scored_items]


def reference(file: dict, answers: list) -> dict:
    """The score of one form, the long way round: exact fractions, one item at a time."""
    scale = next(s for s in file["scales"] if s["id"] == "total")
    allowed = scale["missing"].get("up_to", 0)
    points, answered, unanswered = Fraction(0), 0, 0
    for number in scale["items"]:
        answer = answers[number - 1]
        if answer is None or isinstance(answer, str):
            unanswered += 1
            continue
        if number in scale["reversed"]:
            options = [o["value"] for o in file["answer_sets"][0]["options"]]
            answer = max(options) - (answer - min(options))
        points += answer
        answered += 1
    if answered == 0 or unanswered > allowed:
        return {"total": None, "band": None, "case": None, "prorated": False}
    mean = points / answered
    total = mean if scale["rule"] == "mean" else mean * len(scale["items"])
    band = None
    for row in file["bands"]["list"]:
        if total >= row["from"]:
            band = row["label"]
    return {
        "total": float(total),
        "band": band,
        "case": total >= file["caseness"]["at_least"],
        "prorated": unanswered > 0,
    }


@given(filled_in())
def test_a_plain_reference_agrees(form):
    measure, answers = form
    score = measure.score(answers)
    expected = reference(FILES[measure.id], answers)
    if expected["total"] is None:
        assert score.total is None
    else:
        assert score.total == pytest.approx(expected["total"], abs=1e-12)
    assert (score.band and score.band.label) == expected["band"]
    assert score.case == expected["case"]
    assert score.prorated == expected["prorated"]


@given(filled_in())
def test_a_total_is_within_its_range(form):
    measure, answers = form
    total = measure.score(answers).total
    scale = measure.scale("total")
    assert total is None or scale.lowest <= total <= scale.highest


@given(filled_in(), st.randoms(use_true_random=False))
def test_the_order_of_the_questions_does_not_change_a_total(form, random):
    measure, answers = form
    shuffled = list(answers)
    random.shuffle(shuffled)
    assert measure.score(shuffled).total == measure.score(answers).total


@given(filled_in(), st.data())
def test_taking_an_answer_away_never_makes_a_score_appear(form, data):
    measure, answers = form
    place = data.draw(st.integers(0, len(answers) - 1))
    fewer = [None if n == place else answer for n, answer in enumerate(answers)]
    before, after = measure.score(answers), measure.score(fewer)
    if before.total is None:
        assert after.total is None
    if after.complete:
        assert before.complete


@given(filled_in(blank=st.nothing()) | filled_in())
def test_a_score_is_either_complete_or_prorated_or_absent(form):
    measure, answers = form
    score = measure.score(answers)
    assert [score.complete, score.prorated, score.total is None].count(True) == 1


@given(filled_in(), st.data())
def test_a_higher_answer_never_lowers_the_total(form, data):
    measure, answers = form
    places = [n for n, a in enumerate(answers) if isinstance(a, int) and a < 3]
    if not places or measure.score(answers).total is None:
        return
    place = data.draw(st.sampled_from(places))
    higher = [a + 1 if n == place else a for n, a in enumerate(answers)]
    assert measure.score(higher).total > measure.score(answers).total


@given(every_measure, st.data())
def test_turning_a_question_round_twice_is_the_answer_itself(measure, data):
    item = data.draw(st.sampled_from(measure.scored_items))
    value = data.draw(st.sampled_from(item.values))
    scale = replace(measure.scale("total"), reversed=(item.number,))
    once = keyed(scale, item, value)
    assert keyed(scale, item, once) == value
    assert once + value == min(item.values) + max(item.values)


@given(filled_in())
def test_turning_every_question_round_mirrors_the_total(form):
    measure, answers = form
    scale = measure.scale("total")
    numbered = dict(zip(scale.items, answers, strict=True))
    turned = replace(scale, reversed=scale.items)
    plain = score_scale("it", scale, measure.items, numbered).value
    mirrored = score_scale("it", turned, measure.items, numbered).value
    if plain is None:
        assert mirrored is None
    else:
        assert mirrored == pytest.approx(scale.lowest + scale.highest - plain)


@given(every_measure, st.data())
def test_a_known_total_says_the_same_as_the_answers_it_came_from(measure, data):
    answers = [data.draw(st.sampled_from(item.values)) for item in measure.scored_items]
    score = measure.score(answers)
    alone = measure.from_total(score.total)
    assert (alone.band, alone.case) == (score.band, score.case)
