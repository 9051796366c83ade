"""An emergency: Hugo opens Tom's record, Rosa and Ada hear of it, and Tom reads that it was done.

The office tells Hugo that Tom rang with tablets in his hand, and Rosa is not there.
"""

from datetime import date

import pytest

from betweenus.records.people import Person
from betweenus.services import emergency
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WHY = "He rang the office and said that he has the tablets in his hand. I call him now."


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 4)
    Person.objects.filter(pk=course.person_id).update(
        born_on=date(1984, 3, 5),
        phone="07700 900123",
        emergency_contact="Ruth Abara, his sister, 07700 900124",
    )
    worlds.signed(clinic.rosa, course, session=3, risk_level="present", risk="Keeps old tablets.")
    return course


def test_a_record_is_opened_to_help_and_closed_again(story, clinic, made):
    # given a clinician who is not responsible for him, at the risk signs
    story.sign_in(clinic.hugo.account)
    story.go("/risk/")
    story.follow("Open a record in an emergency")
    story.sees("Call 999 first")

    # when he says who, and at first not why
    story.fill("Full name", "tom abara")
    for box, typed in (("Day", "5"), ("Month", "3"), ("Year", "1984")):
        story.fill(box, typed)
    story.press("Open the record")
    story.sees("Say in a sentence why you need it now.")
    story.fill("Why do you need the record now?", WHY)
    story.press("Open the record")

    # then what helps is before him
    story.sees("How to reach Tom Abara")
    story.sees("07700 900123")
    story.sees("Ruth Abara, his sister")
    story.sees("Keeps old tablets.")
    story.follow("The course of therapy")
    story.sees("open to you in an emergency, to read")
    story.follow("How to reach Tom Abara")
    story.press("I need it no longer")
    story.sees("The record is closed to you again.")


def test_those_who_answer_for_him_hear_of_it_and_he_reads_it(story, clinic, made, mailoutbox):
    emergency.open_record(by=clinic.hugo.acts, person_id=made.person_id, reason=WHY)
    assert {mail.to[0] for mail in mailoutbox} == {
        clinic.rosa.account.email,
        clinic.ada.account.email,
    }

    # his own clinician
    story.sign_in(clinic.rosa.account)
    story.go("/emergency/")
    story.sees("Hugo Pell opened the record of Tom Abara")
    story.sees("The lead has not reviewed it yet.")

    # the lead, who keeps nothing at first
    story.sign_in(clinic.ada.account)
    story.go("/service/safety/")
    story.follow("Records opened in an emergency")
    story.sees("Hugo Pell opened the record of Tom Abara")
    story.press("Keep the review")
    story.sees("Say what you found.")
    story.fill("What did you find?", "Rightly opened: Tom was reached and is safe.")
    story.press("Keep the review")
    story.sees("Reviewed by Ada Quist")

    # and he himself, in plain words
    story.sign_in(worlds.client_of(made))
    story.go("/me/who-can-see/")
    story.sees("Opened your record because they thought that you were in danger")
    story.does_not_see("To arrange things for you")
