"""An invitation in a browser: sent by staff, opened, accepted either way, used up."""

import re

import pytest
from django.test import Client

from betweenus.records.people import Account, Person
from tests import worlds
from tests.web.test_client_portal import text

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def tom(clinic) -> Person:
    return worlds.opened(clinic.rosa, person={"email": "tom@home.example"}).person


@pytest.fixture
def rosa(client, clinic):
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    return client


@pytest.fixture
def link(rosa, tom, mailoutbox) -> str:
    rosa.post(f"/people/{tom.pk}/invite/", {"email": "tom@home.example"})
    return re.search(r"http://[^/]+(/invitation/\S+)", mailoutbox[-1].body)[1]


def token(link: str) -> str:
    return link.partition("token=")[2]


def test_staff_see_where_it_goes_send_it_and_see_that_it_is_out(
    rosa, tom, mailoutbox, most_queries
):
    with most_queries():
        page = rosa.get(f"/people/{tom.pk}/invite/")
    assert "has not been invited yet" in text(page)
    assert 'value="tom@home.example"' in page.content.decode()
    sent = rosa.post(f"/people/{tom.pk}/invite/", {"email": "tom@home.example"}, follow=True)
    assert "on its way to tom@home.example" in text(sent)
    assert "has not used it yet" in text(sent)
    assert len(mailoutbox) == 1


def test_an_address_that_cannot_be_is_said_beside_the_field(rosa, tom, mailoutbox):
    page = rosa.post(f"/people/{tom.pk}/invite/", {"email": "tom at home"})
    assert page.status_code == 422
    assert "This is not an email address" in text(page)
    assert not mailoutbox


def test_others_may_not(client, clinic, tom):
    client.force_login(clinic.hugo.account, backend="sesame.backends.ModelBackend")
    assert client.get(f"/people/{tom.pk}/invite/").status_code == 403
    assert client.post(f"/people/{tom.pk}/invite/", {"email": "a@b.example"}).status_code == 403


def test_opening_it_says_who_it_is_from_and_uses_nothing_up(link):
    browser = Client()
    for _ in range(2):  # a mail program may look at it first
        page = browser.get(link)
        assert page.status_code == 200
    assert "Rosa Lind at Between Us invites you to your own pages" in text(page)
    assert "tom@home.example" in text(page)


def test_with_a_password_one_is_in(link):
    browser = Client()
    answer = {"token": token(link), "way": "password", "password": PASSWORD}
    assert browser.post("/invitation/", answer)["location"] == "/me/"
    assert "Hello Tom Abara" in text(browser.get("/me/"))
    assert Account.objects.get(email="tom@home.example").check_password(PASSWORD)


def test_a_poor_password_is_explained_and_the_link_still_works(link):
    browser = Client()
    page = browser.post(
        "/invitation/", {"token": token(link), "way": "password", "password": "short"}
    )
    assert page.status_code == 422
    assert "at least 12 characters" in text(page)
    assert "<title>Error: " in page.content.decode()
    answer = {"token": token(link), "way": "password", "password": PASSWORD}
    assert browser.post("/invitation/", answer)["location"] == "/me/"


def test_without_a_password_one_is_in_and_signs_in_by_links_later(link, mailoutbox):
    browser = Client()
    assert (
        browser.post("/invitation/", {"token": token(link), "way": "links"})["location"] == "/me/"
    )
    assert "Choose a password instead" in text(browser.get("/me/account/"))
    browser.logout()
    browser.post("/sign-in/link/", {"email": "tom@home.example"})
    assert "sign-in/link/use" in mailoutbox[-1].body


def test_a_used_or_unknown_link_gives_a_kind_page(link):
    Client().post("/invitation/", {"token": token(link), "way": "links"})
    for address in (link, "/invitation/?token=nonsense", "/invitation/"):
        page = Client().get(address)
        assert page.status_code == 410
        assert "This invitation no longer works" in text(page)
        assert "Email me a sign-in link" in text(page)


def test_a_newer_one_takes_its_place(rosa, tom, link, mailoutbox):
    rosa.post(f"/people/{tom.pk}/invite/", {"email": "tom@home.example"})
    assert Client().get(link).status_code == 410


def test_staff_opening_it_are_told_that_they_would_be_signed_out(rosa, link):
    assert "Somebody else is signed in on this device" in text(rosa.get(link))
