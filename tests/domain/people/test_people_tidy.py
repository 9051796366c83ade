"""Numbers as people type them: one form, whatever the spaces, and slips found."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from betweenus.domain.people import (
    looks_like_nhs_number,
    shown_nhs_number,
    shown_phone,
    tidy_email,
    tidy_nhs_number,
    tidy_phone,
)

nine_digits = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("07700 900118", "07700900118"),
        ("+44 7700 900118", "07700900118"),
        ("+44 (0)7700 900118", "07700900118"),
        ("0044 7700 900118", "07700900118"),
        ("01632-960 140", "01632960140"),
        ("+353 1 555 0100", "+35315550100"),
        ("00 353 1 555 0100", "+35315550100"),
        ("", ""),
    ],
)
def test_a_phone_number_has_one_form(typed, tidy):
    assert tidy_phone(typed) == tidy


@given(st.text("0123456789 +()-", max_size=20))
@example("0000")
@example("0-0")
@example("+44 00 1")
def test_tidying_a_phone_number_twice_changes_nothing(typed):
    assert tidy_phone(tidy_phone(typed)) == tidy_phone(typed)


def test_a_phone_number_is_shown_so_that_it_can_be_read_out():
    assert shown_phone("07700900118") == "07700 900118"
    assert shown_phone("+35315550100") == "+35315550100"


@given(nine_digits)
def test_of_ten_endings_at_most_one_is_an_nhs_number(nine):
    assert sum(looks_like_nhs_number(f"{nine}{last}") for last in range(10)) <= 1


@given(nine_digits, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_found(nine, place, shift):
    right = next((f"{nine}{d}" for d in range(10) if looks_like_nhs_number(f"{nine}{d}")), None)
    if right is None:
        return
    digit = str((int(right[place]) + shift) % 10)
    assert not looks_like_nhs_number(right[:place] + digit + right[place + 1 :])


@pytest.mark.parametrize("typed", ["", "999 000 101", "999 000 10144", "abc"])
def test_another_length_is_no_nhs_number(typed):
    assert not looks_like_nhs_number(typed)


def test_an_nhs_number_may_be_typed_in_groups_and_is_shown_in_groups():
    assert looks_like_nhs_number("999 000 1014")
    assert tidy_nhs_number(" 999-000 1014 ") == "9990001014"
    assert shown_nhs_number("9990001014") == "999 000 1014"
    assert shown_nhs_number("12") == "12"


def test_email_is_compared_without_case():
    assert tidy_email("  Rosa@Home.Example ") == "rosa@home.example"
