"""The weekly rating and the tracking page, as they arrive in a browser."""

from datetime import timedelta

import pytest

from betweenus.domain.tracking.rating import monday
from betweenus.records.tracking import FocusRating
from betweenus.services import clock, focus, focus_rating, people
from tests import worlds
from tests.web.pages import signed_in, text

pytestmark = pytest.mark.django_db

PLAIN = "I feel I am too much, and others seem about to go."
WEEK = timedelta(weeks=1)
THIS = monday(worlds.TODAY)


@pytest.fixture(autouse=True)
def a_tuesday_in_february():
    with clock.as_of(worlds.NOW):
        yield


@pytest.fixture
def clinic():
    return worlds.clinic()


def agree(who, made) -> None:
    parts = {"self": "too much", "other": "gone", "affects": [{"name": "shame"}], "plain": PLAIN}
    focus.write(by=who.acts, course_id=made.pk, parts=parts, seen_number=0)
    for to in ("said", "shared", "agreed"):
        focus.move(by=who.acts, course_id=made.pk, to=to)


@pytest.fixture
def made(clinic):
    made = worlds.at_session(clinic.rosa, 8)
    with clock.as_of(worlds.NOW - 4 * WEEK):
        agree(clinic.rosa, made)
    return made


@pytest.fixture
def account(made):
    return worlds.client_of(made)


@pytest.fixture
def tom(account):
    return signed_in(account)


# -- the client's week --------------------------------------------------------------------------


def test_a_client_rates_last_week_with_the_words_of_their_focus_above(tom, made):
    page = tom.get("/me/week/")
    assert PLAIN in text(page)
    assert "Last week (2 to 8 February)" in text(page)
    sent = {"week": (THIS - WEEK).isoformat(), "showed": "6", "stepped_back": "0"}
    done = tom.post("/me/week/", sent | {"places": ["outside"], "tried": "I asked."}, follow=True)
    assert "Saved. Your therapist sees it too." in done.content.decode()
    row = FocusRating.objects.get()
    assert (row.week, row.showed, row.stepped_back) == (THIS - WEEK, 6, 0)
    assert (row.places, row.tried, row.by_client) == (["outside"], "I asked.", True)


def test_a_week_filled_in_shows_what_was_said_and_can_be_changed(tom, made, account):
    by = people.identify(account)
    focus_rating.rate(by=by, course_id=made.pk, week=THIS - WEEK, showed=0, tried="I asked.")
    page = tom.get(f"/me/week/?week={(THIS - WEEK).isoformat()}").content.decode()
    assert "You can still change it." in page
    assert 'id="id_showed" value="0" checked' in page
    assert "I asked." in page


def test_other_open_weeks_are_offered(tom, made):
    page = tom.get("/me/week/").content.decode()
    assert f"?week={THIS.isoformat()}" in page
    assert f"?week={(THIS - 2 * WEEK).isoformat()}" in page
    assert f"?week={(THIS - 3 * WEEK).isoformat()}" not in page


@pytest.mark.parametrize("sent", [{}, {"showed": "11"}, {"showed": "x"}, {"showed": "6.5"}])
def test_without_a_number_nothing_is_kept_and_nothing_typed_is_lost(tom, made, sent):
    answer = tom.post("/me/week/", sent | {"week": THIS.isoformat(), "tried": "I asked Jo."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a number from 0 to 10" in text(answer)
    assert 'href="#id_showed"' in page
    assert "I asked Jo." in page
    assert not FocusRating.objects.exists()


def test_a_week_that_is_not_open_is_refused_in_words(tom, made):
    sent = {"week": (THIS - 5 * WEEK).isoformat(), "showed": "6", "tried": "I asked Jo."}
    answer = tom.post("/me/week/", sent)
    assert answer.status_code == 422
    assert "That week cannot be rated now." in text(answer)
    assert "I asked Jo." in answer.content.decode()


@pytest.mark.parametrize("week", ["", "yesterday", "2026-13-01", "2020-01-06"])
def test_a_strange_week_in_the_address_opens_the_one_asked_for(tom, made, week):
    assert "Last week (2 to 8 February)" in text(tom.get("/me/week/", {"week": week}))


def test_before_a_focus_is_agreed_the_page_says_when_it_comes(clinic):
    made = worlds.at_session(clinic.rosa, 3)
    tom = signed_in(worlds.client_of(made))
    assert "which is usually in session 4" in text(tom.get("/me/week/"))
    agree(clinic.rosa, made)
    assert "This begins on Monday 16 February" in text(tom.get("/me/week/"))
    assert "Fill in my week" not in text(tom.get("/me/"))


def test_after_the_end_there_is_nothing_to_fill_in(clinic, tom, made):
    worlds.ended(clinic.rosa, made)
    page = tom.get("/me/week/")
    assert "Your therapy has ended" in text(page)
    assert 'name="showed"' not in page.content.decode()
    assert "Fill in my week" not in text(tom.get("/me/"))


def test_home_leads_to_the_week_that_is_waited_for(tom, made):
    page = text(tom.get("/me/"))
    assert "How was your week?" in page
    assert "Fill in my week" in page


def test_what_my_therapist_can_see_says_so(tom, made):
    page = text(tom.get("/me/who-can-see/"))
    assert "what you put in “My week”" in page
    assert "You see your own weeks, and they see both." in page


def test_the_therapists_rating_is_not_on_the_clients_page(clinic, tom, made):
    by = clinic.rosa.acts
    focus_rating.rate(by=by, course_id=made.pk, week=THIS - WEEK, showed=9, tried="SECRET")
    page = tom.get("/me/week/").content.decode()
    assert "SECRET" not in page
    assert "checked" not in page
