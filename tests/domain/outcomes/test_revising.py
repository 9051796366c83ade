"""A changed threshold makes a version, stays unverified, and decides outcomes from then on."""

from datetime import date

import pytest

from betweenus.domain.outcomes import Pair, outcome
from betweenus.domain.outcomes.revising import Revision, check_revision, revised
from betweenus.domain.outcomes.thresholds import shipped
from betweenus.domain.refusals import Refusal

DAY = date(2026, 3, 3)


def change(measure="pdss", figure="caseness", value=9, source="the manual, p. 4") -> Revision:
    return Revision(DAY, measure, figure, value, source)


def test_each_change_counts_up_the_version():
    assert revised(shipped(), []) == shipped()
    once = revised(shipped(), [change()])
    twice = revised(shipped(), [change(), change(value=10)])
    assert (once.version, twice.version) == ("1.1", "1.2")
    assert (once.of("pdss").caseness.value, twice.of("pdss").caseness.value) == (9, 10)
    assert once.dated == DAY
    assert not once.of("pdss").caseness.source.verified


def test_an_outcome_goes_by_the_table_it_is_given():
    start = Pair(4, 4), Pair(8, 3)
    assert outcome(*start, anxiety_measure="pdss").caseness is True
    table = revised(shipped(), [change()])
    assert outcome(*start, anxiety_measure="pdss", table=table).caseness is False


def test_a_figure_that_was_lacking_makes_outcomes_possible():
    table = revised(shipped(), [change("phq-15", "reliable_change", 5)])
    assert table.of("phq-15").can_make_an_outcome
    assert not shipped().of("phq-15").can_make_an_outcome


def test_above_stays_above():
    table = revised(shipped(), [change("mi", "caseness", 2.5)])
    assert not table.of("mi").caseness.reached(2.5)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": 0}, "value"),
        ({"value": 29}, "value"),
        ({"source": " "}, "source"),
        ({"figure": "mood"}, "figure"),
        (
            {
                "measure": "phq-9",
                "value": 10,
                "source": shipped().of("phq-9").caseness.source.words,
            },
            "value",
        ),
    ],
)
def test_what_cannot_be_or_changes_nothing_is_refused(wrong, field):
    with pytest.raises(Refusal) as refused:
        check_revision(shipped(), change(**wrong))
    assert refused.value.field == field


def test_a_measure_without_a_range_takes_any_figure():
    check_revision(shipped(), change("biq", "caseness", 400))
