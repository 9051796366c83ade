"""The pages of a course: where it stands, its sessions, and what changes them."""

from datetime import timedelta

import pytest
from django.test import Client

from betweenus.domain.course.dates import LONDON
from betweenus.services import clock, course
from tests import worlds
from tests.web.pages import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def rosa(clinic) -> Client:
    return signed_in(clinic.rosa.account)


def local(row) -> str:
    return f"{row.starts_at.astimezone(LONDON):%Y-%m-%d %H:%M}"


class TestOverview:
    def test_it_says_where_the_course_stands(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 7)

        said = text(rosa.get(f"/courses/{made.pk}/"))

        assert "Session 7 Tuesday 10 February at 2pm" in said
        assert "10 sessions left, the next one included" in said
        assert "There is no agreed focus yet." in said
        assert "Planned end Tuesday 14 April" in said
        assert "Recording sessions Yes" in said

    def test_therapist_and_supervisor_read_it_in_twelve_queries(self, clinic, most_queries):
        made = worlds.at_session(clinic.rosa, 9)

        for who in (clinic.rosa, clinic.miriam):
            client = signed_in(who.account)
            with most_queries():
                assert client.get(f"/courses/{made.pk}/").status_code == 200
            with most_queries():
                assert client.get(f"/courses/{made.pk}/sessions/").status_code == 200
            with most_queries():
                assert client.get(f"/courses/{made.pk}/consents/").status_code == 200
            with most_queries():
                assert client.get(f"/courses/{made.pk}/breaks/").status_code == 200

    def test_nobody_else_opens_it(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)

        for who in (clinic.hugo, clinic.ada, clinic.carl):
            assert signed_in(who.account).get(f"/courses/{made.pk}/").status_code == 403

    def test_a_supervisor_reads_but_is_offered_nothing_to_change(self, clinic):
        made = worlds.at_session(clinic.rosa, 3)
        client = signed_in(clinic.miriam.account)

        said = text(client.get(f"/courses/{made.pk}/"))

        assert "Record attendance" not in said
        assert "This course will end early" not in said
        assert "Move" not in text(client.get(f"/courses/{made.pk}/sessions/"))

    def test_an_early_ending_shows_what_belongs_to_it_and_can_be_taken_back(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 7)

        rosa.post(f"/courses/{made.pk}/end/early/", {"planned": "yes"})
        said = text(rosa.get(f"/courses/{made.pk}/"))
        assert "This course ends early" in said
        assert "Short letter" in said
        assert "Measures at the end" in said

        rosa.post(f"/courses/{made.pk}/end/early/", {"planned": "no"})
        assert "This course ends early" not in text(rosa.get(f"/courses/{made.pk}/"))

    def test_an_unknown_course_is_not_found(self, clinic, rosa):
        assert rosa.get(f"/courses/{clinic.rosa.account.pk}/").status_code == 404


class TestAttendance:
    def test_recording_it_says_what_it_changed(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)
        row = worlds.upcoming(made)[0]

        page = rosa.post(f"/sessions/{row.pk}/attendance/", {"attendance": "5"}, follow=True)

        said = text(page)
        assert "Attended on time. Session 4 of 16, 12 sessions left." in said
        assert "There is no agreed focus yet." in said
        assert page.redirect_chain[0][0] == f"/courses/{made.pk}/sessions/"

    def test_a_missed_session_does_not_count_and_another_is_booked(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)
        row = worlds.upcoming(made)[0]

        page = rosa.post(
            f"/sessions/{row.pk}/attendance/",
            {"attendance": "3", "words": "Rang in the evening: forgot.", "replace": "on"},
            follow=True,
        )

        said = text(page)
        assert "It does not count: 3 of 16 sessions are held." in said
        assert "Another session is booked for Tuesday 12 May at 2pm." in said
        assert "Rang in the evening: forgot." in said

    def test_two_missed_in_a_row_are_said(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)
        first = worlds.upcoming(made)[0]
        rosa.post(f"/sessions/{first.pk}/attendance/", {"attendance": "3"})

        with clock.as_of(worlds.NOW + timedelta(days=7)):
            row = worlds.upcoming(made)[0]
            page = rosa.post(f"/sessions/{row.pk}/attendance/", {"attendance": "7"}, follow=True)
            assert "That is 2 missed in a row." in text(page)
            assert "Missed 2 in a row" in text(rosa.get(f"/courses/{made.pk}/"))

    def test_before_its_day_a_session_can_only_be_called_off(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)
        row = worlds.upcoming(made)[1]

        said = text(rosa.get(f"/sessions/{row.pk}/attendance/"))
        refused = rosa.post(f"/sessions/{row.pk}/attendance/", {"attendance": "5"})

        assert "Call off" in said
        assert "Attended on time" not in said
        assert refused.status_code == 422

    def test_nothing_chosen_is_asked_for_again(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)

        page = rosa.post(f"/sessions/{worlds.upcoming(made)[0].pk}/attendance/", {"words": "x"})

        assert page.status_code == 422
        assert "Choose what became of this session" in text(page)
        assert "<title>Error: " in page.content.decode()

    def test_it_leads_back_to_where_it_was_asked_from_but_never_elsewhere(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)
        row = worlds.upcoming(made)[0]
        where = f"/sessions/{row.pk}/attendance/"

        back = rosa.post(where, {"attendance": "5", "next": f"/sessions/{row.pk}/"})
        elsewhere = rosa.post(where, {"attendance": "6", "next": "//evil.example/"})

        assert back["Location"] == f"/sessions/{row.pk}/"
        assert elsewhere["Location"] == f"/courses/{made.pk}/sessions/"

    def test_only_the_therapist_records_it(self, clinic):
        made = worlds.at_session(clinic.rosa, 4)
        where = f"/sessions/{worlds.upcoming(made)[0].pk}/attendance/"

        for who in (clinic.miriam, clinic.hugo, clinic.carl):
            client = signed_in(who.account)
            assert client.post(where, {"attendance": "5"}).status_code == 403


class TestBooking:
    def test_a_session_is_moved(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)
        row = worlds.upcoming(made)[1]

        page = rosa.post(
            f"/sessions/{row.pk}/move/",
            {"day": "2026-02-19", "time": "09:30", "mode": "11", "place": ""},
            follow=True,
        )

        assert "The session is now on Thursday 19 February at 9:30am." in text(page)
        row.refresh_from_db()
        assert (local(row), row.mode) == ("2026-02-19 09:30", "11")

    def test_the_next_free_week_is_offered_when_one_is_missing(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)
        row = worlds.upcoming(made)[0]
        rosa.post(f"/sessions/{row.pk}/attendance/", {"attendance": "2"})

        listed = text(rosa.get(f"/courses/{made.pk}/sessions/"))
        page = rosa.get(f"/courses/{made.pk}/sessions/new/")

        assert "1 session is not booked yet" in listed
        assert 'value="2026-05-12"' in page.content.decode()

    def test_one_too_many_is_warned_about_and_not_refused(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)

        said = text(rosa.get(f"/courses/{made.pk}/sessions/new/"))
        page = rosa.post(
            f"/courses/{made.pk}/sessions/new/",
            {"day": "2026-06-02", "time": "14:00", "mode": "01"},
            follow=True,
        )

        assert "one more than you agreed on" in said
        assert "Booked for Tuesday 2 June at 2pm." in text(page)

    def test_a_day_that_is_none_is_explained(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)

        page = rosa.post(
            f"/courses/{made.pk}/sessions/new/", {"day": "31/2/2026", "time": "9", "mode": "01"}
        )

        assert page.status_code == 422
        assert "Enter the day of the session as a real date" in text(page)
        assert "Enter the time of the session as a time" in text(page)

    def test_a_break_moves_the_end(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)

        page = rosa.post(
            f"/courses/{made.pk}/breaks/",
            {
                "first_day": "2026-03-02",
                "last_day": "2026-03-15",
                "why": "Leave",
                "move_sessions": "on",
            },
            follow=True,
        )

        said = text(page)
        assert "2 sessions moved to the end." in said
        assert "Planned end Tuesday 5 May" in said
        assert "Likely end Tuesday 19 May, 2 weeks later than planned" in said

        again = rosa.post(
            f"/courses/{made.pk}/breaks/", {"remove": made.breaks.get().pk}, follow=True
        )
        assert "No breaks are recorded" in text(again)

    def test_a_break_the_wrong_way_round_is_explained(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)

        page = rosa.post(
            f"/courses/{made.pk}/breaks/", {"first_day": "2026-03-15", "last_day": "2026-03-02"}
        )

        assert page.status_code == 422
        assert "The break ends on or after its first day" in text(page)


class TestConsents:
    def test_recording_consent_is_taken_back_with_its_effect_said(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)

        page = rosa.post(
            f"/courses/{made.pk}/consents/",
            {"purpose": "recording", "given": "no", "words": "It makes her watch herself."},
            follow=True,
        )

        said = text(page)
        assert "Recording sessions: no. No more transcripts can be attached." in said
        assert "It makes her watch herself." in said
        assert "yes, recorded by Rosa Lind" in said

    def test_an_answer_must_be_given(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)

        page = rosa.post(f"/courses/{made.pk}/consents/", {"purpose": "gp"})

        assert page.status_code == 422
        assert "Choose yes or no" in text(page)

    def test_the_contract_is_added_to_and_never_overwritten(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 4)

        page = rosa.post(
            f"/courses/{made.pk}/consents/",
            {"purpose": "contract", "contract": "From March on by video."},
            follow=True,
        )

        assert "Sixteen sessions of fifty minutes, weekly." in text(page)
        assert "Added on Tuesday 10 February: From March on by video." in text(page)


class TestPhase:
    def test_another_phase_needs_a_reason(self, clinic, rosa):
        made = worlds.at_session(clinic.rosa, 5)

        refused = rosa.post(f"/courses/{made.pk}/phase/", {"phase": "initial"})
        page = rosa.post(
            f"/courses/{made.pk}/phase/",
            {"phase": "initial", "reason": "Still looking for the focus."},
            follow=True,
        )

        assert refused.status_code == 422
        assert "Say why the work is in another phase." in text(refused)
        assert "Initial, chosen: “Still looking for the focus.” (counted: middle)" in text(page)

        page = rosa.post(f"/courses/{made.pk}/phase/", {"phase": "counted"}, follow=True)
        assert "chosen" not in text(page)


def test_an_ended_course_keeps_its_pages(clinic, rosa):
    made = worlds.at_session(clinic.rosa, 7)
    course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="47", words="A new job.")

    said = text(rosa.get(f"/courses/{made.pk}/"))
    listed = text(rosa.get(f"/courses/{made.pk}/sessions/"))

    assert "The course has ended" in said
    assert "Ended earlier than the therapist planned. “A new job.”" in said
    assert "Not held: the course had ended" in listed
