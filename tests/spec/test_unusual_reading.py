"""Unusual reading

The trail says who opened whose record, when and how. A lead sees what is out of the ordinary in it,
as rules pick it out; each is a reason to ask, and none a proof.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from betweenus.domain.course.dates import LONDON
from betweenus.domain.trail.unusual import (
    Client,
    Reader,
    Reading,
    Why,
    are_many,
    is_night,
    same_family_name,
    unusual,
)
from tests.reading_by_hand import days_of

ROSA = Reader(UUID(int=1), "Rosa Lind", "therapist")
HUGO = Reader(UUID(int=2), "Hugo Pell", "therapist")
TODAY = date(2026, 2, 10)


def client(number: int = 7, **known) -> Client:
    usual = {
        "name": "Tom Abara",
        "ended_on": None,
        "clinicians": frozenset({ROSA.id}),
        "with_somebody": True,
    }
    return Client(UUID(int=number), **(usual | known))


def reading(reader=ROSA, number: int = 7, *, day=TODAY, clock="10:00", **known) -> Reading:
    at = datetime.combine(day, time.fromisoformat(clock), LONDON)
    usual = {"relation": "own", "done": True, "times": 1}
    return Reading(
        reader, UUID(int=number), day, at_night=is_night(at), first=at, last=at, **(usual | known)
    )


def find(readings, known, usual=None, *, today=TODAY):
    return unusual(readings, known, days_of(readings), usual or {}, today=today)


def why(readings, *clients, usual=None, today=TODAY):
    """The reasons found, for each finding."""
    known = {one.id: one for one in clients or (client(),)}
    return [found.why for found in find(readings, known, usual, today=today)]


def test_a_therapist_who_opens_their_own_clients_by_day_is_nothing_unusual():
    assert why([reading()]) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rosa Lind", "Tom Lind", True),
        ("Rosa Lind", "ANN LIND", True),
        ("Zoë Pérez", "Ana Perez", True),
        ("Rosa Lind", "Lind Abara", False),
        ("Rosa Lind", "Tom Lindqvist", False),
        ("Rosa Ap Rhys", "Tom Rhys", True),
        ("", "", False),
    ],
)
def test_the_same_family_name_is_the_last_word_of_both_accents_and_case_aside(one, other, same):
    assert same_family_name(one, other) is same


def test_a_client_with_the_readers_family_name_is_found_even_on_their_own_caseload():
    assert why([reading()], client(name="Ann Lind")) == [(Why.SAME_NAME,)]


@pytest.mark.parametrize(
    ("clock", "night"),
    [("05:59", True), ("06:00", False), ("21:59", False), ("22:00", True), ("00:30", True)],
)
def test_the_night_is_from_ten_to_six(clock, night):
    assert why([reading(clock=clock)]) == ([(Why.NIGHT,)] if night else [])


def test_the_night_is_the_services_own_and_not_that_of_its_computers():
    summer = datetime(2026, 7, 1, 21, 30, tzinfo=UTC).astimezone(LONDON)
    assert is_night(summer)


def test_a_referral_read_by_somebody_who_never_took_it_when_another_has():
    read = reading(HUGO, relation="waiting")
    assert why([read]) == [(Why.NOT_THEIRS,)]
    assert why([read], client(clinicians=frozenset({HUGO.id}))) == []


@pytest.mark.parametrize(("days", "found"), [(0, False), (7, False), (8, True)])
def test_a_referral_nobody_has_taken_may_be_read_for_a_week(days, found):
    waits = client(clinicians=frozenset(), with_somebody=False)
    read = reading(HUGO, relation="waiting", day=TODAY - timedelta(days=days))
    assert why([read], waits) == ([(Why.NOT_THEIRS,)] if found else [])


@pytest.mark.parametrize("relation", ["deputy", "duty", "supervisee", "service"])
def test_whoever_stands_in_supervises_or_arranges_is_where_they_should_be(relation):
    assert why([reading(HUGO, relation=relation)]) == []


@pytest.mark.parametrize(("days", "found"), [(182, False), (183, True)])
def test_a_course_that_ended_more_than_half_a_year_before(days, found):
    ended = client(ended_on=TODAY - timedelta(days=days))
    assert why([reading()], ended) == ([(Why.LONG_ENDED,)] if found else [])


def test_a_refused_try():
    assert why([reading(HUGO, relation="", done=False)]) == [(Why.REFUSED,)]


def test_several_reasons_are_one_finding():
    read = [reading(HUGO, clock="23:10", relation="", done=False), reading(HUGO, clock="23:20")]
    (found,) = find(read, {UUID(int=7): client(name="Al Pell")})
    assert found.why == (Why.SAME_NAME, Why.NIGHT, Why.REFUSED)
    assert found.times == 2
    assert (found.first, found.last) == (read[0].first, read[1].last)


@pytest.mark.parametrize(
    ("records", "days_before", "many"),
    [
        (9, [2, 2, 2], False),  # few enough for anybody
        (10, [2, 2, 2], True),
        (10, [5, 5, 5], False),  # twice the usual is not more than twice
        (11, [5, 5, 5], True),
        (30, [20, 25, 16], False),  # an office books all day
        (50, [20, 25, 16], True),
        (12, [1, 6, 30], False),  # by the middle day, not by the busiest
        (19, [], False),  # nobody knows yet what is usual
        (20, [], True),
    ],
)
def test_many_records_in_a_day_are_many_for_that_reader(records, days_before, many):
    assert are_many(records, days_before) is many


def test_many_records_are_one_finding_about_no_client():
    read = [reading(number=number) for number in range(20, 32)]
    (found,) = find(read, {}, {(ROSA.id, TODAY): [3, 4, 3]})
    assert (found.client, found.why, found.records, found.usual) == (None, (Why.MANY,), 12, 3)


def test_refused_tries_do_not_make_many_records():
    read = [reading(number=number, done=False, relation="") for number in range(20, 52)]
    assert {one.why for one in find(read, {})} == {(Why.REFUSED,)}


def test_a_client_who_is_gone_from_the_records_is_still_told_of():
    read = [reading(clock="23:00"), reading(HUGO, relation="waiting")]
    assert [one.why for one in find(read, {})] == [(Why.NIGHT,)]


def test_the_newest_comes_first_and_each_has_a_name_of_its_own():
    read = [reading(clock="23:00", day=TODAY - timedelta(days=n), number=7 + n) for n in range(3)]
    found = find(read, {})
    assert [one.day for one in found] == [TODAY - timedelta(days=n) for n in range(3)]
    assert len({one.key for one in found}) == 3
