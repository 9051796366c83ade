"""When two entries are worth asking about, and when they are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.people import Particulars, reasons_to_ask
from betweenus.domain.people.likeness import similar_surname

BORN = date(1985, 3, 27)
WHITLOW = Particulars(
    "Rosa Whitlow", BORN, "9990001014", "rosa@home.example", "07700900162", "LR-7"
)

particulars = st.builds(
    Particulars,
    name=st.sampled_from(["Rosa Whitlow", "R Whitlow-Pires", "Sam Ng", "", "Ö"]),
    born_on=st.sampled_from([BORN, date(1990, 1, 1), None]),
    nhs_number=st.sampled_from(["", "9990001014", "1"]),
    email=st.sampled_from(["", "a@b.example"]),
    phone=st.sampled_from(["", "07700900162"]),
    local_reference=st.sampled_from(["", "LR-7"]),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosa Whitlow", "Rosa Whitlow"),
        ("Rosa Whitlow", "R. WHITLOW"),
        ("Rosa Whitlow", "Rosa Whitlow-Pires"),
        ("Ana Sánchez", "Anna Sanchez"),
        ("Graham Ollerenshaw", "Graham Olerenshaw"),
        ("Bernadette O'Rourke", "Bernadette ORourke"),
    ],
)
def test_surnames_a_person_would_take_for_one(one, other):
    assert similar_surname(one, other)
    assert similar_surname(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rosa Whitlow", "Rosa Winslow"), ("Ann Shaw", "Ann Shah"), ("Sam Ng", "Sam Li"), ("", "")],
)
def test_surnames_that_are_two(one, other):
    assert not similar_surname(one, other)


def test_every_reason_is_named():
    other = Particulars("R Whitlow", BORN, "9990001014", "rosa@home.example", "07700900162", "LR-7")
    assert reasons_to_ask(WHITLOW, other) == (
        "The same NHS number",
        "The same local reference",
        "The same date of birth and a similar surname",
        "The same email address",
        "The same phone number",
    )


def test_a_date_of_birth_alone_or_a_surname_alone_is_no_reason():
    assert not reasons_to_ask(WHITLOW, Particulars("Sam Lee", BORN))
    assert not reasons_to_ask(WHITLOW, Particulars("Rosa Whitlow", date(1985, 3, 28)))


def test_two_blanks_are_not_the_same():
    assert not reasons_to_ask(Particulars("Sam Ng"), Particulars("Sam Ng"))


@given(particulars, particulars)
def test_asking_either_way_round_gives_the_same_reasons(one, other):
    assert reasons_to_ask(one, other) == reasons_to_ask(other, one)
