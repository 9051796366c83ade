"""The page of a risk sign says of the client's side what is true, by how the answers came."""

from datetime import timedelta

import pytest

from betweenus.records.events import Event
from betweenus.records.safety import RiskTask
from betweenus.services import clock, duty, escalating, measures, people, safety
from tests import worlds
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

AT_RISK = [2, 2, 2, 1, 1, 1, 1, 0, 2, 1]
SHOWN = "Tom Abara was shown the service’s crisis text at once"


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6)


def risk_page(client, clinic, made, by, source) -> str:
    measures.answer(
        by=by, person_id=made.person_id, measure="phq-9", answers=AT_RISK, source=source
    )
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    return text(client.get(f"/risk/{RiskTask.objects.get().pk}/"))


def test_who_answered_on_their_own_pages_was_shown_the_crisis_text(client, clinic, made):
    tom = people.identify(worlds.client_of(made))
    page = risk_page(client, clinic, made, tom, "portal")
    assert SHOWN in page
    assert "Answered Tuesday 10 February" in page


def test_of_answers_entered_by_staff_it_does_not_say_so(client, clinic, made):
    page = risk_page(client, clinic, made, clinic.rosa.acts, "staff")
    assert SHOWN not in page
    assert "These answers were entered by staff: no page has shown Tom Abara" in page
    assert "Entered Tuesday 10 February" in page


def test_nor_of_imported_ones(client, clinic, made):
    page = risk_page(client, clinic, made, worlds.BUILDER, "import")
    assert SHOWN not in page
    assert "These answers were imported: no page has shown Tom Abara" in page


def test_what_a_second_person_did_is_added_and_said(client, clinic, made):
    risk_page(client, clinic, made, clinic.rosa.acts, "staff")
    task = RiskTask.objects.get()
    client.force_login(clinic.miriam.account, backend="sesame.backends.ModelBackend")
    assert client.get(f"/risk/{task.pk}/").status_code == 200  # it is open in her window
    safety.acknowledge(by=clinic.rosa.acts, task_id=task.pk, done="safety plan")
    sent = {"done": "contacted GP", "words": "Dr Hale rings him back."}
    page = text(client.post(f"/risk/{task.pk}/", sent, follow=True))
    assert "Rosa Lind acknowledged it while you wrote, on Tuesday 10 February at 9am." in page
    assert "What you did is added to it." in page
    assert "What else was done" in page
    assert "Dr Hale rings him back." in page


@pytest.fixture
def task(client, clinic, made):
    """A sign nobody acknowledged, five hours later: it is Hugo's too, whose browser this is."""
    day = worlds.TODAY
    duty.plan(by=clinic.ada.acts, account_id=clinic.hugo.account.pk, first_day=day, last_day=day)
    risk_page(client, clinic, made, clinic.rosa.acts, "staff")
    later = worlds.NOW + timedelta(hours=5)
    with clock.as_of(later):
        escalating.escalate_due(later)
        client.force_login(clinic.hugo.account, backend="sesame.backends.ModelBackend")
        yield RiskTask.objects.get()


def test_whoever_was_on_duty_and_comes_second_is_told_who_was_first(client, clinic, task):
    assert client.get(f"/risk/{task.pk}/").status_code == 200  # it is open in his window
    safety.acknowledge(by=clinic.rosa.acts, task_id=task.pk, done="safety plan")

    told = client.post(f"/risk/{task.pk}/", {"done": "contacted GP", "words": "Dr Hale rings."})
    assert told.status_code == 409
    assert "Rosa Lind acknowledged it first, on Tuesday 10 February at 2pm" in text(told)
    assert "Dr Hale rings." in text(told), "what he wrote is not lost"
    assert "Tom Abara" not in text(told), "the sign is his no longer"
    assert not Event.objects.filter(account_name="Hugo Pell", done=False).exists()


def test_pressed_twice_by_whoever_is_on_duty_it_says_so(client, task):
    sent = {"done": "contacted GP", "words": "Dr Hale rings."}
    client.post(f"/risk/{task.pk}/", sent)
    assert "You acknowledged it on Tuesday" in text(client.post(f"/risk/{task.pk}/", sent))
