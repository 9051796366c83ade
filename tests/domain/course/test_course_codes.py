"""Attendance, modes and end codes: the codes of the national data set, in words people use."""

import pytest

from betweenus.domain.course import Attendance, EndCode, Mode, counts


@pytest.mark.parametrize(
    ("code", "words", "attended"),
    [
        ("2", "Cancelled by the client", False),
        ("3", "Did not attend", False),
        ("4", "Cancelled by the service", False),
        ("5", "Attended on time", True),
        ("6", "Came late, seen", True),
        ("7", "Came too late to be seen", False),
    ],
)
def test_attendance_codes(code, words, attended):
    assert (Attendance(code).words, Attendance(code).attended) == (words, attended)


def test_only_attended_sessions_count_unless_the_service_counts_missed_ones():
    assert {code.value for code in Attendance if counts(code, dna_counts=False)} == {"5", "6"}
    assert {code.value for code in Attendance if counts(code, dna_counts=True)} == set("3567")


def test_a_session_still_ahead_never_counts():
    assert not counts(None, dna_counts=True)


def test_modes_have_the_codes_of_the_data_set():
    assert [mode.value for mode in Mode] == [
        "01", "02", "04", "05", "09", "10", "11", "12", "13", "98",
    ]  # fmt: skip
    assert (Mode("11").words, Mode("01").words) == ("By video", "In person")


def test_end_codes_are_those_of_the_data_set_each_in_words_of_its_own():
    assert {code.value for code in EndCode} == {
        "10",
        "11",
        "12",
        "13",
        "14",
        "16",
        "17",
        "46",
        "47",
        "48",
        "49",
        "50",
        "95",
        "96",
    }
    assert len({code.words for code in EndCode}) == len(EndCode)


def test_the_codes_for_the_end_of_a_therapy_are_told_apart_from_those_of_an_assessment():
    assert {code.value for code in EndCode if code.ends_treatment} == {"46", "47", "48", "49", "96"}
