"""The focus page says what to look at again in the plain words, to the therapist only."""

import pytest

from betweenus.services import clock, focus
from tests import worlds
from tests.web import pages

pytestmark = pytest.mark.django_db

PARTS = {
    "self": "small",
    "other": "about to go",
    "affects": [{"name": "shame", "shown": True}],
    "plain": "The transference is that you feel small with me.",
}


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    course = worlds.at_session(clinic.rosa, 4)
    focus.write(by=clinic.rosa.acts, course_id=course.pk, parts=PARTS, seen_number=0)
    return course


def page_of(staff, course) -> str:
    client = pages.signed_in(staff.account)
    return client.get(f"/courses/{course.pk}/focus/").content.decode()


def test_jargon_in_the_plain_words_is_said_before_they_are_shared(clinic, course):
    assert "Words the client may not know: transference." in page_of(clinic.rosa, course)


def test_plain_words_without_jargon_get_no_caution(clinic, course):
    focus.write(
        by=clinic.rosa.acts,
        course_id=course.pk,
        parts=PARTS | {"plain": "With me you feel small."},
        seen_number=1,
    )
    assert "may not know" not in page_of(clinic.rosa, course)
