"""Opening a course as pages: consent, contract and frame, then dates to be checked, then booked."""

from datetime import date

import pytest
from django.test import Client

from betweenus.domain.course.dates import LONDON
from tests import worlds
from tests.web.pages import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def rosa(clinic) -> Client:
    return signed_in(clinic.rosa.account)


def local(row) -> str:
    return f"{row.starts_at.astimezone(LONDON):%Y-%m-%d %H:%M}"


FRAME = {
    "treatment": "yes",
    "recording": "no",
    "gp": "unasked",
    "contract": "Sixteen sessions.",
    "planned_sessions": "16",
    "first_day": "2026-03-10",
    "first_time": "15:00",
    "mode": "01",
    "place": "Room 3",
    "break_0_first": "2026-03-29",
    "break_0_last": "2026-04-11",
    "break_0_why": "Easter",
}


def shown(client: Client, row, **changed) -> dict[str, str]:
    """The dates as the second page shows them."""
    page = client.post(f"/referrals/{row.pk}/open/", FRAME | {"step": "propose"} | changed)
    assert page.status_code == 200, text(page)
    body = page.content.decode()
    names = [f"{part}_{n}" for n in range(1, 17) for part in ("day", "time")]
    return {
        name: body.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in names
    }


def test_dates_are_shown_first_and_booked_as_they_were_changed(clinic, rosa):
    row = worlds.accepted(clinic.rosa)

    dates = shown(rosa, row)
    assert not row.courses.exists()
    assert dates["day_1"] == "2026-03-10"
    assert dates["day_4"] == "2026-04-14"  # after the two weeks of Easter
    assert {dates[f"time_{n}"] for n in range(1, 17)} == {"15:00"}

    changed = dates | {"day_2": "2026-03-18", "time_2": "10:15"}
    page = rosa.post(f"/referrals/{row.pk}/open/", FRAME | changed | {"step": "book"}, follow=True)

    assert "The course is open, with 16 sessions booked." in text(page)
    made = row.courses.get()
    rows = list(made.appointments.all())
    assert local(rows[1]) == "2026-03-18 10:15"
    assert (made.place, made.planned_sessions) == ("Room 3", 16)
    assert made.planned_end == date(2026, 7, 7)
    assert {one.purpose: one.given for one in made.consents.all()} == {
        "treatment": True,
        "recording": False,
    }


def test_another_number_of_sessions_shows_the_dates_again(clinic, rosa):
    row = worlds.accepted(clinic.rosa)
    dates = shown(rosa, row)

    page = rosa.post(
        f"/referrals/{row.pk}/open/",
        FRAME | dates | {"step": "book", "planned_sessions": "12"},
    )

    assert "Open the course and book 12 sessions" in text(page)
    assert not row.courses.exists()


def test_what_is_missing_or_impossible_is_said_and_nothing_typed_is_lost(clinic, rosa):
    row = worlds.accepted(clinic.rosa)

    page = rosa.post(
        f"/referrals/{row.pk}/open/",
        FRAME
        | {"treatment": "no", "first_day": "", "break_0_last": "2026-03-01"}
        | {"step": "propose", "contract": "Twelve to begin with."},
    )

    assert page.status_code == 422
    said = text(page)
    assert "does not agree to it" in said
    assert "Enter the day of the first session" in said
    assert "A break ends on or after its first day" in said
    assert "Twelve to begin with." in said


def test_a_second_course_is_not_opened(clinic, rosa):
    made = worlds.opened(clinic.rosa)

    page = rosa.get(f"/referrals/{made.referral_id}/open/")

    assert page.status_code == 422
    assert "has a course already" in text(page)


def test_the_calendar_for_the_client_says_nothing_clinical(clinic, rosa):
    made = worlds.opened(clinic.rosa)

    body = rosa.get(f"/courses/{made.pk}/calendar.ics").content.decode()

    assert body.count("BEGIN:VEVENT") == 16
    assert "SUMMARY:Appointment" in body
    for word in ("Tom", "Abara", "DIT", "therapy", "Therapy"):
        assert word not in body


def test_pages_of_opening_take_few_queries(clinic, rosa, most_queries):
    row = worlds.accepted(clinic.rosa)
    with most_queries():
        rosa.get(f"/referrals/{row.pk}/open/")
    made = worlds.at_session(clinic.rosa, 4)
    appointment = worlds.upcoming(made)[0]
    for where in (
        f"/sessions/{appointment.pk}/attendance/",
        f"/sessions/{appointment.pk}/move/",
        f"/courses/{made.pk}/sessions/new/",
        f"/courses/{made.pk}/phase/",
    ):
        with most_queries():
            assert rosa.get(where).status_code == 200
