"""The trail: Tom sees who opened his record, and Ada asks about unusual reading.

Rosa opens Tom's case at eleven in the evening, and Hugo tries to and may not. Tom finds both on
his own pages. Ada finds both on hers, without Tom's name, asks Rosa, and keeps what she said.
"""

from datetime import datetime, time, timedelta

import pytest

from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import NotAllowed
from betweenus.services import case, clock
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(clinic):
    course = worlds.at_session(clinic.rosa, 6)
    evening = datetime.combine(clock.today() - timedelta(days=2), time(23), LONDON)
    with clock.as_of(evening):
        case.read(by=clinic.rosa.acts, course_id=course.pk)
    with clock.as_of(evening - timedelta(hours=9)), pytest.raises(NotAllowed):
        case.read(by=clinic.hugo.acts, course_id=course.pk)
    return course


def test_a_client_reads_who_opened_the_record(story, clinic, made):
    story.sign_in(worlds.client_of(made))
    story.go("/me/")
    story.follow("What my therapist can see")
    story.sees("Who has opened my record")
    story.sees("Rosa Lind, your therapist")
    story.sees("for your therapy")
    story.sees("Opened your record at 11pm")
    story.sees("Hugo Pell, therapist")
    story.sees("was refused. They saw nothing of it")


def test_a_lead_asks_about_unusual_reading(story, clinic, made):
    # given reading at night and a refused try, on the page of safety
    story.sign_in(clinic.ada.account)
    story.go("/service/safety/")
    story.follow("Unusual reading")
    story.sees("Not looked at yet (2)")
    story.sees("opened the record of T.A.")
    story.does_not_see("Tom Abara")

    # when she keeps nothing at first, and then what Rosa told her
    card = story.page.get_by_role("article").filter(has_text="Rosa Lind")
    card.locator("summary").click()
    card.get_by_role("button", name="Keep").click()
    story.met()
    story.sees("Say what you found out")
    card = story.page.get_by_role("article").filter(has_text="Rosa Lind")
    card.get_by_label("What did you find out?").fill("She wrote up a late session. Agreed.")
    card.get_by_role("button", name="Keep").click()
    story.met()

    # then it is out of the way, and kept
    story.sees("Not looked at yet (1)")
    story.sees("Looked at (1)")
    story.sees("She wrote up a late session. Agreed.")
