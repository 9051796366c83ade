"""Which answers are a sign of risk, and what a clinician reads about them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain import measures
from betweenus.domain.measures import DECLINED, NOT_APPLICABLE, CatalogueError
from betweenus.domain.safety import signs, unseen
from betweenus.domain.safety.rules import FILE, Rules, load_rules, shipped

PHQ9 = measures.get("phq-9")


def form(item_9, others=0):
    return PHQ9.score([others] * 8 + [item_9])


def urgent(value, *before) -> bool:
    (sign,) = signs(form(value), [form(answer) for answer in before], session_held=True)
    return sign.urgent


@pytest.mark.parametrize("answer", [0, None, DECLINED, NOT_APPLICABLE])
def test_no_number_above_nought_is_no_sign(answer):
    assert signs(form(answer), session_held=True) == ()


def test_the_lowest_answer_above_nought_is_a_sign_and_not_urgent_by_itself():
    (sign,) = signs(form(1), session_held=True)
    assert (sign.name, sign.value, sign.urgent) == ("phq-9 item 9", 1, False)
    assert sign.about == "thoughts of being better off dead or of self-harm"


def test_two_or_more_is_urgent_even_when_it_falls():
    assert urgent(2)
    assert urgent(3, 1)
    assert urgent(2, 3)


def test_a_rise_is_urgent():
    assert urgent(1, 0)
    assert not urgent(1, 1)
    assert not urgent(1, 3)


def test_a_form_without_an_answer_in_between_does_not_hide_a_rise():
    assert urgent(1, 0, None)
    assert urgent(1, 0, DECLINED)
    assert not urgent(1, None)


def test_a_rise_is_from_the_last_answer_not_from_the_lowest():
    assert not urgent(1, 0, 2)


def test_a_total_alone_before_says_nothing_about_a_rise():
    (sign,) = signs(form(1), [PHQ9.from_total(3)], session_held=True)
    assert not sign.urgent
    assert sign.previous is None
    assert "Before: no answer." in sign.words


def test_a_sign_does_not_need_a_total():
    score = PHQ9.score([None] * 8 + [1])
    assert score.total is None
    assert len(signs(score, session_held=True)) == 1


def test_a_low_total_hides_nothing_and_a_high_one_adds_nothing():
    assert len(signs(form(1, others=0), session_held=True)) == 1
    assert signs(form(0, others=3), session_held=True) == ()


def test_the_words_give_question_answer_trend_urgency_and_whether_it_was_read_live():
    (sign,) = signs(form(2), [form(0), form(None), form(1)], session_held=False)
    assert sign.words == (
        'PHQ-9 question 9 ("Thoughts that you would be better off dead or of hurting yourself in'
        ' some way"): 2, More than half the days. Before: 0, no answer, 1. Urgent: 2 or more, up'
        " from 1. Answered on a day without a session, so nobody read it live."
    )
    assert sign.reasons == ("2 or more", "up from 1")
    assert (sign.earlier, sign.previous) == ((0, None, 1), 1)


def test_a_first_answer_on_a_session_day_says_no_more_than_it_knows():
    (sign,) = signs(form(1), session_held=True)
    assert sign.words.endswith(": 1, Several days. Not asked before.")


def test_scores_of_another_measure_are_not_compared():
    with pytest.raises(AssertionError):
        signs(form(1), [measures.get("gad-7").from_total(3)], session_held=True)


def test_what_is_not_known_about_risk_is_said():
    assert unseen(form(0)) == ()
    assert unseen(form(2)) == ()
    assert unseen(form(None)) == ("PHQ-9 question 9 was left blank.",)
    assert unseen(form(DECLINED)) == ("PHQ-9 question 9 was answered: declined.",)
    assert unseen(PHQ9.from_total(9)) == ("PHQ-9 question 9 is not known: only the total is.",)
    assert unseen(measures.get("gad-7").score([None] * 7)) == ()


answers = st.sampled_from([0, 1, 2, 3, None, DECLINED])


@given(st.lists(answers, min_size=9, max_size=9), st.lists(answers, max_size=5), st.booleans())
def test_there_is_a_sign_exactly_when_the_answer_is_one_or_more(given_, before, held):
    found = signs(PHQ9.score(given_), [form(answer) for answer in before], session_held=held)
    value = given_[8]
    assert bool(found) == (isinstance(value, int) and value >= 1)
    for sign in found:
        known = [answer for answer in before if isinstance(answer, int)]
        assert sign.urgent == (value >= 2 or (bool(known) and value > known[-1]))
        assert f": {value}, " in sign.words


def test_every_risk_question_of_the_catalogue_has_a_rule_and_every_rule_a_question():
    asked = {(m.id, item.number) for m in measures.all_measures() for item in m.items if item.risk}
    assert {(rule.measure, rule.item) for rule in shipped().rules} == asked


def test_a_risk_question_without_a_rule_is_urgent_rather_than_silent():
    no_rules = Rules("1", shipped().escalation, ())
    (sign,) = signs(form(1), session_held=True, rules=no_rules)
    assert sign.urgent


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("urgent_hours = 4", "urgent_hours = 25", "escalation.urgent_hours: must be at least 1"),
        ("urgent_hours = 4", "urgent_hours = 0", "escalation.urgent_hours: must be at least 1"),
        ("urgent_from = 2", "urgent_fron = 2", "rules[1].urgent_fron: is not a field known"),
        ("urgent_on_rise = true", "urgent_on_rise = 1", "rules[1].urgent_on_rise: must be true"),
        ("item = 9", "", "rules[1].item: is missing"),
    ],
)
def test_wrong_rules_are_refused_by_file_and_field(tmp_path, old, new, field):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rules.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_rules(path)
    assert str(refused.value).startswith("rules.toml: line ")
    assert f": {field}" in str(refused.value)
