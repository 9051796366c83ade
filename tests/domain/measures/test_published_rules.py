"""Every measure against its published rule, worked out by hand and apart from its file.

The file of a measure and the reference in ``published`` were written each from the rule in print:
a wrong reverse key, cut-off or missing rule in one of them shows here.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain import measures
from betweenus.domain.measures import DECLINED, NOT_APPLICABLE
from tests.domain.measures.published import PUBLISHED

ALL = measures.all_measures()
NO_NUMBER = st.sampled_from([None, DECLINED, NOT_APPLICABLE])


def forms(asked: list[range]) -> st.SearchStrategy[list]:
    """Answers to all questions: none, a few or many of them left out."""

    def of(often: int) -> st.SearchStrategy[list]:
        return st.tuples(
            *(st.one_of(*[st.sampled_from(values)] * often, NO_NUMBER) for values in asked)
        ).map(list)

    complete = st.tuples(*(st.sampled_from(values) for values in asked)).map(list)
    return st.one_of(complete, of(40), of(9), of(1))


def test_every_measure_has_a_rule_to_be_compared_with():
    assert {measure.id for measure in ALL} == set(PUBLISHED)


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.id)
def test_what_can_be_answered_is_what_the_questionnaire_offers(measure):
    _, asked = PUBLISHED[measure.id]
    assert [item.values for item in measure.items] == [tuple(values) for values in asked]


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.id)
def test_a_score_is_what_the_published_rule_gives(measure):
    rule, asked = PUBLISHED[measure.id]

    @settings(max_examples=50)
    @given(forms(asked))
    def on_any_form(answers):
        plain = [answer if isinstance(answer, int) else None for answer in answers]
        expected = {"total": None, "band": None, "case": None, "category": None} | rule(plain)
        score = measure.score(answers)
        assert score.case == expected.pop("case")
        assert (score.band and score.band.label) == expected.pop("band")
        assert (score.category and score.category.label) == expected.pop("category")
        values = {scale.id: scale.value for scale in score.scales}
        assert {"total": score.total} | values == {
            name: value if value is None else pytest.approx(float(value), abs=1e-9)
            for name, value in expected.items()
        }
        made_up = any(scale.prorated for scale in score.scales)
        assert score.prorated == made_up
        assert not made_up or None in plain

    on_any_form()
