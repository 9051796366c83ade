"""Caseload: a therapist's day, from the first look at it to what the last hour changed.

Rosa Lind opens her home between two sessions. She sees what comes first, finds people, opens
Tom Abara's case, records that he did not come, sets a break, chooses the phase and takes back
his consent to being recorded; each time the page says what that changed.
"""

from datetime import timedelta

import pytest

from betweenus.services import clock
from betweenus.web.words import day
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_therapist_with_nobody_yet_is_told_what_to_do(story):
    # given Rosa on her first morning
    clinic = worlds.clinic()
    story.sign_in(clinic.rosa.account)

    # when she opens her home
    story.go("/today/")

    # then it is not an empty table but a next step
    story.sees_title(day(clock.today()))
    story.sees("Nobody is in your care yet")
    story.follow("Look at who is waiting")
    story.is_at("/waiting/")


def test_a_therapist_sees_her_day_and_everybody_in_her_care(story):
    # given two sessions today, somebody seen on other days, and somebody to begin with
    clinic = worlds.clinic()
    tom = worlds.at_session(clinic.rosa, 5, "Tom Abara", hour=14)
    worlds.at_session(clinic.rosa, 13, "Leonie Marsh", hour=11)
    with clock.as_of(clock.now() - timedelta(days=2)):
        worlds.at_session(clinic.rosa, 2, "Ines Varga", hour=10)
    worlds.accepted(clinic.rosa, "Wren Hollis")
    story.sign_in(clinic.rosa.account)

    # when she opens her home
    story.go("/today/")

    # then what comes first is first, and today is in order
    story.sees("Ines Varga: attendance not recorded")
    story.sees("Open a course for Wren Hollis")
    story.sees("2 sessions today")
    times = story.page.locator(".bu-day__time").all_text_contents()
    assert times == ["11am", "2pm"]
    story.sees("Session 5 of 16, middle")

    # when she wants only those who are ending
    story.follow("Ending phase 1")
    names = story.page.locator(".bu-caseload__name").all_text_contents()
    assert [name.strip() for name in names] == ["Leonie Marsh"]

    # and looks for somebody by name
    story.fill("Name, NHS number or reference", "abara")
    story.press("Find")
    story.sees("1 found for “abara”")
    story.follow("Tom Abara", within=".bu-caseload")

    # then she is in his case, and it says where things stand
    story.is_at(f"/courses/{tom.pk}/")
    story.sees_title("Where things stand")
    story.sees("There is no agreed focus yet.")
    story.sees("12 sessions left, the next one included")


def test_what_happens_in_a_day_changes_the_course_at_once(story):
    # given Tom, whose fifth session is today
    clinic = worlds.clinic()
    tom = worlds.at_session(clinic.rosa, 5, "Tom Abara")
    last = max(row.starts_at for row in tom.appointments.all())
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{tom.pk}/")

    # when he has not come, and another session is put at the end
    story.follow("Record attendance")
    story.sees_title("Attendance")
    story.press("Save")
    story.sees("Choose what became of this session")
    story.choose("Did not attend")
    story.press("Save")

    # then it does not count, and the page says so with the new end
    story.sees("It does not count: 4 of 16 sessions are held.")
    story.sees(f"Another session is booked for {day(last + timedelta(days=7))}")
    story.sees("Beside the count: 1 missed without notice")

    # when a fortnight's leave is set
    story.follow("Breaks")
    story.sees_title("Breaks")
    first = clock.today() + timedelta(days=20)
    story.fill("First day without a session", first.isoformat())
    story.fill("Last day", (first + timedelta(days=13)).isoformat())
    story.fill("Why", "Leave")
    story.press("Add the break")

    # then the sessions in it move to the end, and the end with them
    story.sees("2 sessions moved to the end")
    story.sees(f"{day(last + timedelta(days=21))}, 3 weeks later than planned")

    # when the work is still where it was before
    story.follow("Overview")
    story.follow("Change phase")
    story.choose("Initial")
    story.press("Save")
    story.sees("Say why the work is in another phase.")
    story.fill("Why is it another phase than the one counted?", "Still looking for the focus.")
    story.press("Save")

    # then the phase is hers, with the counted one beside it
    story.sees("Initial, chosen: “Still looking for the focus.” (counted: middle)")

    # when he would rather not be recorded after all
    story.follow("Consent and contract")
    story.open_details("Record a new answer about recording sessions")
    story.choose("No", group="Recording sessions: do they still agree?")
    story.press("Save the answer about recording sessions")

    # then what that does is said, and what stood before is kept
    story.sees("Recording sessions: no. No more transcripts can be attached.")
    story.sees("yes, recorded by Rosa Lind")
