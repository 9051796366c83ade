"""The ending: a letter shared as a draft, answered, kept; and a course that ends early."""

import pytest

from betweenus.services import letters
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SECTIONS = {
    "Why you came": "You came because Sundays had gone quiet.",
    "What we found": "When you need something you make yourself small.",
    "What shifted": "You asked your brother for the van.",
    "What is still hard": "Asking at work.",
    "What to watch for and what helps": "Notice the joke, and wait.",
    "Goodbye": "Thank you for the work.",
}


def test_a_letter_is_shared_as_a_draft_and_answered(story):
    clinic = worlds.clinic()
    course = worlds.at_session(clinic.rosa, 14, hour=0)
    tom = worlds.client_of(course)
    row = letters.start(by=clinic.rosa.acts, course_id=course.pk, kind="goodbye")
    story.sign_in(clinic.rosa.account)
    story.go(f"/letters/{row.pk}/")
    for name, text in SECTIONS.items():
        story.page.get_by_label(name, exact=True).fill(text)
    story.press("Share with Tom", exact=False)

    story.sign_in(tom)
    story.go("/me/letters/")
    story.follow("Goodbye letter")
    story.sees("You asked your brother for the van.")
    story.fill("Write back", "I cried, and then I laughed.")
    story.press("Send to my therapist")

    story.sign_in(clinic.rosa.account)
    story.go(f"/letters/{row.pk}/")
    story.sees("I cried, and then I laughed.")


def test_a_course_that_ends_early_is_an_ordinary_path(story):
    clinic = worlds.clinic()
    course = worlds.at_session(clinic.rosa, 7, hour=0)
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{course.pk}/end/")
    story.sees("Short letter")
    story.choose("Ended earlier than the therapist planned (code 47)")
    story.press("End the course now")
    story.go(f"/courses/{course.pk}/end/")
    story.sees("ended earlier than the therapist planned")
    story.follow("Plan a follow-up review")
    story.sees("follow-up")
