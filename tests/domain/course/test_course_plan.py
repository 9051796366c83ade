"""A course's own plan of questionnaires: begins as the protocol, changed for one course."""

import pytest

from betweenus.domain.course import default_protocol
from betweenus.domain.course.plan import (
    Asking,
    askings_of,
    from_rows,
    planned,
    read_sessions,
    say_sessions,
)
from betweenus.domain.refusals import Refusal


def test_a_plan_begins_as_the_protocol_has_it():
    protocol = default_protocol()
    assert planned(protocol, askings_of(protocol)).measures_of(4) == protocol.measures_of(4)


def test_one_questionnaire_can_be_asked_about_several_people_at_different_sessions():
    plan = (
        Asking("phq-9"),
        Asking("ecr-rs", "mother", (2, 16)),
        Asking("ecr-rs", "partner", (2,)),
    )
    protocol = planned(default_protocol(), plan)
    assert protocol.askings_of(2) == (("phq-9", ""), ("ecr-rs", "mother"), ("ecr-rs", "partner"))
    assert protocol.measures_of(2) == ("phq-9", "ecr-rs")
    assert protocol.askings_of(16) == (("phq-9", ""), ("ecr-rs", "mother"))
    assert protocol.askings_of(3) == (("phq-9", ""),)


def test_what_is_left_out_is_not_asked_and_the_rest_of_the_protocol_stays():
    protocol = planned(default_protocol(), [Asking("gad-7", "", (1, 16))])
    assert protocol.measures_of(1) == ("gad-7",)
    assert protocol.measures_of(2) == ()
    assert protocol.tasks == default_protocol().tasks


def test_a_plan_survives_being_stored():
    plan = (Asking("phq-9"), Asking("ecr-rs", "friend", (2, 8)))
    assert from_rows([one.row for one in plan]) == plan


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("every", ()),
        (" Every ", ()),
        ("", None),
        ("  ", None),
        ("8, 2,16", (2, 8, 16)),
        ("2 and 8", (2, 8)),
        ("4;4", (4,)),
    ],
)
def test_sessions_are_read_as_people_write_them(text, sessions):
    assert read_sessions(text, 16) == sessions
    assert read_sessions(say_sessions(sessions), 16) == sessions


@pytest.mark.parametrize("text", ["0", "17", "2-8", "often", "2, x", "2,,8", "-1"])
def test_what_does_not_say_which_sessions_is_refused_with_how_to_write_it(text):
    with pytest.raises(Refusal, match="numbers from 1 to 16"):
        read_sessions(text, 16)
