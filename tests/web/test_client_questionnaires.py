"""Filling in a questionnaire: every question, nothing lost, once, and help where it is needed."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from betweenus.domain import measures as catalogue
from betweenus.records.asking import BegunAnswers
from betweenus.records.events import Event
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.people import Account
from betweenus.records.safety import RiskTask
from betweenus.services import left_behind
from tests import worlds
from tests.web.test_client_portal import CRISIS, text, ticked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

PHQ9 = catalogue.get("phq-9")


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6)


@pytest.fixture
def tom(client, made):
    client.force_login(worlds.client_of(made), backend="sesame.backends.ModelBackend")
    return client


@pytest.fixture
def path(made) -> str:
    asked = MeasureRequest.objects.get(course=made, measure="phq-9", closed_at=None)
    return f"/me/questionnaires/{asked.pk}/"


def filled(value="1", **changed) -> dict[str, str]:
    """Every question of PHQ-9 answered alike, some otherwise."""
    answers = {item.id: value for item in PHQ9.items} | {"self-harm": "0"}
    return answers | {key.replace("_", "-"): answer for key, answer in changed.items()}


def above_the_questions(page) -> str:
    return text(page).partition(PHQ9.recall.stem)[0]


def test_every_question_is_there_with_its_words_and_a_way_not_to_answer(tom, path, most_queries):
    with most_queries():
        page = tom.get(path)
    body = page.content.decode()
    for item in PHQ9.items:
        assert item.text.split(" - ")[0] in text(page)
        assert body.count(f'name="{item.id}"') == len(item.options) + 1
    assert text(page).count("I would rather not answer") == len(PHQ9.items)
    assert PHQ9.recall.stem in text(page)
    assert ticked(page) == 0


def test_answers_are_taken_thanked_and_shown_as_a_curve(tom, path, most_queries):
    assert tom.post(path, filled())["location"] == f"{path}done/"
    row = MeasureAnswers.objects.get()
    assert (row.total, row.source, row.session_number) == (8, "portal", 6)
    with most_queries():
        page = tom.get(f"{path}done/")
    assert "Your answers to PHQ-9 are with your therapist" in text(page)
    assert "Next: fill in GAD-7" in text(page)
    assert "Depression (PHQ-9)" in page.content.decode()
    assert "Please read this first" not in text(page)


def test_what_was_answered_stays_when_something_is_missing(tom, path):
    answers = filled("2")
    del answers["sleep"]
    page = tom.post(path, answers)
    assert page.status_code == 422
    assert "Question 3: choose an answer, or “I would rather not answer”" in text(page)
    assert "<title>Error: PHQ-9" in page.content.decode()
    assert ticked(page) == len(PHQ9.items) - 1
    assert not MeasureAnswers.objects.exists()


def test_rather_not_is_taken_and_the_difficulty_question_may_be_left(tom, path):
    answers = filled(sleep="declined")
    del answers["difficulty"]
    tom.post(path, answers)
    row = MeasureAnswers.objects.get()
    assert row.items["sleep"] == "declined"
    assert row.items["difficulty"] is None
    assert row.prorated


def test_nothing_answered_at_all_gives_no_score_and_no_reproach(tom, path):
    tom.post(path, {item.id: "declined" for item in PHQ9.items})
    assert MeasureAnswers.objects.get().total is None
    assert "There is no score this time, because some answers are open. That is fine." in text(
        tom.get(f"{path}done/")
    )


def test_an_answer_nobody_can_give_is_refused(tom, path):
    page = tom.post(path, filled(sleep="7"))
    assert page.status_code == 422
    assert "Question 3: choose one of the answers" in text(page)


@pytest.mark.parametrize("value", ["1", "2", "3"])
def test_a_risk_answer_shows_the_crisis_text_at_once_and_makes_a_task(tom, path, value):
    page = tom.post(path, filled(self_harm=value), follow=True)
    said = text(page)
    assert said.count(CRISIS) == 2  # in the answer to it, and at the foot as on every page
    assert said.index("Please read this first") < said.index(CRISIS)
    assert "This is not read live" in said
    assert "Nobody reads your answers as you give them" in said
    assert "they may call you" in said
    assert RiskTask.objects.get().value == int(value)
    for blunt in ("score", "severe", "Risk sign"):
        assert blunt not in said[: said.index("If you feel able")]


def test_sending_it_again_keeps_the_first_answers(tom, path):
    tom.post(path, filled(self_harm="2"))
    again = tom.post(path, filled("3"))
    assert again["location"] == f"{path}done/"
    assert tom.get(path)["location"] == f"{path}done/"
    assert MeasureAnswers.objects.get().total == 10
    assert RiskTask.objects.count() == 1


def test_another_clients_is_as_little_there_as_an_unknown_one(client, clinic, made, path):
    other = worlds.at_session(clinic.rosa, 2, "Ines Varga")
    client.force_login(
        worlds.client_of(other, "ines@home.example"), backend="sesame.backends.ModelBackend"
    )
    assert client.get(path).status_code == 404
    assert client.post(path, filled()).status_code == 404
    assert client.get(re.sub(r"[0-9a-f]{8}-", "00000000-", path)).status_code == 404


def test_one_that_is_not_needed_any_more_says_so(tom, path):
    MeasureRequest.objects.update(closed_at=worlds.NOW)
    page = tom.get(path)
    assert page.status_code == 404
    assert "no longer needed" in text(page)


def test_each_answer_is_saved_as_it_is_given_and_gone_on_with_elsewhere(
    tom, made, path, most_queries
):
    assert f'data-answers="{path}keep/"' in tom.get(path).content.decode()
    kept = tom.post(f"{path}keep/", {"interest": "2", "mood": "declined"})
    assert (kept.status_code, kept.headers.get("X-Help-Now")) == (204, None)
    assert BegunAnswers.objects.get().answers == {"interest": 2, "mood": "declined"}
    assert Event.objects.filter(act="answer measures", detail__answered=2).count() == 1
    phone = Client()
    phone.force_login(
        Account.objects.get(email="tom@home.example"), backend="sesame.backends.ModelBackend"
    )
    assert "Go on with PHQ-9" in text(phone.get("/me/questionnaires/"))
    assert "Go on with PHQ-9" in text(phone.get("/me/"))
    with most_queries():
        page = phone.get(path)
    assert ticked(page) == 2
    assert phone.post(path, filled("2"))["location"] == f"{path}done/"
    assert MeasureAnswers.objects.get().total == 16
    assert not BegunAnswers.objects.exists()
    assert tom.post(f"{path}keep/", {"interest": "0"}).status_code == 409


def test_without_a_script_a_button_saves_for_later(tom, path):
    page = tom.post(path, {"interest": "3", "later": "yes"}, follow=True)
    assert page.redirect_chain[-1][0] == "/me/questionnaires/"
    assert "Your answers to PHQ-9 are saved. Go on when you like." in text(page)
    assert ticked(tom.get(path)) == 1
    assert not MeasureAnswers.objects.exists()


def test_sending_with_some_missing_saves_the_others(tom, path):
    answers = filled("2")
    del answers["sleep"]
    tom.post(path, answers)
    assert ticked(tom.get(path)) == len(PHQ9.items) - 1


def test_opening_and_sending_nothing_begins_nothing(tom, path):
    assert tom.post(path, {}).status_code == 422
    assert "Fill in PHQ-9" in text(tom.get("/me/questionnaires/"))


def test_a_risk_answer_that_is_only_saved_shows_the_crisis_text_at_once(tom, path):
    assert CRISIS not in above_the_questions(tom.get(path))
    assert tom.post(f"{path}keep/", {"self-harm": "1"}).headers["X-Help-Now"] == "yes"
    assert CRISIS in above_the_questions(tom.get(path))
    page = tom.post(path, {"self-harm": "1", "later": "yes"}, follow=True)
    assert page.redirect_chain[-1][0] == path
    assert CRISIS in above_the_questions(page)
    assert RiskTask.objects.count() == 0


def test_a_risk_answer_left_half_way_reaches_the_clinician_within_the_hour(tom, path, made):
    tom.post(f"{path}keep/", {"interest": "2"})
    later = [worlds.NOW + timedelta(minutes=minutes) for minutes in (59, 61, 120)]
    assert [left_behind.hand_in_due(moment) for moment in later] == [0, 0, 0]
    tom.post(f"{path}keep/", {"self-harm": "1"})
    assert [left_behind.hand_in_due(moment) for moment in later] == [0, 1, 0]
    row = MeasureAnswers.objects.get()
    assert (row.source, row.complete, row.items["self-harm"]) == ("portal", False, 1)
    assert row.by.email == "tom@home.example"
    assert RiskTask.objects.get().answers_id == row.pk
    assert tom.get(path)["location"] == f"{path}done/"


def test_nobody_saves_answers_for_another_client(client, clinic, path, made):
    other = worlds.at_session(clinic.rosa, 2, "Ines Varga")
    client.force_login(
        worlds.client_of(other, "ines@home.example"), backend="sesame.backends.ModelBackend"
    )
    assert client.post(f"{path}keep/", {"interest": "1"}).status_code == 404
    assert not BegunAnswers.objects.exists()
