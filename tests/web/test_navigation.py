"""The main navigation: the entry that is lit is the one a page belongs to."""

import re

import pytest

from tests import worlds

pytestmark = pytest.mark.django_db


def lit(page) -> list[str]:
    """The words of the entries that are marked as where one is."""
    marked = re.findall(
        r'aria-current="(?:page|true)"[^>]*>(.*?)</a>', page.content.decode(), re.DOTALL
    )
    return [re.sub(r"<[^>]+>|\s+", " ", words).strip() for words in marked]


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/service/", "Service"),
        ("/service/safety/", "Safety"),
        ("/service/duty/", "Safety"),
        ("/leave/", "Safety"),
        ("/service/people/", "People"),
    ],
)
def test_a_lead_sees_where_they_are(client, path, entry):
    client.force_login(worlds.clinic().ada.account, backend="sesame.backends.ModelBackend")
    page = client.get(path)
    assert page.status_code == 200
    assert lit(page) == [entry]


def test_leave_lights_nothing_for_who_has_no_entry_for_it(client):
    client.force_login(worlds.clinic().rosa.account, backend="sesame.backends.ModelBackend")
    assert lit(client.get("/leave/")) == []
