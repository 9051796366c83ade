"""Waits against the standards, to the day."""

from datetime import date, timedelta

import pytest

from betweenus.domain.outcomes import (
    DatesRefused,
    first_treatment_wait,
    inactive_flag,
    second_treatment_gap,
)

START = date(2026, 1, 5)


def after(days: int) -> date:
    return START + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "six", "eighteen", "sentence"),
    [
        (0, True, True, "Waited 0 days: within 6 weeks."),
        (1, True, True, "Waited 1 day: within 6 weeks."),
        (7, True, True, "Waited 1 week: within 6 weeks."),
        (41, True, True, "Waited 5 weeks and 6 days: within 6 weeks."),
        (42, True, True, "Waited 6 weeks: within 6 weeks."),
        (43, False, True, "Waited 6 weeks and 1 day: over 6 weeks, within 18."),
        (125, False, True, "Waited 17 weeks and 6 days: over 6 weeks, within 18."),
        (126, False, True, "Waited 18 weeks: over 6 weeks, within 18."),
        (127, False, False, "Waited 18 weeks and 1 day: over 18 weeks."),
    ],
)
def test_a_day_on_the_limit_is_within_it(days, six, eighteen, sentence):
    wait = first_treatment_wait(START, after(days), today=after(400))
    assert (wait.days, wait.weeks) == (days, days // 7)
    assert (wait.within_6_weeks, wait.within_18_weeks) == (six, eighteen)
    assert wait.sentence == sentence
    assert not wait.waiting


def test_who_has_not_been_treated_is_still_waiting_today():
    wait = first_treatment_wait(START, None, today=after(50))
    assert wait.waiting
    assert wait.sentence == "Waiting 7 weeks and 1 day: over 6 weeks, within 18."


def test_a_clock_change_adds_no_day():
    assert first_treatment_wait(date(2026, 3, 28), date(2026, 3, 30), START).days == 2
    assert first_treatment_wait(date(2026, 10, 24), date(2026, 10, 26), START).days == 2


@pytest.mark.parametrize(
    ("days", "over_28", "over_90"),
    [(28, False, False), (29, True, False), (90, True, False), (91, True, True)],
)
def test_the_gap_before_the_second_treatment(days, over_28, over_90):
    for gap in (
        second_treatment_gap(START, after(days), today=after(400)),
        second_treatment_gap(START, None, today=after(days)),
    ):
        assert (gap.days, gap.over_28_days, gap.over_90_days) == (days, over_28, over_90)
    assert second_treatment_gap(START, None, today=after(1)).waiting


@pytest.mark.parametrize(
    ("days", "flag"),
    [(0, None), (60, None), (61, "61-90 days"), (90, "61-90 days"), (91, "over 90 days")],
)
def test_an_open_referral_on_which_nothing_happens(days, flag):
    assert inactive_flag(START, today=after(days)) == flag


def test_dates_in_an_impossible_order_are_refused():
    with pytest.raises(DatesRefused, match="before that of referral"):
        first_treatment_wait(START, after(-1), today=after(9))
    with pytest.raises(DatesRefused):
        second_treatment_gap(START, after(-1), today=after(9))
    with pytest.raises(DatesRefused):
        inactive_flag(START, today=after(-1))
