"""A question with more answers than can be ticked is answered by a number in a box."""

import pytest

from betweenus.domain.measures.catalogue import get, word_from
from betweenus.domain.measures.wording import empty_wording
from betweenus.records.asking import BegunAnswers
from betweenus.records.measures import MeasureAnswers
from betweenus.services import measures
from tests import worlds
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

FILLED = {"relationship_0": "90", "goals_0": "0", "approach_0": "100", "overall_0": "73"}


@pytest.fixture(autouse=True)
def srs_worded(tmp_path, settings):
    """The service holds the wording of SRS, here an invented one."""
    (tmp_path / "srs.toml").write_text(empty_wording(get("srs")).replace(' = ""', ' = "Words"'))
    word_from(tmp_path)
    yield
    word_from(settings.WORDINGS)


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 6)


@pytest.fixture
def path(clinic, made) -> str:
    asked = measures.ask(
        by=clinic.rosa.acts, person_id=made.person_id, course_id=made.pk, measure="srs"
    )
    return f"/me/questionnaires/{asked.pk}/"


@pytest.fixture
def tom(client, made):
    client.force_login(worlds.client_of(made), backend="sesame.backends.ModelBackend")
    return client


def test_a_box_stands_there_and_no_hundred_answers_to_tick(tom, path):
    page = tom.get(path).content.decode()
    assert page.count("A number from 0 (Words) to 100 (Words)") == 4
    assert page.count('type="radio"') == 0
    assert page.count('value="declined"') == 4


def test_numbers_are_taken_nought_among_them(tom, path):
    assert tom.post(path, FILLED)["location"] == f"{path}done/"
    row = MeasureAnswers.objects.get()
    assert row.items == {"relationship": 90, "goals": 0, "approach": 100, "overall": 73}
    assert row.total == 26.3


def test_what_was_begun_stands_in_the_box_again(tom, path):
    tom.post(f"{path}keep/", {"relationship_0": "0", "goals_1": "declined"})
    assert BegunAnswers.objects.get().answers == {"relationship": 0, "goals": "declined"}
    page = tom.get(path).content.decode()
    assert page.count(' value="0"') == 1
    assert page.count(" checked") == 1


@pytest.mark.parametrize("typed", ["101", "-1", "7.5", "much"])
def test_what_is_no_number_of_the_line_is_said_and_stays_typed(tom, path, typed):
    page = tom.post(path, FILLED | {"goals_0": typed})
    assert page.status_code == 422
    assert "Question 2: enter a whole number from 0 to 100" in text(page)
    assert f'value="{typed}"' in page.content.decode()
    assert 'href="#id_goals_0"' in page.content.decode()
    assert 'id="id_goals_0"' in page.content.decode()
    assert not MeasureAnswers.objects.exists()


def test_one_left_open_is_asked_for_and_may_be_declined(tom, path):
    page = tom.post(path, FILLED | {"goals_0": ""})
    assert "Question 2: enter a number, or choose “I would rather not answer”" in text(page)
    tom.post(path, FILLED | {"goals_0": "", "goals_1": "declined"})
    assert MeasureAnswers.objects.get().items["goals"] == "declined"


def test_staff_enter_it_from_paper_in_the_same_way(client, clinic, made):
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    path = f"/courses/{made.pk}/measures/srs/new/"
    assert client.get(path).content.decode().count("A number from 0 (Words) to 100 (Words)") == 4
    day = {"answered_on_0": "3", "answered_on_1": "2", "answered_on_2": "2026"}
    client.post(path, FILLED | day | {"goals_0": "", "moment": "treatment"})
    assert MeasureAnswers.objects.get().items["goals"] is None
