"""Where a course stands: what is counted, what is due, and when it is likely to end."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain.course import (
    Attendance,
    Break,
    Contact,
    Override,
    State,
    default_protocol,
    progress,
)
from tests.domain.course.courses import FIRST, WEEK, contacts, course


def states(stand):
    """The state of each task, by id."""
    return {found.task.id: found.state for found in stand.tasks}


def test_before_the_first_session_everything_is_ahead():
    stand = course("." * 16)
    assert (stand.used, stand.session, stand.remaining) == (0, 1, 16)
    assert stand.phase.id == "initial"
    assert [found.task.id for found in stand.in_state(State.DUE)] == [
        "bring",
        "explain",
        "recording",
    ]
    assert not stand.in_state(State.LATE)
    assert stand.next_contact == 1


def test_a_course_without_any_contact_has_no_dates_yet():
    stand = course("")
    assert (stand.planned_end, stand.projected_end, stand.next_contact) == (None, None, None)


def test_assessments_and_follow_ups_are_not_sessions():
    assessment = Contact("assessment", FIRST - WEEK, Attendance.ATTENDED, treatment=False)
    stand = progress(
        default_protocol(), [assessment, *contacts("55..")], {}, FIRST + timedelta(days=10)
    )
    assert stand.used == 2
    assert "assessment" not in stand.numbers


def test_contacts_may_come_in_any_order():
    protocol = default_protocol()
    row = contacts("5535..")
    today = FIRST + 4 * WEEK - timedelta(days=1)
    assert progress(protocol, row[::-1], {}, today) == progress(protocol, row, {}, today)


def test_what_does_not_count_is_shown_beside():
    stand = course("5624377.")
    assert stand.attended == stand.used == 2
    assert stand.late_arrivals == 1
    assert (stand.cancelled_by_client, stand.cancelled_by_service) == (1, 1)
    assert stand.missed == 3


@pytest.mark.parametrize(
    ("letters", "run"), [("533.", 2), ("5325.", 0), ("5323.", 2), ("3377", 4), ("5.", 0), ("", 0)]
)
def test_missed_in_a_row_goes_back_to_the_last_attended_and_overlooks_cancellations(letters, run):
    assert course(letters).missed_in_a_row == run


def test_each_contact_that_counts_has_its_session_number():
    assert course("5365..").numbers == {1: 1, 3: 2, 4: 3, 5: 4, 6: 5}
    assert course("5365..", dna_counts=True).numbers == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6}


def test_contacts_booked_beyond_the_plan_have_no_number():
    assert course("5" * 15 + "..").numbers[16] == 16
    assert 17 not in course("5" * 15 + "..").numbers


def test_a_past_contact_nobody_recorded_is_named():
    stand = course("55..", today=FIRST + 2 * WEEK + timedelta(days=1))
    assert stand.unrecorded == (3,)
    assert stand.next_contact == 4


def test_todays_contact_is_the_next_one_and_not_yet_unrecorded():
    stand = course("55..", today=FIRST + 2 * WEEK)
    assert stand.unrecorded == ()
    assert stand.next_contact == 3


# -- tasks ------------------------------------------------------------------------------------


def test_a_task_is_coming_then_due_then_late_until_its_artefact_is_there():
    assert states(course("555"))["focus_agree"] is State.DUE
    assert states(course("55"))["focus_agree"] is State.COMING
    assert states(course("5555"))["focus_agree"] is State.LATE
    assert states(course("5555", ["focus_agreed"]))["focus_agree"] is State.DONE


def test_a_task_of_several_sessions_is_late_only_after_the_last_of_them():
    assert states(course("5" * 13))["letter_share"] is State.DUE
    assert states(course("5" * 14))["letter_share"] is State.LATE


def test_a_task_that_leaves_nothing_behind_is_done_once_its_session_was_held():
    assert states(course(""))["bring"] is State.DUE
    assert states(course("5"))["bring"] is State.DONE


def test_a_done_task_says_when_and_may_be_done_early():
    day = date(2026, 1, 20)
    stand = course("5", {"focus_agreed": day})
    (found,) = [found for found in stand.tasks if found.task.id == "focus_agree"]
    assert (found.state, found.done_on) == (State.DONE, day)


def test_once_the_course_has_ended_nothing_is_due_or_late_any_more():
    stand = course("5555555", ended=date(2026, 3, 1))
    assert not stand.in_state(State.DUE, State.LATE, State.COMING)
    assert states(stand)["goals"] is State.LEFT
    assert states(stand)["bring"] is State.DONE


def test_questionnaires_are_due_before_each_session_and_not_after_the_end():
    assert course("5").measures_due == ("phq-9", "gad-7")
    assert course("5" * 16).measures_due == ()
    assert course("5", ended=date(2026, 1, 7)).measures_due == ()


# -- warnings ---------------------------------------------------------------------------------


def test_the_most_pressing_warnings_come_first():
    levels = [gate.level.value for gate in course("5" * 16).gates]
    assert levels == sorted(levels, reverse=True)
    assert set(levels) == {"red", "amber"}


# -- the therapist's own choice of phase --------------------------------------------------------


def test_the_therapist_may_choose_the_phase_with_a_reason_and_the_count_is_still_told():
    reason = "The focus needs one more session."
    stand = course("5555", override=Override("initial", reason))
    assert (stand.phase.id, stand.counted_phase.id) == ("initial", "middle")
    assert stand.phase_differs
    assert stand.override.reason == reason


def test_a_choice_that_agrees_with_the_count_makes_no_difference():
    assert not course("5555", override=Override("middle", "as counted")).phase_differs


def test_a_phase_that_the_protocol_does_not_have_is_passed_over():
    stand = course("5555", override=Override("warm-up", "an older protocol had it"))
    assert stand.phase.id == "middle"


# -- dates ------------------------------------------------------------------------------------


def test_the_planned_end_is_fifteen_weeks_after_the_first_session():
    assert course("." * 16).planned_end == FIRST + 15 * WEEK


def test_a_holiday_known_at_the_start_moves_the_planned_end():
    easter = Break(date(2026, 4, 6), date(2026, 4, 12))
    stand = course("5", breaks=[easter])
    assert stand.planned_end == stand.projected_end == FIRST + 16 * WEEK


def test_an_illness_moves_the_projected_end_only():
    illness = Break(date(2026, 2, 2), date(2026, 2, 15), "illness", known_at_start=False)
    stand = course("5", breaks=[illness])
    assert stand.planned_end == FIRST + 15 * WEEK
    assert stand.projected_end == FIRST + 17 * WEEK


def test_the_day_first_planned_may_be_given():
    assert course("5", planned_end=date(2026, 5, 5)).planned_end == date(2026, 5, 5)


def test_each_cancelled_or_missed_week_moves_the_projected_end_by_a_week():
    assert course("555").projected_end == FIRST + 15 * WEEK
    assert course("5553").projected_end == FIRST + 16 * WEEK
    assert course("555324").projected_end == FIRST + 18 * WEEK


def test_a_missed_session_that_counts_does_not_move_the_end():
    assert course("5553", dna_counts=True).projected_end == FIRST + 15 * WEEK


def test_a_gap_without_bookings_moves_the_projected_end_on_the_courses_own_weekday():
    stand = course("555", today=FIRST + 6 * WEEK + timedelta(days=3))  # a Friday
    assert stand.projected_end == FIRST + 7 * WEEK + 12 * WEEK
    assert stand.projected_end.weekday() == FIRST.weekday()


def test_the_end_does_not_jump_because_yesterday_is_not_recorded_yet():
    recorded = course("5555" + "." * 12)
    forgotten = course("555." + "." * 12, today=FIRST + 3 * WEEK + timedelta(days=1))
    assert forgotten.projected_end == recorded.projected_end == FIRST + 15 * WEEK


def test_when_only_the_record_of_the_last_session_is_missing_that_day_is_the_end():
    stand = course("5" * 15 + ".", today=FIRST + 20 * WEEK)
    assert stand.projected_end == FIRST + 15 * WEEK


def test_nothing_is_projected_when_all_is_used_or_the_course_has_ended():
    assert course("5" * 16).projected_end is None
    assert course("555", ended=date(2026, 2, 1)).projected_end is None


def test_sessions_beyond_the_plan_leave_none_remaining_and_stay_in_the_ending():
    stand = course("5" * 18)
    assert (stand.used, stand.session, stand.remaining) == (18, 16, 0)
    assert stand.phase.id == "ending"
    assert stand.finished


# -- true of every course -----------------------------------------------------------------------

LETTERS = st.text(alphabet="235674", max_size=24)
LENGTHS = st.sampled_from([12, 16, 20])
ORDER = {"initial": 0, "middle": 1, "ending": 2}


@settings(max_examples=40, deadline=None)
@given(LETTERS, LENGTHS, st.booleans())
def test_the_phase_never_goes_backwards_as_the_weeks_go_by(letters, sessions, dna_counts):
    phases = [
        ORDER[course(letters[:weeks], sessions=sessions, dna_counts=dna_counts).phase.id]
        for weeks in range(len(letters) + 1)
    ]
    assert phases == sorted(phases)


@settings(max_examples=40, deadline=None)
@given(LETTERS, LENGTHS, st.booleans())
def test_used_and_remaining_make_up_the_plan_and_gates_only_rise(letters, sessions, dna_counts):
    risen = {"amber": 1, "red": 2}
    before = {}
    for weeks in range(len(letters) + 1):
        stand = course(letters[:weeks], sessions=sessions, dna_counts=dna_counts)
        assert stand.used + stand.remaining == max(sessions, stand.used)
        assert stand.used == sum(letter in "56" + "37" * dna_counts for letter in letters[:weeks])
        now = {found.gate.id: risen[found.level] for found in stand.gates}
        assert all(now.get(gate, 0) >= level for gate, level in before.items())
        before = now


@settings(max_examples=40, deadline=None)
@given(LETTERS, LENGTHS)
def test_every_task_is_in_one_state_and_only_the_passage_of_sessions_makes_it_late(
    letters, sessions
):
    stand = course(letters, sessions=sessions)
    assert [found.task for found in stand.tasks] == list(stand.protocol.tasks)
    for found in stand.in_state(State.LATE):
        assert stand.used >= found.task.until
        assert found.task.artefact


@settings(max_examples=40, deadline=None)
@given(LETTERS, st.sampled_from("2347"))
def test_a_week_more_that_does_not_count_never_brings_the_end_nearer(letters, missed):
    before, later = course(letters), course(letters + missed)
    if before.projected_end and letters:
        assert later.projected_end == before.projected_end + WEEK
