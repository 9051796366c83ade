"""A risk sign: an answer given alone at night, help at once, and a task until somebody has acted.

Tom answers question 9 of PHQ-9 the evening before his session. He is shown where to turn, and that
nobody is reading. Rosa finds the sign among her clients, tries to reach him, and says what she did.
"""

from datetime import timedelta

import pytest

from betweenus.records.course import Course
from betweenus.records.safety import RiskTask
from betweenus.services import clock
from tests import worlds
from tests.journeys.test_11_portal import answer_all

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NINE = "9. Thoughts that you would be better off dead"


@pytest.fixture
def made(clinic) -> Course:
    """Two sessions held; the third is tomorrow."""
    first = worlds.at(clock.today() + timedelta(days=1) - timedelta(weeks=2))
    with clock.as_of(first - timedelta(days=14)):
        course = worlds.opened(clinic.rosa, first=first, person={"phone": "07700 900123"})
    worlds.attend(clinic.rosa, course, 2)
    return course


def test_a_risk_answer_is_met_with_help_and_must_be_acknowledged(story, clinic, made, mailoutbox):
    # given Tom fills in PHQ-9 and says what is on his mind
    story.sign_in(worlds.client_of(made))
    story.go("/me/questionnaires/")
    story.follow("Fill in PHQ-9")
    answer_all(story, "Several days", but="Thoughts that you would be better off dead")
    story.choose("More than half the days", group=NINE)
    story.press("Send my answers")

    # then help comes first, in the service's own words, and the truth about who reads this
    story.sees_title("Thank you. Please read this first")
    story.sees("call Samaritans free on 116 123")
    story.sees("This is not read live")
    story.sees("Nobody reads your answers as you give them.")
    story.sees("they may call you")
    assert story.page.get_by_role("link", name="116 123").first.get_attribute("href") == (
        "tel:116123"
    )

    # and Rosa is told that something waits, without a word of what
    assert mailoutbox[-1].to == ["rosa@clinic.example"]
    assert "Something is waiting for you" in mailoutbox[-1].subject

    # when she looks, it is there, urgent, with the answer itself
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/measures/")
    story.follow("1 risk sign to acknowledge")
    story.sees("Urgent")
    story.sees("PHQ-9 question 9: 2, more than half the days")
    story.follow("Tom Abara", within="main", exact=False)
    story.sees("07700")
    story.follow("See all answers of that day")
    story.sees("Risk sign, not acknowledged yet")
    story.follow("Risk sign, not acknowledged yet")

    # she cannot close it without saying what she did
    story.press("Save what was done")
    story.sees("Choose what was done")
    story.choose("I tried and could not reach the client (say how; the task stays open)")
    story.fill("In a few words", "Rang at ten, no answer.")
    story.press("Save what was done")
    story.sees("stays open until somebody has reached them")
    assert RiskTask.objects.get().acknowledged_at is None

    # and when she has spoken with him it is done, and on record
    story.choose("I spoke with the client about it")
    story.fill("In a few words", "He is with his brother tonight; we look at it tomorrow.")
    story.press("Save what was done")
    story.sees("No open risk signs")
    story.go(f"/courses/{made.pk}/measures/")
    story.does_not_see("to acknowledge")
    assert RiskTask.objects.get().done == "spoke with client"
