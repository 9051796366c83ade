"""Days of a course: the same time on the clock through both clock changes, and around breaks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain.course.dates import (
    LONDON,
    Break,
    open_days,
    projected_days,
    propose,
    say_date,
    say_time,
    say_when,
    weeks_between,
)
from betweenus.domain.refusals import Refusal


def london(*parts):
    return datetime(*parts, tzinfo=LONDON)


def test_in_march_sessions_stay_at_two_o_clock_and_move_an_hour_in_utc():
    proposed = propose(london(2026, 3, 17, 14, 0), 4)
    assert [f"{when:%d %b %H:%M}" for when in proposed] == [
        "17 Mar 14:00",
        "24 Mar 14:00",
        "31 Mar 13:00",  # the clocks went forward on Sunday 29 March
        "07 Apr 13:00",
    ]


def test_in_october_sessions_stay_at_nine_and_move_an_hour_in_utc():
    proposed = propose(london(2026, 10, 20, 9, 0), 3)
    assert [f"{when:%d %b %H:%M}" for when in proposed] == [
        "20 Oct 08:00",
        "27 Oct 09:00",  # the clocks went back on Sunday 25 October
        "03 Nov 09:00",
    ]


def test_a_first_session_given_in_utc_means_the_london_time_it_falls_on():
    first = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # already Thursday 2 July in London
    assert [when.astimezone(LONDON).strftime("%a %H:%M") for when in propose(first, 2)] == [
        "Thu 00:30",
        "Thu 00:30",
    ]


def test_sixteen_sessions_go_around_holidays_and_bank_holidays():
    breaks = [
        Break(date(2026, 4, 6), date(2026, 4, 6), "Easter Monday"),
        Break(date(2026, 5, 4), date(2026, 5, 4), "Early May bank holiday"),
        Break(date(2026, 5, 23), date(2026, 6, 7), "Leave"),
    ]
    days = [when.date() for when in propose(london(2026, 3, 2, 10, 0), 16, breaks)]
    assert len(days) == 16
    assert date(2026, 4, 6) not in days
    assert date(2026, 5, 4) not in days
    # Leave takes two Mondays, 25 May and 1 June.
    assert days[-1] == date(2026, 3, 2) + timedelta(weeks=15 + 4)


def test_a_first_session_in_a_break_starts_in_the_first_open_week():
    leave = Break(date(2026, 8, 3), date(2026, 8, 16))
    (first,) = propose(london(2026, 8, 4, 10, 0), 1, [leave])
    assert first.date() == date(2026, 8, 18)


def test_a_session_needs_a_time_zone():
    with pytest.raises(AssertionError, match="time zone"):
        propose(datetime(2026, 3, 3, 10, 0), 1)


def test_both_ends_of_a_break_belong_to_it():
    leave = Break(date(2026, 8, 3), date(2026, 8, 10))
    assert open_days(date(2026, 8, 3), [leave], 1) == (date(2026, 8, 17),)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 8, 9), date(2026, 8, 3), "ends before it begins"),
        (date(2026, 8, 3), date(2062, 8, 9), "longer than a year"),
    ],
)
def test_a_break_that_cannot_be_is_refused_at_its_last_day(first, last, said):
    with pytest.raises(Refusal, match=said) as caught:
        Break(first, last)
    assert caught.value.field == "last_day"
    assert caught.value.todo


TODAY = date(2026, 3, 6)  # a Friday


def test_booked_days_come_first_and_the_rest_follow_weekly():
    booked = [date(2026, 3, 17), date(2026, 3, 10)]
    assert projected_days(booked, 4, (), date(2026, 3, 3), TODAY) == (
        date(2026, 3, 10),
        date(2026, 3, 17),
        date(2026, 3, 24),
        date(2026, 3, 31),
    )


def test_days_booked_beyond_the_plan_are_not_needed():
    booked = [TODAY + timedelta(weeks=n) for n in range(5)]
    assert projected_days(booked, 2, (), TODAY, TODAY) == tuple(booked[:2])


def test_after_a_gap_the_course_goes_on_upon_its_own_weekday_and_never_in_the_past():
    last_tuesday_seen = date(2026, 2, 3)
    assert projected_days((), 2, (), last_tuesday_seen, TODAY) == (
        date(2026, 3, 10),
        date(2026, 3, 17),
    )


def test_a_day_booked_in_what_became_a_break_is_laid_out_anew():
    leave = Break(date(2026, 3, 9), date(2026, 3, 15))
    booked = [date(2026, 3, 10), date(2026, 3, 17)]
    assert projected_days(booked, 2, [leave], date(2026, 3, 3), TODAY) == (
        date(2026, 3, 17),
        date(2026, 3, 24),
    )


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
BREAKS = st.lists(
    st.builds(
        lambda first, length: Break(first, first + timedelta(days=length)), DAYS, st.integers(0, 60)
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), BREAKS, st.integers(0, 20))
def test_proposed_sessions_keep_weekday_and_clock_time_and_avoid_breaks(first, breaks, count):
    # The hour around the clock changes does not exist, or exists twice; nobody meets at night.
    first = first.replace(hour=8 + first.hour % 12, tzinfo=LONDON)
    proposed = [when.astimezone(LONDON) for when in propose(first, count, breaks)]
    assert len(proposed) == count
    assert proposed == sorted(set(proposed))
    for when in proposed:
        assert (when.weekday(), when.time()) == (first.weekday(), first.time())
        assert not any(pause.first <= when.date() <= pause.last for pause in breaks)


@settings(max_examples=40, deadline=None)
@given(st.lists(DAYS, max_size=5), st.integers(1, 20), BREAKS, DAYS, DAYS)
def test_the_sessions_to_come_are_in_order_outside_breaks_and_as_many_as_remain(
    days, count, breaks, last, today
):
    ahead = [day for day in set(days) if day >= today]
    laid_out = projected_days(ahead, count, breaks, last, today)
    assert len(laid_out) == count
    assert list(laid_out) == sorted(set(laid_out))
    assert laid_out[0] >= today
    assert not any(pause.covers(day) for day in laid_out for pause in breaks)


def test_weeks_waited_are_whole_and_never_negative():
    assert weeks_between(date(2026, 1, 1), date(2026, 2, 11)) == 5
    assert weeks_between(date(2026, 1, 1), date(2026, 2, 12)) == 6
    assert weeks_between(date(2026, 2, 12), date(2026, 1, 1)) == 0


def test_dates_are_said_as_people_say_them():
    assert say_date(date(2026, 3, 3), TODAY) == "Tuesday 3 March"
    assert say_date(date(2027, 3, 3), TODAY) == "Wednesday 3 March 2027"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(9, 0, "9am"), (12, 0, "midday"), (12, 30, "12:30pm"), (14, 5, "2:05pm"), (0, 0, "12am")],
)
def test_times_are_said_as_people_say_them(hour, minute, said):
    assert say_time(london(2026, 3, 3, hour, minute)) == said


def test_a_moment_is_said_in_london_time():
    assert say_when(datetime(2026, 7, 7, 13, 0, tzinfo=UTC), TODAY) == "Tuesday 7 July at 2pm"
