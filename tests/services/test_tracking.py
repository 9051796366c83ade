"""Tracking: rating a week, changing it, and who reads what."""

from datetime import timedelta

import pytest

from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.domain.tracking.rating import monday
from betweenus.records.events import Event
from betweenus.records.tracking import FocusRating
from betweenus.services import clock, focus, focus_rating, people, portal
from tests import worlds

pytestmark = pytest.mark.django_db

PLAIN = "I feel I am too much, and others seem about to go."
FOCUS = {
    "self": "too much",
    "other": "about to go",
    "affects": [{"name": "shame", "shown": True}],
    "defence": "SECRET goes quiet",
    "plain": PLAIN,
}
WEEK = timedelta(weeks=1)
THIS = monday(worlds.TODAY)  # today is its Tuesday


@pytest.fixture(autouse=True)
def a_tuesday_in_february():
    with clock.as_of(worlds.NOW):
        yield


@pytest.fixture
def clinic():
    return worlds.clinic()


@pytest.fixture
def made(clinic):
    """Session 8 is today; the focus was agreed in session 4, four weeks ago."""
    made = worlds.at_session(clinic.rosa, 8)
    with clock.as_of(worlds.NOW - 4 * WEEK):
        agree(clinic.rosa, made)
    return made


@pytest.fixture
def tom(made):
    return people.identify(worlds.client_of(made))


def agree(who, made) -> None:
    focus.write(by=who.acts, course_id=made.pk, parts=FOCUS, seen_number=0)
    for to in ("said", "shared", "agreed"):
        focus.move(by=who.acts, course_id=made.pk, to=to)


def test_a_client_rates_a_week_and_it_is_kept_with_its_session(tom, made):
    row = focus_rating.rate(
        by=tom,
        course_id=made.pk,
        week=THIS - WEEK,
        showed=6,
        stepped_back=3,
        places=["outside", "here"],
        tried=" Rang Jo first. ",
    )
    assert (row.by_client, row.session_number, row.tried) == (True, 7, "Rang Jo first.")
    assert list(row.places) == ["outside", "here"]


def test_words_are_sealed_in_the_table(tom, made):
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6, tried="Rang Jo first.")
    stored = FocusRating.objects.extra(select={"raw": "tried"}).values_list("raw", flat=True)[0]
    assert "Rang Jo" not in str(stored)


def test_another_rating_of_the_same_week_is_its_next_version(tom, made):
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=4)
    assert FocusRating.objects.count() == 2
    (standing,) = focus_rating.mine(by=tom).ratings
    assert standing.showed == 4


def test_the_same_again_is_kept_once(tom, made):
    for _ in range(2):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6, tried="Rang Jo.")
    assert FocusRating.objects.count() == 1


def test_each_side_has_its_own_rating_of_a_week(clinic, tom, made):
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    focus_rating.rate(by=clinic.rosa.acts, course_id=made.pk, week=THIS, showed=3, tried="SECRET")
    assert {(one.by_client, one.showed) for one in focus_rating.of_course(made.pk)} == {
        (True, 6),
        (False, 3),
    }


def test_a_client_never_sees_what_their_therapist_rated(clinic, tom, made):
    focus_rating.rate(by=clinic.rosa.acts, course_id=made.pk, week=THIS, showed=3, tried="SECRET")
    page = focus_rating.mine(by=tom)
    assert page.ratings == ()
    assert "SECRET" not in repr(page)
    assert "SECRET" not in repr(portal.home(by=tom))


def test_the_clients_page_has_the_words_of_their_focus(tom, made):
    assert focus_rating.mine(by=tom).plain == PLAIN


def test_weeks_before_the_focus_was_agreed_cannot_be_rated(clinic):
    made = worlds.at_session(clinic.rosa, 5)
    tom = people.identify(worlds.client_of(made))
    with pytest.raises(Refusal, match="no agreed focus yet"):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    with clock.as_of(worlds.NOW - WEEK):
        agree(clinic.rosa, made)
    with pytest.raises(Refusal, match="cannot be rated now"):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS - WEEK, showed=6)
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)


@pytest.mark.parametrize("weeks", [3, -1])
def test_a_week_too_long_ago_or_still_ahead_is_refused(tom, made, weeks):
    with pytest.raises(Refusal, match="cannot be rated now"):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS - weeks * WEEK, showed=6)


def test_after_the_end_nothing_is_rated_or_asked(clinic, tom, made):
    worlds.ended(clinic.rosa, made)
    with pytest.raises(Refusal, match="has ended"):
        focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    assert focus_rating.mine(by=tom).weeks == ()
    assert portal.home(by=tom).week is None


def test_home_asks_for_last_week_until_it_is_rated(tom, made):
    assert portal.home(by=tom).week == THIS - WEEK
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS - WEEK, showed=6)
    assert portal.home(by=tom).week is None
    with clock.as_of(worlds.NOW + timedelta(days=2)):  # Thursday
        assert portal.home(by=tom).week == THIS


def test_home_asks_for_nothing_before_the_focus_is_agreed(clinic):
    made = worlds.at_session(clinic.rosa, 5)
    assert portal.home(by=people.identify(worlds.client_of(made))).week is None


@pytest.mark.parametrize("who", ["ben", "hugo", "miriam", "ada", "carl"])
def test_nobody_else_rates(clinic, made, who):
    with pytest.raises(NotAllowed):
        focus_rating.rate(by=getattr(clinic, who).acts, course_id=made.pk, week=THIS, showed=1)


def test_another_client_does_not_rate_or_see_it(clinic, made, tom):
    other = worlds.opened(clinic.rosa, "Ines Varga")
    ines = people.identify(worlds.client_of(other, "ines@home.example"))
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6)
    with pytest.raises(NotAllowed):
        focus_rating.rate(by=ines, course_id=made.pk, week=THIS, showed=1)
    assert focus_rating.mine(by=ines).ratings == ()


def test_rating_leaves_an_event_without_a_word_of_it(tom, made):
    focus_rating.rate(by=tom, course_id=made.pk, week=THIS, showed=6, tried="Rang Jo.")
    event = Event.objects.filter(act="rate the focus").latest("at")
    assert event.done
    assert event.detail == {"changed": False}
