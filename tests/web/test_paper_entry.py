"""Answers entered by staff: spoken to as staff, and shown in full figures."""

import pytest

from betweenus.domain.refusals import Refusal
from betweenus.services import measures, people
from tests import worlds
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

DAY = {"answered_on_0": "3", "answered_on_1": "2", "answered_on_2": "2026", "moment": "treatment"}


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6)


@pytest.fixture
def rosa(client, clinic):
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    return client


def test_an_empty_form_tells_staff_what_staff_can_do(rosa, made):
    page = rosa.post(f"/courses/{made.pk}/measures/phq-9/new/", DAY)
    assert page.status_code == 422
    assert "Nothing is answered yet. Enter the answers, or “Declined”" in text(page)
    assert "rather not" not in text(page)


def test_and_a_client_what_a_client_can_do(made):
    with pytest.raises(Refusal, match="would rather not"):
        measures.answer(
            by=people.identify(worlds.client_of(made)),
            person_id=made.person_id,
            measure="phq-9",
            answers=[None] * 10,
        )


@pytest.mark.parametrize(
    ("measure", "answers", "said"),
    [
        ("ecr-rs", [4] * 8 + [5], "Anxiety: 4.33 of 7"),  # the mean of three: 4, 4, 5
        ("phq-9", [1] * 10, "Total 9 of 27"),
    ],
)
def test_a_mean_is_shown_with_two_decimals_and_a_sum_without(
    rosa, clinic, made, measure, answers, said
):
    row = measures.answer(
        by=clinic.rosa.acts,
        person_id=made.person_id,
        measure=measure,
        subject="mother" if measure == "ecr-rs" else "",
        answers=answers,
        source="staff",
    )
    assert said in text(rosa.get(f"/answers/{row.pk}/"))
