"""A date of death on the page of somebody's details: never in the future, and taken back."""

import pytest

from betweenus.records.people import Person
from betweenus.services import clock
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = pytest.mark.django_db


def test_a_date_of_death_is_recorded_and_taken_back():
    with clock.as_of(worlds.NOW):
        clinic = worlds.clinic()
        made = worlds.at_session(clinic.rosa, 2, "Tom Abara")
        rosa = pages.signed_in(clinic.rosa.account)
        where = f"/people/{made.person_id}/contact/"
        assert "If they have died" in text(rosa.get(where))

        tomorrow = {"died_on_0": "11", "died_on_1": "2", "died_on_2": "2026"}
        refused = rosa.post(where, {"name": "Tom Abara"} | tomorrow)
        assert refused.status_code == 422
        assert "The date of death cannot be in the future" in text(refused)

        rosa.post(where, {"name": "Tom Abara"} | tomorrow | {"died_on_0": "9"})
        assert str(Person.objects.get(pk=made.person_id).died_on) == "2026-02-09"
        rosa.post(where, {"name": "Tom Abara"})
        assert Person.objects.get(pk=made.person_id).died_on is None
