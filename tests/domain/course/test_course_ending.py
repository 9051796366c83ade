"""Ending a course, early or as planned: which letter, what is still missing, which codes fit."""

import pytest

from betweenus.domain.course import EndCode, ending
from tests.domain.course.courses import FIRST, course


def test_a_course_that_stops_in_the_middle_needs_a_short_letter_measures_and_a_summary():
    found = ending(course("5" * 9), {"consent"})
    assert (found.early, found.letter) == (True, "short")
    assert [step.words for step in found.open_steps] == [
        "Short letter",
        "Measures at the end",
        "Discharge summary to the GP",
    ]


def test_steps_already_there_are_not_asked_for_again():
    found = ending(course("5" * 9), {"short_letter", "end_measures"})
    assert [step.artefact for step in found.open_steps] == ["discharge_summary"]
    assert [step.done for step in found.steps] == [True, True, False]


@pytest.mark.parametrize(
    ("held", "sessions", "letter"),
    [
        (1, 16, "short"),
        (12, 16, "short"),
        (13, 16, "goodbye"),
        (16, 16, "goodbye"),
        (9, 12, "short"),
        (10, 12, "goodbye"),
        (15, 20, "short"),
        (16, 20, "goodbye"),
    ],
)
def test_the_full_letter_fits_once_the_ending_phase_has_begun(held, sessions, letter):
    assert ending(course("5" * held, sessions=sessions), ()).letter == letter


def test_a_planned_end_needs_the_whole_of_the_ending():
    found = ending(course("5" * 16), ())
    assert not found.early
    assert [step.artefact for step in found.steps] == [
        "letter_final",
        "end_measures",
        "keeping_well",
        "discharge_summary",
    ]


def test_a_therapy_ends_with_one_of_the_codes_of_a_therapy():
    found = ending(course("555"), ())
    assert found.codes[:3] == (
        EndCode.COMPLETED,
        EndCode.EARLIER_THAN_PLANNED,
        EndCode.EARLIER_THAN_WISHED,
    )
    assert all(code.ends_treatment for code in found.codes)


def test_a_course_that_never_began_needs_no_letter_and_no_code_of_a_therapy():
    found = ending(course("332"), ())
    assert found.letter == ""
    assert [step.artefact for step in found.steps] == ["discharge_summary"]
    assert not any(code.ends_treatment for code in found.codes)


def test_after_an_early_end_only_what_the_discharge_needs_is_warned_of():
    stand = course("5" * 7, ended=FIRST)
    assert stand.ended_early
    assert [gate.gate.id for gate in stand.gates] == ["end_measures"]
    assert course("5" * 7, ["end_measures"], ended=FIRST).gates == ()
