"""How long a record is kept: from the last contact, a death, or a birthday."""

from datetime import date

import pytest

from betweenus.domain.people.keeping import KeepingRule


@pytest.mark.parametrize(
    ("known", "until"),
    [
        ({}, date(2046, 2, 10)),
        ({"died_on": date(2026, 3, 1)}, date(2036, 3, 1)),
        ({"died_on": date(2040, 3, 1)}, date(2050, 3, 1)),
        ({"born_on": date(1980, 5, 1)}, date(2046, 2, 10)),
        ({"born_on": date(2010, 5, 1)}, date(2046, 2, 10)),  # the 25th birthday comes before
    ],
)
def test_twenty_years_after_the_last_contact_or_ten_after_death(known, until):
    assert KeepingRule().kept_until(date(2026, 2, 10), **known) == until


@pytest.mark.parametrize(
    ("born_on", "until"),
    [
        (date(2008, 2, 10), date(2032, 2, 10)),  # eighteen on the day
        (date(2008, 2, 11), date(2034, 2, 11)),  # seventeen: to the 26th birthday
        (date(2009, 2, 11), date(2034, 2, 11)),  # sixteen: to the 25th
    ],
)
def test_where_years_are_few_whoever_was_a_child_is_kept_to_a_birthday(born_on, until):
    assert KeepingRule(years=6).kept_until(date(2026, 2, 10), born_on=born_on) == until


def test_a_leap_day_ends_on_the_day_before_where_there_is_none():
    assert KeepingRule(years=6).kept_until(date(2028, 2, 29)) == date(2034, 2, 28)
