"""Goals: one to three, in own words or from the seven aims, rated by both, let go.

Rosa Lind and Tom Abara choose them in his fourth session; he rates them on his own pages.
"""

import pytest

from betweenus.records.formulation import Goal
from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 4, person={"known_as": "Tom"})


def test_goals_are_chosen_rated_and_seen_to_move(story, clinic, made):
    tom = worlds.client_of(made)
    where = f"/courses/{made.pk}/goals/"
    story.sign_in(clinic.rosa.account)
    story.go(where)
    story.sees("No goals yet. In session 4")

    # when the first is in his own words and the second one of the seven aims
    story.fill("In the client’s own words", "Ask Jo for help, once.")
    story.select("First rating", "2")
    story.press("Set this goal")
    story.sees("Ask Jo for help, once.")
    story.page.get_by_label("Which aim of this therapy it belongs to").select_option(
        value="sustain_closeness"
    )
    story.press("Set this goal")
    aim = Goal.objects.get(number=2).words
    story.sees(aim)

    # when nothing is written, she is told; the goals are as they were
    story.press("Set this goal")
    story.sees("The goal has no words yet.")
    assert Goal.objects.count() == 2

    # when weeks later he rates the first himself
    worlds.attend(clinic.rosa, made, 4)
    story.sign_in(tom)
    story.go("/me/goals/")
    story.sees("Ask Jo for help, once.")
    first = story.page.get_by_role("region", name="Ask Jo for help, once.")
    first.get_by_label("How near are you to this today?").select_option(label="6")
    first.get_by_role("button").click()
    story.page.wait_for_load_state()
    story.met()

    # then she sees it, marked as his, and the curve and its table tell the way
    story.sign_in(clinic.rosa.account)
    story.go(where)
    story.sees("6, up 4 since the start")
    story.sees("rated by Tom on")
    story.open_details("Show the ratings as a table")
    story.met()

    # when one is let go, another can take its place
    second = story.page.get_by_role("region", name=aim)
    second.locator("summary").click()
    second.get_by_role("button", name="Let go of goal 2").click()
    story.sees("The goal is let go. It stays on record.")
    story.sees("let go on")


def test_a_fourth_goal_is_one_too_many(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/goals/")
    for words in ("Ask Jo", "Tell Mum", "Stay in the room"):
        story.fill("In the client’s own words", words)
        story.press("Set this goal")
        story.sees(words)
    assert story.page.get_by_role("button", name="Set this goal").count() == 0


def test_a_rating_that_is_none_is_asked_for_again(story, clinic, made):
    story.sign_in(clinic.rosa.account)
    story.go(f"/courses/{made.pk}/goals/")
    story.fill("In the client’s own words", "Ask Jo")
    story.press("Set this goal")
    story.press("Rate goal 1")
    story.sees("Choose a number from 0 to 10")
    story.page.locator("#goal-1-value").select_option(label="0")
    story.press("Rate goal 1")
    story.sees("Rated 0.")
