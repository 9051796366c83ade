"""Which scores of a course are its first and its last."""

from datetime import date

from betweenus.domain.outcomes import DatedTotal, Moment, Pair, first_and_last


def on(day: int, total: float | None, moment: Moment = Moment.TREATMENT) -> DatedTotal:
    return DatedTotal(date(2026, 3, day), total, moment)


def test_the_first_and_last_valid_totals_whatever_order_they_come_in():
    totals = [on(20, 8), on(3, 15), on(10, 12)]
    assert first_and_last(totals) == Pair(15, 8)


def test_an_assessment_counts_and_a_follow_up_or_employment_contact_does_not():
    totals = [
        on(1, 20, Moment.OTHER),
        on(2, 17, Moment.ASSESSMENT),
        on(9, 9),
        on(30, 4, Moment.FOLLOW_UP),
    ]
    assert first_and_last(totals) == Pair(17, 9)


def test_a_form_without_a_total_is_passed_over():
    assert first_and_last([on(1, None), on(2, 14), on(3, 11), on(4, None)]) == Pair(14, 11)


def test_one_score_is_a_first_without_a_last():
    assert first_and_last([on(2, 14), on(3, None)]) == Pair(14, None)
    assert first_and_last([]) == Pair(None, None)


def test_the_last_is_up_to_the_day_of_discharge():
    totals = [on(2, 14), on(9, 10), on(16, 7), on(17, 3)]
    assert first_and_last(totals, discharged_on=date(2026, 3, 16)) == Pair(14, 7)


def test_scores_of_one_day_keep_their_order():
    assert first_and_last([on(2, 14), on(2, 13)]) == Pair(14, 13)


def test_a_score_of_nought_is_a_score():
    assert first_and_last([on(2, 0), on(9, 0)]) == Pair(0, 0)
