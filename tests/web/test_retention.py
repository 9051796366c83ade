"""Records whose time is over, on a lead's page: held, erased by name, or left."""

import pytest

from betweenus.records.people import Person
from betweenus.services import clock
from tests import worlds
from tests.services.test_retention import LATER
from tests.web import pages
from tests.web.pages import text

pytestmark = pytest.mark.django_db


def test_held_then_erased_by_typing_the_name(most_queries):
    with clock.as_of(worlds.NOW):
        clinic = worlds.clinic()
        made = worlds.at_session(clinic.rosa, 2, "Tom Abara")
        ada = pages.signed_in(clinic.ada.account)
        assert "None. The first will be listed" in text(ada.get("/service/retention/"))
    where = f"/service/retention/{made.person_id}/"
    with clock.as_of(LATER):
        with most_queries(12):
            assert "Tom Abara" in text(ada.get("/service/retention/"))

        empty = ada.post(f"{where}hold/", {"held": "yes", "why": ""})
        assert empty.status_code == 422
        assert "Say why in a few words." in text(empty)
        held = text(
            ada.post(f"{where}hold/", {"held": "yes", "why": "An inquest is open."}, follow=True)
        )
        assert "Held: An inquest is open." in held
        assert "Erase it" not in held
        refused = ada.post(f"{where}erase/", {"name": "Tom Abara"})
        assert refused.status_code == 422
        assert "This record must be held." in text(refused)

        ada.post(f"{where}hold/", {"held": "no", "why": "The inquest is closed."})
        wrong = ada.post(f"{where}erase/", {"name": "Tom"})
        assert wrong.status_code == 422
        assert "That is not the name of this person." in text(wrong)
        assert Person.objects.filter(pk=made.person_id).exists()
        done = ada.post(f"{where}erase/", {"name": "Tom Abara"}, follow=True)
        assert "The record is erased." in text(done)
        assert "Erased by Ada Quist on" in text(done)
        assert "Tom Abara" not in text(done)
    assert not Person.objects.filter(pk=made.person_id).exists()
    assert pages.signed_in(clinic.rosa.account).get("/service/retention/").status_code == 403
