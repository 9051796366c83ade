"""Ending a course: what belongs to it, early or as planned, the end code, and the follow-up."""

from datetime import timedelta
from uuid import uuid4

import pytest

from betweenus.records.course import Appointment, Course
from betweenus.records.letters import Letter
from betweenus.records.measures import MeasureRequest
from betweenus.services import clock
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]
SHUT = (403, 404)  # a client is told no more than that it is not there


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 7, hour=8)


def where(made, door="end/") -> str:
    return f"/courses/{made.pk}/{door}"


def test_an_early_ending_has_a_short_letter_of_its_own(made, rosa):
    said = text(rosa.get(where(made)))
    assert "6 sessions have been held of 16, and 10 are left." in said
    assert "Missing Short letter Write the letter" in said
    assert "Keeping-well plan" not in said
    letter = rosa.post(where(made, "letters/start/"), {"kind": "short"}, follow=True)
    assert "Make it final" not in text(letter)
    assert "this one has not ended" in text(letter)
    said = text(rosa.post(where(made, "end/early/"), {"planned": "yes"}, follow=True))
    assert "You have said that this course ends early" in said
    address = f"/letters/{Letter.objects.get().pk}/"
    assert "Make it final" in text(rosa.get(address))
    said = text(rosa.post(where(made, "end/early/"), {"planned": "no"}, follow=True))
    assert "Will it end before its plan?" in said
    assert "Make it final" not in text(rosa.get(address))


def test_the_last_questionnaires_are_asked_once(made, rosa):
    MeasureRequest.objects.all().delete()
    worlds.client_of(made)
    for _ in range(2):
        said = text(rosa.post(where(made, "end/measures/"), follow=True))
        assert "are asked for on the client’s own pages" in said
    asked = MeasureRequest.objects.values_list("measure", flat=True)
    assert sorted(asked) == ["gad-7", "phq-9"]


def test_without_pages_of_their_own_the_therapist_is_sent_to_enter_them(made, rosa):
    answer = rosa.post(where(made, "end/measures/"))
    assert answer["Location"].endswith("/measures/")


def test_a_course_ends_with_its_code_and_pressing_twice_is_harmless(made, rosa):
    assert "(code 47)" in text(rosa.get(where(made)))
    said = text(rosa.post(where(made), {"end_code": "47", "words": "He moved."}, follow=True))
    assert "The course has ended." in said
    assert "after 6 of 16 sessions: ended earlier than the therapist planned" in said
    assert "Plan a follow-up review" in said
    again = text(rosa.post(where(made), {"end_code": "46", "words": "x"}, follow=True))
    assert "The course has ended already; nothing was changed." in again
    made.refresh_from_db()
    assert (made.end_code, made.end_words) == ("47", "He moved.")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"end_code": "99"},
        {"end_code": "14"},
        {"end_code": "47", "ended_on_0": "31", "ended_on_1": "2", "ended_on_2": "2026"},
        {"end_code": "47", "ended_on_0": "1", "ended_on_1": "1", "ended_on_2": "2030"},
        {"end_code": "47", "ended_on_0": "1", "ended_on_1": "1", "ended_on_2": "2026"},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_written_stays(made, rosa, wrong):
    page = rosa.post(where(made), wrong | {"words": "He moved to Leeds."})
    assert page.status_code == 422
    assert "There is a problem" in text(page)
    assert pages.fields(page)["words"] == "He moved to Leeds."
    assert Course.objects.get().ended_on is None


def test_a_course_in_which_nobody_met_can_be_ended_too(clinic, rosa):
    made = worlds.opened(clinic.rosa, "Ines Varga")
    page = rosa.get(where(made))
    assert "(code 14)" in text(page)
    said = text(rosa.post(where(made), {"end_code": "14"}, follow=True))
    assert "The course has ended." in said


def test_after_all_sessions_everything_of_a_planned_ending_is_listed(clinic, rosa):
    made = worlds.at_session(clinic.rosa, 16, "Ines Varga", hour=8)
    worlds.attend(clinic.rosa, made, 1)
    said = text(rosa.get(where(made)))
    assert "All 16 sessions have been held." in said
    for step in ("Final goodbye letter", "Measures at the end", "Keeping-well plan"):
        assert step in said
    assert "This course will end early" not in said


# -- afterwards


def test_a_follow_up_waits_for_the_end(made, rosa):
    page = rosa.get(where(made, "follow-up/"))
    assert page.status_code == 422
    assert "has not ended" in text(page)


def test_a_follow_up_is_booked_once_and_its_questionnaires_asked(clinic, made, rosa):
    worlds.client_of(made)
    worlds.ended(clinic.rosa, made)
    said = text(rosa.get(where(made, "follow-up/")))
    assert "1 month after the end: Tuesday 10 March at 8am" in said
    assert "6 months after the end: Tuesday 11 August at 8am" in said
    for _ in range(2):
        answer = rosa.post(
            where(made, "follow-up/"), {"choice": "3", "mode": "11", "place": ""}, follow=True
        )
        assert "The follow-up is booked for Tuesday 12 May at 8am." in text(answer)
    row = Appointment.objects.get(kind="follow-up")
    assert row.mode == "11"
    asked = MeasureRequest.objects.filter(closed_at=None).order_by("measure")
    assert [(r.measure, r.moment, r.due_on.month) for r in asked] == [
        ("gad-7", "follow-up", 5),
        ("phq-9", "follow-up", 5),
    ]
    said = text(rosa.get(f"/sessions/{row.pk}/"))
    assert "Follow-up" in said
    assert "It is not counted as treatment." in said


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "Choose when"),
        ({"choice": "9"}, "Choose one of the times"),
        ({"choice": "other"}, "Enter the day of the review"),
        ({"choice": "other", "day": "2020-01-01", "time": "10:00"}, "That time is already past."),
    ],
)
def test_a_follow_up_that_cannot_be_is_refused(clinic, made, rosa, wrong, says):
    worlds.ended(clinic.rosa, made)
    page = rosa.post(where(made, "follow-up/"), {"mode": "01", "place": "Room 2"} | wrong)
    assert page.status_code == 422
    assert says in text(page)
    assert pages.fields(page)["place"] == "Room 2"
    assert not Appointment.objects.filter(kind="follow-up").exists()


# -- who, and how fast


def test_a_supervisor_reads_and_nobody_else_does(clinic, made, rosa):
    miriam = pages.signed_in(clinic.miriam.account)
    said = text(miriam.get(where(made)))
    assert "What belongs to it" in said
    assert "End the course now" not in said
    posts = ("end/early/", "end/measures/", "follow-up/")
    for door in posts:
        assert miriam.post(where(made, door), {"planned": "yes"}).status_code == 403
    assert miriam.post(where(made), {"end_code": "47"}).status_code == 403
    for account in (clinic.hugo.account, clinic.ada.account, worlds.client_of(made)):
        client = pages.signed_in(account)
        assert client.get(where(made)).status_code in SHUT
        assert client.post(where(made), {"end_code": "47"}).status_code in SHUT
        assert client.post(where(made, "end/early/")).status_code in SHUT


def test_a_course_that_is_not_there(rosa):
    nowhere = f"/courses/{uuid4()}/"
    for door in ("end/", "follow-up/"):
        assert rosa.get(f"{nowhere}{door}").status_code == 404
    for door in ("end/", "end/early/", "end/measures/", "follow-up/"):
        assert rosa.post(f"{nowhere}{door}", {"end_code": "47"}).status_code == 404


def test_an_ending_takes_few_queries(clinic, made, rosa, most_queries):
    with most_queries():
        assert rosa.get(where(made)).status_code == 200
    with clock.as_of(worlds.NOW + timedelta(hours=1)):
        worlds.ended(clinic.rosa, made)
        for door in ("end/", "follow-up/"):
            with most_queries():
                assert rosa.get(where(made, door)).status_code == 200
