"""The mid review page: what there is to look at, and what was found."""

from uuid import uuid4

import pytest

from betweenus.records.course import MidReview
from betweenus.services import focus, goals, measures, people
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]
SHUT = (403, 404)  # a client is told no more than that it is not there

FOUND = {
    "focus_fits": "partly",
    "words": "Slow, and then all at once.",
    "client_words": "I did not think it showed.",
    "plan": "The anger.",
}


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 9)


def where(made) -> str:
    return f"/courses/{made.pk}/mid-review/"


def test_with_nothing_on_record_it_says_where_to_begin(made, rosa):
    said = text(rosa.get(where(made)))
    assert "No questionnaires yet." in said
    assert "There is no focus yet. Write it" in said
    assert "There are no goals yet. Set them" in said


def test_curve_goals_and_focus_lie_side_by_side(clinic, made, rosa):
    by, tom = clinic.rosa.acts, people.identify(worlds.client_of(made))
    measures.answer(
        by=tom, person_id=made.person_id, measure="phq-9", answers=[1] * 9, course_id=made.pk
    )
    goals.set_goal(by=by, course_id=made.pk, words="Ask for help once", first_rating=2)
    focus.write(by=by, course_id=made.pk, seen_number=0, parts={"plain": "I make myself small."})
    said = text(rosa.get(where(made)))
    for words in (
        "PHQ-9",
        "Ask for help once",
        "I make myself small.",
        "Is the focus still right?",
    ):
        assert words in said


def test_what_was_found_is_kept_and_leads_to_revising_the_focus(made, rosa):
    said = text(rosa.post(where(made), FOUND, follow=True))
    assert "The review is kept." in said
    assert "After session 8, Tuesday 10 February" in said
    assert "Slow, and then all at once." in said
    assert "I did not think it showed." in said
    assert "Revise the focus" in said


@pytest.mark.parametrize("gap", ["focus_fits", "words"])
def test_what_is_missing_is_said_and_everything_typed_stays(made, rosa, gap):
    page = rosa.post(where(made), FOUND | {gap: ""})
    assert page.status_code == 422
    assert pages.fields(page)["plan"] == "The anger."
    assert not MidReview.objects.exists()


def test_an_answer_that_is_none_of_the_three_and_an_empty_form_are_refused(made, rosa):
    assert rosa.post(where(made), FOUND | {"focus_fits": "maybe"}).status_code == 422
    assert rosa.post(where(made)).status_code == 422


def test_pressing_twice_keeps_one_review(made, rosa):
    for _ in range(2):
        assert rosa.post(where(made), FOUND, follow=True).status_code == 200
    assert MidReview.objects.count() == 1


def test_a_supervisor_reads_and_nobody_else_does(clinic, made, rosa):
    rosa.post(where(made), FOUND)
    miriam = pages.signed_in(clinic.miriam.account)
    said = text(miriam.get(where(made)))
    assert "Slow, and then all at once." in said
    assert "Review again" not in said
    assert miriam.post(where(made), FOUND | {"plan": "x"}).status_code == 403
    for account in (clinic.hugo.account, clinic.ada.account, worlds.client_of(made)):
        client = pages.signed_in(account)
        assert client.get(where(made)).status_code in SHUT
        assert client.post(where(made), FOUND).status_code in SHUT


def test_a_course_that_is_not_there(rosa):
    assert rosa.get(f"/courses/{uuid4()}/mid-review/").status_code == 404
    assert rosa.post(f"/courses/{uuid4()}/mid-review/", FOUND).status_code == 404


def test_a_review_takes_few_queries(clinic, made, rosa, most_queries):
    by = clinic.rosa.acts
    for n in range(3):
        goals.set_goal(by=by, course_id=made.pk, words=f"Goal {n}", first_rating=n)
        rosa.post(where(made), FOUND | {"plan": str(n)})
    with most_queries():
        assert rosa.get(where(made)).status_code == 200
