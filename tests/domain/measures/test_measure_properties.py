"""Scoring, over answers nobody thought of: against a slow plain reference, and against itself.

The reference reads the file for itself and shares no line with the scorer. It shows agreement,
not truth: that a figure in the file is right is what the worked examples and sources are for.
"""

import tomllib
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain import measures
from betweenus.domain.measures import DECLINED, NOT_APPLICABLE
from betweenus.domain.measures.catalogue import FOLDER
from betweenus.domain.measures.scoring import keyed, score_scale

ALL = measures.all_measures()
FILES = {m.id: tomllib.loads((FOLDER / f"{m.id}.toml").read_text(encoding="utf-8")) for m in ALL}
every_measure = st.sampled_from(ALL)
SCALES = [(m, scale) for m in ALL for scale in m.scales]
every_scale = st.sampled_from(SCALES)
of_every_measure = pytest.mark.parametrize("measure", ALL, ids=lambda m: m.id)
of_every_scale = pytest.mark.parametrize(
    ("measure", "scale"), SCALES, ids=[f"{m.id}: {scale.id}" for m, scale in SCALES]
)
a_few = settings(max_examples=15)
blanks = st.sampled_from([None, DECLINED, NOT_APPLICABLE])


@st.composite
def filled_in(draw, blank=blanks, of=every_measure):
    """A measure and answers to all its items, often with some left out."""
    measure = draw(of)
    seldom = draw(st.sampled_from([1, 4, 30]))
    return measure, [
        draw(st.one_of(*[st.sampled_from(item.values)] * seldom, blank)) for item in measure.items
    ]


# -- the reference


def answers_of(file: dict, item: dict) -> list[int]:
    """The numbers that can be answered to a question."""
    sets = {one["id"]: one for one in file["answer_sets"]}
    chosen = sets[item.get("answers", file["answer_sets"][0]["id"])]
    if "options" in chosen:
        return [option["value"] for option in chosen["options"]]
    return list(range(chosen["from"], chosen["to"] + 1))


def points_of(file: dict, scale: dict, number: int, answer: int) -> int:
    """What one answer counts as in a scale."""
    possible = answers_of(file, file["items"][number - 1])
    for recode in scale.get("recoded", []):
        if number in recode["items"]:
            return recode["points"][possible.index(answer)]
    if number in scale["reversed"]:
        return possible[len(possible) - 1 - possible.index(answer)]
    return answer


def allowed(scale: dict, lacking: list[int]) -> bool:
    """Whether a scale may be scored without these questions."""
    rule = scale["missing"]
    if rule["rule"] == "none":
        return not lacking
    if "only" in rule and not all(number in rule["only"] for number in lacking):
        return False
    return rule["rule"] == "leave out" or len(lacking) <= rule["up_to"]


def scale_reference(file: dict, scale: dict, answers: list) -> tuple[Fraction | None, bool]:
    """A scale's value the long way round, and whether it was prorated."""
    points, lacking = [], []
    for number in scale["items"]:
        answer = answers[number - 1]
        if isinstance(answer, int):
            points.append(Fraction(points_of(file, scale, number, answer)))
        else:
            lacking.append(number)
    if not points or not allowed(scale, lacking):
        return None, False
    if scale["missing"]["rule"] == "prorate":
        middle = sum(points) / len(points)
        points += [middle] * len(lacking)
        prorated = bool(lacking)
    else:
        prorated = False
    whole = sum(points)
    value = {
        "sum": whole,
        "mean": whole / len(points),
        "mean x 10": whole / len(points) * 10,
        "sum / 10": whole / 10,
    }[scale["rule"]]
    return value, prorated


def reference(file: dict, answers: list) -> dict:
    """The score of one form: exact fractions, one item at a time."""
    found = {s["id"]: scale_reference(file, s, answers) for s in file["scales"]}
    values = {name: value for name, (value, _) in found.items()}
    total = values.pop("total", None)
    band = case = None
    if total is not None:
        for row in file.get("bands", {"list": []})["list"]:
            if total >= Fraction(str(row["from"])):
                band = row["label"]
        if "caseness" in file:
            cut = file["caseness"]
            if "above" in cut:
                case = total > Fraction(str(cut["above"]))
            else:
                case = total >= Fraction(str(cut["at_least"]))
    return {
        "total": total,
        "scales": values,
        "band": band,
        "case": case,
        "category": category_reference(file, found),
        "prorated": any(prorated for _, prorated in found.values()),
        "risk": [
            place
            for place, item in enumerate(file["items"], start=1)
            if "risk" in item and isinstance(answers[place - 1], int)
            if answers[place - 1] >= item["risk"]["from"]
        ],
    }


def category_reference(file: dict, found: dict) -> str | None:
    for category in file.get("categories", []):
        values = [(found[name][0], least) for name, least in category["at_least"].items()]
        if any(value is None for value, _ in values):
            return None
        if all(value >= least for value, least in values):
            return category["label"]
    return None


def near(value: Fraction | None) -> object:
    return value if value is None else pytest.approx(float(value), abs=1e-9)


def agrees(measure, answers):
    score, expected = measure.score(answers), reference(FILES[measure.id], answers)
    assert score.total == near(expected["total"])
    assert score.subscales == {name: near(value) for name, value in expected["scales"].items()}
    assert (score.band and score.band.label) == expected["band"]
    assert score.case == expected["case"]
    assert (score.category and score.category.label) == expected["category"]
    assert score.prorated == expected["prorated"]
    assert [item.number for item in score.risk_flags] == expected["risk"]


@of_every_measure
def test_a_plain_reference_agrees(measure):
    @settings(max_examples=30)
    @given(filled_in(of=st.just(measure)))
    def on_any_form(form):
        agrees(*form)

    on_any_form()


# -- what holds of every questionnaire


@of_every_measure
@a_few
@given(st.data())
def test_every_value_is_within_its_range(measure, data):
    _, answers = data.draw(filled_in(of=st.just(measure)))
    for scale, scored in zip(measure.scales, measure.score(answers).scales, strict=True):
        assert scored.value is None or scale.lowest <= scored.value <= scale.highest


@of_every_scale
@a_few
@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_of_the_questions_does_not_change_a_scale(measure, scale, data, random):
    """Among questions with the same answers that count the same way, and none of them named."""
    first = measure.item(scale.items[0])
    alike = [
        number
        for number in scale.items
        if measure.item(number).values == first.values
        if scale.points(measure.item(number)) == scale.points(first)
        if number not in scale.missing.only
    ]
    given_ = {
        number: data.draw(st.sampled_from(measure.item(number).values)) for number in scale.items
    }
    values = [given_[number] for number in alike]
    random.shuffle(values)
    shuffled = given_ | dict(zip(alike, values, strict=True))
    assert (
        score_scale("it", scale, measure.items, shuffled).value
        == score_scale("it", scale, measure.items, given_).value
    )


@of_every_measure
@a_few
@given(st.data())
def test_taking_an_answer_away_never_makes_a_score_appear(measure, data):
    _, answers = data.draw(filled_in(of=st.just(measure)))
    place = data.draw(st.integers(0, len(answers) - 1))
    fewer = [None if n == place else answer for n, answer in enumerate(answers)]
    before, after = measure.score(answers), measure.score(fewer)
    for one, other in zip(before.scales, after.scales, strict=True):
        if one.value is None:
            assert other.value is None
    if after.complete:
        assert before.complete


@given(filled_in(blank=st.nothing()) | filled_in())
def test_a_scale_is_complete_or_prorated_or_absent_or_left_out_of(form):
    measure, answers = form
    for scale, scored in zip(measure.scales, measure.score(answers).scales, strict=True):
        said = [scored.complete, scored.prorated, scored.value is None].count(True)
        assert said == 1 or (said == 0 and scale.missing.rule == "leave out")


@given(every_scale, st.data())
def test_an_answer_that_counts_more_never_lowers_a_scale(chosen, data):
    measure, scale = chosen
    answers = {n: data.draw(st.sampled_from(measure.item(n).values)) for n in scale.items}
    item = measure.item(data.draw(st.sampled_from(scale.items)))
    points = dict(zip(item.values, scale.points(item), strict=True))
    other = data.draw(st.sampled_from(item.values))
    low, high = sorted((answers[item.number], other), key=lambda value: points[value])
    before = score_scale("it", scale, measure.items, answers | {item.number: low}).value
    after = score_scale("it", scale, measure.items, answers | {item.number: high}).value
    assert after >= before
    assert (after > before) == (points[high] > points[low])


@of_every_scale
@a_few
@given(st.data())
def test_turning_a_question_round_twice_is_the_answer_itself(measure, scale, data):
    item = measure.item(data.draw(st.sampled_from(scale.items)))
    value = data.draw(st.sampled_from(item.values))
    turned = replace(scale, reversed=(item.number,), recoded={})
    once = keyed(turned, item, value)
    assert keyed(turned, item, once) == value
    assert once + value == min(item.values) + max(item.values)


@given(every_scale, st.data())
def test_turning_every_question_round_mirrors_the_value(chosen, data):
    measure, scale = chosen
    plain = replace(scale, reversed=(), recoded={})
    turned = replace(scale, reversed=scale.items, recoded={})
    answers = {n: data.draw(st.sampled_from(measure.item(n).values)) for n in scale.items}
    ends = [
        score_scale(
            "it", plain, measure.items, {n: end(measure.item(n).values) for n in scale.items}
        )
        for end in (min, max)
    ]
    straight = score_scale("it", plain, measure.items, answers).value
    mirrored = score_scale("it", turned, measure.items, answers).value
    assert mirrored == pytest.approx(ends[0].value + ends[1].value - straight)


@given(st.sampled_from([m for m in ALL if m.has_total]), st.data())
def test_a_known_total_says_the_same_as_the_answers_it_came_from(measure, data):
    answers = [data.draw(st.sampled_from(item.values)) for item in measure.scored_items]
    score = measure.score(answers)
    alone = measure.from_total(score.total)
    assert (alone.band, alone.case) == (score.band, score.case)
