"""What follows a risk sign: help for the client, an acknowledgement, and escalation without one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from betweenus.domain.refusals import Refusal
from betweenus.domain.safety import (
    DEFAULT_CRISIS_TEXT,
    DONE_WORDS,
    NEEDS_WORDS,
    NOT_READ_LIVE,
    Acknowledgement,
    Done,
    Escalation,
    acknowledgement,
    crisis_text,
    escalates_at,
    is_overdue,
)

LONDON = ZoneInfo("Europe/London")
HOURS = Escalation(hours=24, urgent_hours=4)
OPENED = datetime(2026, 1, 12, 17, 30, tzinfo=UTC)


def test_the_default_text_names_who_to_call():
    for number in ("999", "111", "Samaritans on 116 123"):
        assert number in DEFAULT_CRISIS_TEXT
    assert "Nobody reads your answers as you give them" in NOT_READ_LIVE


def test_the_services_own_text_replaces_the_default_unless_it_is_blank():
    assert crisis_text("Ring our duty line.\n") == "Ring our duty line."
    for nothing in (None, "", "  \n "):
        assert crisis_text(nothing) == DEFAULT_CRISIS_TEXT


@pytest.mark.parametrize(
    ("urgent", "hours", "overdue"),
    [(False, 23.9, False), (False, 24, True), (True, 3.9, False), (True, 4, True)],
)
def test_an_unacknowledged_sign_escalates_after_the_services_hours(urgent, hours, overdue):
    now = OPENED + timedelta(hours=hours)
    assert is_overdue(OPENED, now, HOURS, urgent=urgent) is overdue


def test_hours_are_hours_waited_not_hours_on_the_clock():
    night_before_summer_time = datetime(2026, 3, 28, 23, 0, tzinfo=LONDON)
    at = escalates_at(night_before_summer_time, HOURS, urgent=True)
    assert at.astimezone(LONDON) == datetime(2026, 3, 29, 4, 0, tzinfo=LONDON)
    assert at.tzinfo is UTC


@pytest.mark.parametrize(("hours", "urgent_hours"), [(24, 0), (24, -1), (4, 24), (0, 0)])
def test_hours_that_would_let_a_sign_wait_wrongly_are_refused(hours, urgent_hours):
    with pytest.raises(Refusal, match="hours for an urgent sign") as refused:
        Escalation(hours, urgent_hours)
    assert refused.value.field == "urgent_hours"


def test_a_time_without_a_zone_is_a_programming_error():
    with pytest.raises(AssertionError):
        escalates_at(datetime(2026, 1, 12, 17, 30), HOURS, urgent=False)


def test_every_choice_has_words_for_the_clinician_and_fits_the_record():
    assert set(DONE_WORDS) == set(Done)
    assert all(len(done.value) <= 40 for done in Done)


@pytest.mark.parametrize("done", sorted(NEEDS_WORDS))
def test_a_choice_that_says_nothing_by_itself_needs_words(done):
    for words in ("", "   "):
        with pytest.raises(Refusal, match="needs a few words") as refused:
            Acknowledgement(done, words)
        assert refused.value.field == "words"
    assert Acknowledgement(done, "Rang twice, left a message.").words


@pytest.mark.parametrize("done", sorted(set(Done) - NEEDS_WORDS))
def test_the_other_choices_stand_alone(done):
    assert acknowledgement(done.value) == Acknowledgement(done)


def test_failing_to_reach_somebody_does_not_close_the_task():
    assert not Acknowledgement(Done.NOT_REACHED, "Rang at 5, no reply").closes
    assert all(Acknowledgement(d, "words").closes for d in Done if d is not Done.NOT_REACHED)


@pytest.mark.parametrize("choice", ["", "spoke", "SPOKE"])
def test_no_choice_or_an_unknown_one_is_refused(choice):
    with pytest.raises(Refusal, match="Nothing was chosen") as refused:
        acknowledgement(choice, "I did something")
    assert refused.value.field == "done"
