"""The page of measures: one choice and one button to ask for a questionnaire, and to enter one."""

import re

import pytest

from betweenus.records.measures import MeasureRequest
from tests import worlds
from tests.web.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def path(clinic) -> str:
    return f"/courses/{worlds.at_session(clinic.rosa, 6).pk}/measures/"


@pytest.fixture
def rosa(client, clinic):
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    return client


def offered(page, name: str) -> list[str]:
    """The values of a choice on the page."""
    body = page.content.decode()
    chosen = re.search(rf'<select[^>]*name="{name}".*?</select>', body, re.DOTALL)[0]
    return re.findall(r'<option value="([^"]+)"', chosen)


def test_each_is_one_choice_and_one_button(rosa, path, most_queries):
    with most_queries():
        page = rosa.get(path)
    assert "core-10" in offered(page, "measure")
    assert "phq-9" not in offered(page, "measure")  # asked for already
    assert {"phq-9", "core-10", "hrsd-17"} <= set(offered(page, "enter"))
    assert len(re.findall("Ask for it</button>", page.content.decode())) == 1
    assert len(re.findall("Enter it</button>", page.content.decode())) == 1


def test_what_is_chosen_is_asked_for(rosa, path):
    page = rosa.post(f"{path}ask/", {"measure": "core-10"}, follow=True)
    assert "is asked for CORE-10 on their own pages" in text(page)
    assert "core-10" not in offered(page, "measure")
    assert MeasureRequest.objects.filter(measure="core-10", closed_at=None).count() == 1


def test_what_is_chosen_to_enter_opens_its_form(rosa, path):
    assert rosa.get(path, {"enter": "phq-9"})["location"] == f"{path}phq-9/new/"


@pytest.mark.parametrize("send", ["ask", "enter"])
def test_choosing_nothing_says_so_beside_the_choice(rosa, path, send):
    page = (
        rosa.post(f"{path}ask/", {"measure": ""}) if send == "ask" else rosa.get(f"{path}?enter=")
    )
    assert page.status_code == 422
    assert text(page).count("Choose a questionnaire") == 2
    assert "<title>Error: Measures" in page.content.decode()
