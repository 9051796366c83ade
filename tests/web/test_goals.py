"""The goals page: set, rated, let go; wrong numbers refused, pressing twice harmless."""

from datetime import timedelta
from uuid import uuid4

import pytest

from betweenus.records.formulation import Goal, GoalRating
from betweenus.services import clock, goals, people
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]
LATER = worlds.NOW + timedelta(minutes=1)


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 4)


def where(made) -> str:
    return f"/courses/{made.pk}/goals/"


def set_one(rosa, made, words="Ask for help once", **more):
    return rosa.post(where(made), {"words": words, "first_rating": "2", **more}, follow=True)


def test_no_goals_yet_says_what_to_do(made, rosa):
    said = text(rosa.get(where(made)))
    assert "No goals yet. In session 4" in said
    assert "Set a goal" in said


def test_a_goal_is_set_with_its_first_rating_and_rated_again(made, rosa):
    said = text(set_one(rosa, made, aim="more_assured_in_relationships"))
    assert "The goal is set." in said
    goal = Goal.objects.get()
    with clock.as_of(LATER):
        said = text(rosa.post(f"{where(made)}{goal.pk}/rate/", {"value": "6"}, follow=True))
    assert "Rated 6." in said
    assert "6, up 4 since the start" in said


def test_an_aim_alone_gives_the_words(made, rosa):
    said = text(set_one(rosa, made, words="", aim="sustain_closeness"))
    assert "close" in said
    assert Goal.objects.get().words


def test_a_goal_without_words_or_aim_is_refused(made, rosa):
    for data in ({"words": " "}, {}):
        page = rosa.post(where(made), data)
        assert page.status_code == 422
        assert "The goal has no words yet." in text(page)


def test_nought_is_a_rating(made, rosa):
    page = set_one(rosa, made, first_rating="0")
    assert '<option value="0">0</option>' in page.content.decode()
    assert GoalRating.objects.get().value == 0


@pytest.mark.parametrize("value", ["", "11", "-1", "many"])
def test_a_rating_outside_the_scale_is_refused_beside_its_own_goal(made, rosa, value):
    set_one(rosa, made)
    set_one(rosa, made, words="Say no to Gareth")
    second = Goal.objects.get(number=2)
    page = rosa.post(f"{where(made)}{second.pk}/rate/", {"value": value})
    assert page.status_code == 422
    body = page.content.decode()
    assert text(page).count("There is a problem") == 1
    assert 'href="#goal-2-value"' in body
    assert 'id="goal-2-value-error"' in body
    assert 'id="goal-1-value-error"' not in body


def test_a_fourth_goal_is_refused_and_its_words_stay(made, rosa):
    for n in range(3):
        set_one(rosa, made, words=f"Goal {n}")
    page = rosa.post(where(made), {"words": "One more"})
    assert page.status_code == 422
    assert "already 3" in text(page)
    assert pages.fields(page)["words"] == "One more"


def test_pressing_twice_sets_and_rates_once(made, rosa):
    for _ in range(2):
        set_one(rosa, made)
    goal = Goal.objects.get()
    for moment in (LATER, LATER + timedelta(seconds=1)):
        with clock.as_of(moment):
            rosa.post(f"{where(made)}{goal.pk}/rate/", {"value": "6"})
    assert [rating.value for rating in GoalRating.objects.order_by("at")] == [2, 6]


def test_a_goal_let_go_stays_on_record_and_cannot_be_rated(made, rosa):
    set_one(rosa, made)
    goal = Goal.objects.get()
    said = text(rosa.post(f"{where(made)}{goal.pk}/let-go/", follow=True))
    assert "The goal is let go." in said
    assert "let go on Tuesday 10 February" in said
    for value in ("3", ""):
        again = rosa.post(f"{where(made)}{goal.pk}/rate/", {"value": value})
        assert again.status_code == 404


def test_what_the_client_rated_is_marked_as_theirs(clinic, made, rosa):
    set_one(rosa, made)
    tom = people.identify(worlds.client_of(made))
    goals.rate(by=tom, goal_id=Goal.objects.get().pk, value=7)
    assert "rated by Tom Abara on Tuesday 10 February" in text(rosa.get(where(made)))


def test_a_supervisor_reads_and_nobody_else_does(clinic, made, rosa):
    set_one(rosa, made)
    goal = Goal.objects.get()
    miriam = pages.signed_in(clinic.miriam.account)
    said = text(miriam.get(where(made)))
    assert "Ask for help once" in said
    assert "Set another goal" not in said
    assert miriam.post(where(made), {"words": "x"}).status_code == 403
    assert miriam.post(f"{where(made)}{goal.pk}/rate/", {"value": "3"}).status_code == 403
    for account in (clinic.hugo.account, clinic.carl.account):
        client = pages.signed_in(account)
        assert client.get(where(made)).status_code == 403
        assert client.post(f"{where(made)}{goal.pk}/let-go/").status_code == 403


def test_what_is_not_there(made, rosa):
    assert rosa.get(f"/courses/{uuid4()}/goals/").status_code == 404
    assert rosa.post(f"{where(made)}{uuid4()}/rate/", {"value": "3"}).status_code == 404
    assert rosa.post(f"{where(made)}{uuid4()}/let-go/").status_code == 404


def test_three_goals_often_rated_take_few_queries(made, rosa, most_queries):
    for n in range(3):
        set_one(rosa, made, words=f"Goal {n}")
    for goal in Goal.objects.all():
        for value in (3, 5, 4):
            rosa.post(f"{where(made)}{goal.pk}/rate/", {"value": value})
    with most_queries():
        assert rosa.get(where(made)).status_code == 200
