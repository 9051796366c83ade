"""Keeping: what is wrong is answered, and a record whose time is over is held, then erased.

Tom says that he did come, and Rosa answers. Twenty years after his last contact Ada holds his
record for an inquest, and erases it when that is closed.
"""

from datetime import timedelta

import pytest

from betweenus.records.people import Person
from betweenus.services import clock
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_client_says_what_is_wrong_and_reads_the_answer(story, clinic):
    made = worlds.at_session(clinic.rosa, 3)
    tom = worlds.client_of(made)

    story.sign_in(tom)
    story.go("/me/record/")
    story.choose("When I came, or did not")
    story.press("Send")
    story.sees("Say what is wrong, and what it should be.")
    story.fill("What is wrong, and what should it say?", "I was there in the second week.")
    story.press("Send")
    story.sees("Not answered yet.")

    story.sign_in(clinic.rosa.account)
    story.go("/requests/")
    story.sees("1 message to answer")
    story.follow("Tom Abara")
    story.sees("I was there in the second week.")
    story.choose("Corrected")
    story.fill("Your answer to the client", "You were. I have put it right.")
    story.press("Send the answer")
    story.sees("The client can read your answer.")

    story.sign_in(tom)
    story.go("/me/record/")
    story.sees("Corrected.")
    story.sees("You were. I have put it right.")


def test_a_record_is_held_and_when_it_need_not_be_erased_by_its_name(story, clinic):
    # given a record whose last contact was long ago
    with clock.as_of(clock.now() - timedelta(days=365 * 21)):
        made = worlds.at_session(clinic.rosa, 2)
    story.sign_in(clinic.ada.account)
    story.go("/service/")
    story.follow("Records whose time is over")

    # when it is held, it cannot be erased
    story.open_details("Hold it")
    story.fill("Why?", "An inquest is open.")
    story.press("Hold it", within="details[open]", exact=False)
    story.sees("Held: An inquest is open.")
    story.does_not_see("Erase it")

    # when it need not be any more, a slip of the pen erases nobody
    story.open_details("Hold it no longer")
    story.fill("Why?", "The inquest is closed.")
    story.press("Hold it no longer", within="details[open]", exact=False)
    story.open_details("Erase it")
    story.fill("Type their full name", "Tom")
    story.press("Erase the record", within="details[open]", exact=False)
    story.sees("That is not the name of this person.")
    story.fill("Type their full name", "Tom Abara")
    story.press("Erase the record", within="details[open]", exact=False)

    # then nothing of it is there, but that there was one
    story.sees("The record is erased.")
    story.does_not_see("Tom Abara")
    story.sees("Erased by Ada Quist")
    assert not Person.objects.filter(pk=made.person_id).exists()
