"""The weekly rating and the tracking page, as they arrive in a browser."""

from datetime import timedelta

import pytest

from betweenus.domain.tracking.rating import monday
from betweenus.records.tracking import FocusRating
from betweenus.services import clock, focus, focus_rating, people
from tests import worlds
from tests.web.pages import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

PLAIN = "I feel I am too much, and others seem about to go."
WEEK = timedelta(weeks=1)
THIS = monday(worlds.TODAY)


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


# -- the therapist's page ----------------------------------------------------------------------


@pytest.fixture
def rosa(clinic):
    return signed_in(clinic.rosa.account)


def test_the_page_has_both_curves_and_a_table_of_them(clinic, rosa, account, made, most_queries):
    focus_rating.rate(
        by=people.identify(account),
        course_id=made.pk,
        week=THIS - WEEK,
        showed=7,
        places=["outside"],
        tried="I asked.",
    )
    focus_rating.rate(by=clinic.rosa.acts, course_id=made.pk, week=THIS - WEEK, showed=5)
    with most_queries():
        page = rosa.get(f"/courses/{made.pk}/tracking/")
    said = text(page)
    assert PLAIN in said
    assert "Tom Abara: 7" in said
    assert "Therapist: 5" in said
    assert "I asked." in said
    assert "Cannot tell yet" not in said  # there is no questionnaire at all
    assert "No PHQ-9 or GAD-7 is filled in yet." in said
    assert "<caption" in page.content.decode()


def test_a_therapist_rates_a_week_and_may_change_it(rosa, made):
    address = f"/courses/{made.pk}/tracking/"
    sent = {"week": (THIS - WEEK).isoformat(), "showed": "5", "stepped_back": "3"}
    done = rosa.post(address, sent | {"places": ["here"], "tried": "He waited."}, follow=True)
    assert "Rated 5." in done.content.decode()
    row = FocusRating.objects.get()
    assert (row.by_client, row.showed, row.places, row.tried) == (False, 5, ["here"], "He waited.")
    page = rosa.get(f"{address}?week={(THIS - WEEK).isoformat()}")
    assert "You rated this week 5." in text(page)
    assert "He waited." in page.content.decode()


def test_one_press_on_the_session_page_rates_its_week_and_comes_back(rosa, made):
    held = list(made.appointments.order_by("starts_at"))[6]
    page = rosa.get(f"/sessions/{held.pk}/")
    assert "How much did the focus show in this session’s week?" in text(page)
    sent = {"week": (THIS - WEEK).isoformat(), "showed": "0", "next": f"/sessions/{held.pk}/"}
    done = rosa.post(f"/courses/{made.pk}/tracking/", sent)
    assert done.headers["Location"] == f"/sessions/{held.pk}/"
    assert FocusRating.objects.get().showed == 0
    assert "you rated 0 of 10" in text(rosa.get(f"/sessions/{held.pk}/"))


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example/", "{}", "home", "a b"]
)
def test_a_press_leads_nowhere_else(rosa, made, to):
    sent = {"week": THIS.isoformat(), "showed": "5", "next": to}
    done = rosa.post(f"/courses/{made.pk}/tracking/", sent)
    assert done.headers["Location"] == f"/courses/{made.pk}/tracking/"


def test_a_rating_without_a_number_keeps_what_was_typed(rosa, made):
    sent = {"week": THIS.isoformat(), "tried": "He waited."}
    answer = rosa.post(f"/courses/{made.pk}/tracking/", sent)
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10" in text(answer)
    assert "He waited." in answer.content.decode()


def test_before_the_focus_is_agreed_the_page_says_when_it_begins(clinic, rosa):
    made = worlds.at_session(clinic.rosa, 3)
    page = rosa.get(f"/courses/{made.pk}/tracking/")
    assert "This begins once the focus is agreed" in text(page)
    assert "<svg" not in page.content.decode()[page.content.decode().index("<main") :]


def test_a_supervisor_reads_it_and_rates_nothing(clinic, made):
    page = signed_in(clinic.miriam.account).get(f"/courses/{made.pk}/tracking/")
    assert page.status_code == 200
    assert 'name="showed"' not in page.content.decode()


def test_after_the_end_everything_stays_to_be_read(clinic, rosa, account, made):
    by = people.identify(account)
    focus_rating.rate(by=by, course_id=made.pk, week=THIS, showed=4, tried="I asked.")
    worlds.ended(clinic.rosa, made)
    page = rosa.get(f"/courses/{made.pk}/tracking/")
    assert "I asked." in text(page)
    assert 'name="showed"' not in page.content.decode()


def test_the_focus_leads_to_how_it_goes(rosa, made):
    page = rosa.get(f"/courses/{made.pk}/focus/").content.decode()
    assert f'href="/courses/{made.pk}/tracking/"' in page
