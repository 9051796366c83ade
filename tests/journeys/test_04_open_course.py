"""Open a course: consent, contract, sixteen dates that are looked at before they are booked.

Ines Varga has been accepted and given to Rosa Lind. They sit together with the page open: what
she agrees to, what she does not, when they both are away, which dates do not fit.
"""

from datetime import timedelta

import pytest

from betweenus.services import clock
from betweenus.web.words import day
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_course_is_opened_with_dates_that_were_checked(story):
    # given Ines, who waits for her course, and Rosa, who sees Tom at the time they think of
    clinic = worlds.clinic()
    first = clock.today() + timedelta(days=7)
    worlds.opened(clinic.rosa, "Tom Abara", first=worlds.at(first, 14))
    worlds.accepted(clinic.rosa, "Ines Varga")
    story.sign_in(clinic.rosa.account)
    story.go("/today/")
    story.follow("Open a course for Ines Varga")
    story.sees_title("Open a course")

    # when the page is sent too early, what is missing is said and nothing is cleared
    story.fill("What you agreed on", "Sixteen sessions, on the same day each week.")
    story.press("Show the dates")
    story.sees("Say whether they agree: treatment")
    story.sees("Say whether they agree: letters to the GP")
    story.sees("Enter the day of the first session")
    contract = story.page.get_by_label("What you agreed on")
    assert contract.input_value() == "Sixteen sessions, on the same day each week."

    # when she agrees to treatment and not to recording, and they name a holiday
    story.choose("Yes", group="Treatment")
    story.choose("No", group="Recording sessions")
    story.choose("Not asked yet", group="Letters to the GP")
    story.fill("Day of the first session", first.isoformat())
    story.fill("Time of the first session", "14:00")
    story.fill("Place", "Room 3")
    away = first + timedelta(days=12)
    story.fill("From", away.isoformat(), within="fieldset:has(legend:text('Holiday 1'))")
    story.fill(
        "To",
        (away + timedelta(days=6)).isoformat(),
        within="fieldset:has(legend:text('Holiday 1'))",
    )
    story.press("Show the dates")

    # then the dates are shown, the holiday left out, and Tom's hour warned about
    story.sees_title("Check the dates")
    story.sees("Nothing is booked yet")
    story.sees("You see Tom Abara then")
    story.sees(f"{day(first + timedelta(days=7))} at 2pm")
    story.does_not_see(f"{day(first + timedelta(days=14))} at 2pm")
    assert (
        story.page.get_by_label("Day of session 3").input_value()
        == (first + timedelta(days=21)).isoformat()
    )

    # when one date is changed by hand and the course is opened
    other = first + timedelta(days=8)
    story.fill("Day of session 2", other.isoformat())
    story.fill("Time of session 2", "09:30")
    story.press("Open the course and book 16 sessions")

    # then it is open, with its end in view from the first day
    story.sees("The course is open, with 16 sessions booked.")
    story.sees_title("Where things stand")
    story.sees(day(first + timedelta(weeks=16)))
    story.sees("Not asked")
    story.follow("Sessions", within=".bu-tabs")
    story.sees(f"{day(other)} at 9:30am")
    story.sees("Usually in person, Room 3")

    # and the client's calendar file can be handed over
    story.follow("Overview")
    with story.page.expect_download() as handed:
        story.page.get_by_role("link", name="Calendar file for Ines Varga").click()
    assert handed.value.suggested_filename == "appointments.ics"


def test_nobody_is_treated_who_does_not_agree(story):
    # given Ines, who does not want it after all
    clinic = worlds.clinic()
    row = worlds.accepted(clinic.rosa, "Ines Varga")
    story.sign_in(clinic.rosa.account)
    story.go(f"/referrals/{row.pk}/open/")

    # when Rosa says so
    story.choose("No", group="Treatment")
    story.choose("No", group="Recording sessions")
    story.choose("No", group="Letters to the GP")
    story.fill("Day of the first session", (clock.today() + timedelta(days=7)).isoformat())
    story.fill("Time of the first session", "14:00")
    story.press("Show the dates")

    # then nothing is proposed, and what to do instead is said
    story.sees("A course cannot be opened for somebody who does not agree to it.")
    story.sees("close the referral")
    assert not row.courses.exists()
