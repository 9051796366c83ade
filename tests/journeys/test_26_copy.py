"""A copy of the record: Tom asks for it, Rosa keeps a passage back, and Tom reads the rest."""

import zipfile

import pytest

from betweenus.services import disclosure
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 3)
    worlds.signed(clinic.rosa, course, session=1, quotes=["I vanish."])
    worlds.signed(clinic.rosa, course, session=2, material="His brother is ill and hides it.")
    return course


def test_a_client_asks_and_what_is_about_somebody_else_is_kept_back(story, clinic, made, tmp_path):
    # given a client who asks on his own pages
    tom = worlds.client_of(made)
    story.sign_in(tom)
    story.go("/me/record/")
    story.fill("Do you need all of it, or a part?", "All of it, please.")
    story.press("Ask for a copy")
    story.sees("You get it by")

    # when his therapist finds it and reads the record through
    story.sign_in(clinic.rosa.account)
    story.go("/requests/")
    story.follow("Tom Abara")
    story.sees("“All of it, please.”")
    story.open_details("Sessions and notes")
    note = story.page.get_by_role("article").filter(has_text="His brother is ill")
    note.get_by_role("link", name="Keep back").click()
    story.met()
    story.press("Keep it back")
    story.sees("Choose a reason")
    story.choose("It is about somebody else, who has not agreed")
    story.fill("What was weighed", "The brother has told nobody.")
    story.press("Keep it back")
    story.sees("It is kept back, with the reason on record.")
    story.sees("1 kept back")

    # then the copy has a page that says so, and none of the passage
    with story.page.expect_download() as waited:
        story.page.get_by_role("button", name="Make the copy").click()
    with zipfile.ZipFile(waited.value.path()) as archive:
        copy = archive.read("your-record.html").decode()
    assert "Kept back. It is about somebody else, who has not agreed." in copy
    assert "brother" not in copy
    there = tmp_path / "your-record.html"
    there.write_text(copy)
    story.page.goto(there.as_uri())
    story.met()
    story.sees("Your record at")
    story.sees("I vanish.")
    story.sees("1 part of it is kept back.")

    # and he is told that it was made
    story.sign_in(tom)
    story.go("/me/record/")
    story.sees("A copy was made on")


def test_a_request_that_ends_without_a_copy_says_why(story, clinic, made):
    disclosure.ask(by=clinic.rosa.acts, person_id=made.person_id, words="The letters.")
    story.sign_in(clinic.rosa.account)
    story.go(f"/people/{made.person_id}/copy/")
    story.open_details("Take more time, or end it without a copy")
    story.press("Close the request")
    story.sees("Say why the request ends without one.")
    story.fill("Why, or what to add", "He has all his letters already and let it go.")
    story.press("Close the request")
    story.sees("The request is closed.")
    story.sees("Enter a request")
