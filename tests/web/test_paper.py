"""The page of papers for a time without the service: each role finds what it may print."""

import pytest
from django.urls import reverse

from betweenus.services import clock
from tests import worlds
from tests.web import pages
from tests.web.pages import text

pytestmark = pytest.mark.django_db

OWN, EVERYBODY = "/paper/sessions.pdf", "/paper/sessions-of-everybody.pdf"


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


def links(page) -> set[str]:
    found = page.content.decode()
    return {one for one in (OWN, EVERYBODY) if f'href="{one}"' in found}


def test_each_role_is_offered_what_it_may_print(clinic, most_queries):
    worlds.at_session(clinic.rosa, 5, "Tom Abara")
    rosa = pages.signed_in(clinic.rosa.account)
    assert 'href="/paper/"' in rosa.get("/today/").content.decode()
    with most_queries(12):
        assert links(rosa.get("/paper/")) == {OWN}
    with most_queries(12):
        file = rosa.get(OWN)
    assert file["Content-Type"] == "application/pdf"
    assert 'filename="sessions.pdf"' in file["Content-Disposition"]
    assert rosa.get(EVERYBODY).status_code == 403

    for who in (clinic.ada, clinic.carl):
        office = pages.signed_in(who.account)
        assert 'href="/paper/"' in office.get(reverse("accounts")).content.decode()
        assert links(office.get("/paper/")) == {EVERYBODY}
        with most_queries(12):
            assert office.get(EVERYBODY).content.startswith(b"%PDF")
        assert office.get(OWN).status_code == 403
    assert links(pages.signed_in(clinic.miriam.account).get("/paper/")) == set()


def test_forms_are_for_whoever_works_here(clinic):
    made = worlds.at_session(clinic.rosa, 2)
    tom = pages.signed_in(worlds.client_of(made))
    for name in ("forms", "questionnaires"):
        assert pages.signed_in(clinic.rosa.account).get(f"/paper/{name}.pdf").status_code == 200
        assert tom.get(f"/paper/{name}.pdf").status_code in (403, 404)


def test_the_page_says_what_to_do_afterwards(clinic):
    said = text(pages.signed_in(clinic.rosa.account).get("/paper/"))
    assert "The session keeps its own day" in said
