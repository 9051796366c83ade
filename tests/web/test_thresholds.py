"""The table of thresholds as a service lead sees and changes it."""

import pytest

from betweenus.domain.access import Act
from betweenus.domain.outcomes.revising import Revision
from betweenus.records.events import Event
from betweenus.records.teams import ThresholdRevision
from betweenus.services import clock, thresholds
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

ADDRESS = "/service/thresholds/"
TYPED = {
    "which": "pdss:caseness",
    "value": "9",
    "source": "National manual, edition 7, page 31",
    "why": "We have the manual now.",
    "seen": "0",
}


@pytest.fixture
def ada(client, clinic):
    client.force_login(clinic.ada.account, backend="sesame.backends.ModelBackend")
    return client


def text(page) -> str:
    return " ".join(page.content.decode().split())


def test_every_figure_has_its_source_and_its_mark(ada, most_queries):
    with most_queries():
        page = text(ada.get(ADDRESS))
    assert "Version <strong>1</strong>" in page
    assert "PMC8411661, table 1" in page
    assert "<strong>0.73</strong>" in page
    assert page.count(">unverified<") == 19
    assert page.count(">verified<") == 4
    assert "this is the table that comes with the software" in page


def test_a_change_makes_a_version_with_who_and_why_and_an_event(ada):
    page = text(ada.post(ADDRESS, TYPED, follow=True))
    assert "Version 1.1 of the table is in force." in page
    assert "PDSS, self-report, case from 9." in page
    assert "Ada Quist" in page
    assert "We have the manual now." in page
    event = Event.objects.filter(act=Act.CHANGE_SERVICE, about="thresholds").exclude(
        detail__has_key="read"
    )
    assert event.get().detail == {"measure": "pdss", "figure": "caseness", "number": 1}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"value": "nine"}, "Enter a number, such as 10"),
        ({"value": "90"}, "PDSS, self-report goes no further than 28."),
        ({"source": ""}, "Say where the figure comes from"),
        ({"why": ""}, "Say why you change it"),
        ({"which": "pdss:mood"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(ada, wrong, says):
    answer = ada.post(ADDRESS, TYPED | wrong)
    assert answer.status_code == 422
    assert says in text(answer)
    kept = next(value for name, value in (TYPED | wrong).items() if name != "which" and value)
    assert kept in text(answer)
    assert not ThresholdRevision.objects.exists()


def test_two_leads_do_not_overwrite_each_other(ada):
    ada.post(ADDRESS, TYPED)
    answer = ada.post(ADDRESS, TYPED | {"value": "10"})
    assert answer.status_code == 409
    assert "Somebody changed the table after you opened this page." in text(answer)
    assert ThresholdRevision.objects.count() == 1


def test_the_table_of_a_day_is_as_it_stood_then(clinic):
    change = Revision(clock.today(), "pdss", "caseness", 9, "the manual")
    thresholds.change(by=clinic.ada.acts, seen=0, revision=change, why="We have it now.")
    before = clock.today() - worlds.timedelta(days=1)
    assert thresholds.as_of(before).version == "1"
    assert thresholds.as_of(clock.today()).version == "1.1"
    assert thresholds.as_of(None).of("pdss").caseness.value == 9


def test_a_therapist_may_not_open_it(client, clinic):
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    assert client.get(ADDRESS).status_code == 403
