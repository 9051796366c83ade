"""Days on which nobody is on duty are found, whatever the turns look like."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.safety import uncovered

FIRST = date(2026, 2, 9)
DAYS = st.integers(-10, 40).map(lambda days: FIRST + timedelta(days=days))
TURNS = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), max_size=6)
LAST = FIRST + timedelta(days=27)


def day(number: int) -> date:
    return date(2026, 2, number)


def test_without_turns_it_is_the_whole_time():
    assert uncovered([], day(9), day(15)) == ((day(9), day(15)),)


def test_turns_that_touch_leave_no_gap():
    assert uncovered([(day(9), day(11)), (day(12), day(15))], day(9), day(15)) == ()


def test_gaps_before_between_and_after():
    turns = [(day(13), day(13)), (day(10), day(11))]
    assert uncovered(turns, day(9), day(15)) == (
        (day(9), day(9)),
        (day(12), day(12)),
        (day(14), day(15)),
    )


@given(TURNS)
def test_each_day_is_in_a_turn_or_in_a_gap_and_never_in_both(turns):
    gaps = uncovered(turns, FIRST, LAST)
    for number in range(28):
        one = FIRST + timedelta(days=number)
        in_turn = any(begin <= one <= end for begin, end in turns)
        in_gap = any(begin <= one <= end for begin, end in gaps)
        assert in_turn != in_gap
