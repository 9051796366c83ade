"""Signing in: by password, by link, and again without losing what was typed."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from betweenus.services import clock
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


def held(response) -> str:
    return re.search(r'name="held" value="([^"]+)"', response.text)[1]


def sign_in(client, email="rosa@clinic.example", password=worlds.PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def test_a_therapist_lands_on_today_and_a_wrong_password_on_words(client, clinic):
    assert "There is a problem" in sign_in(client, password="wrong").text
    assert sign_in(client, "ROSA@clinic.example")["location"] == "/today/"


@pytest.mark.parametrize(
    ("email", "first"),
    [("miriam", "/supervision/"), ("ada", "/service/"), ("carl", "/service/people/")],
)
def test_each_role_starts_at_its_own_page(client, clinic, email, first):
    assert sign_in(client, f"{email}@clinic.example")["location"] == first


def test_a_page_asks_to_sign_in_and_goes_on_there(client, clinic):
    response = client.get("/today/")
    assert response.status_code == 302
    assert "next=/today/" in response["location"]


@pytest.mark.parametrize("how", ["over", "deleted", "another's key"])
def test_a_session_that_is_over_or_unknown_signs_nobody_in(client, clinic, how):
    sign_in(client)
    assert client.get("/today/").status_code == 200
    if how == "over":
        Session.objects.update(expire_date=timezone.now())
    elif how == "deleted":
        Session.objects.all().delete()
    else:
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32

    response = client.get("/today/")
    assert response.status_code == 302
    assert "/account/login/" in response["location"]
    assert sign_in(client)["location"] == "/today/"


def test_a_form_sent_after_the_session_ended_is_kept_and_sent_again(client, clinic):
    response = client.post("/today/?x=1", {"text": "two hours of writing", "many": ["a", "b"]})
    assert response.status_code == 401
    assert "two hours of writing" not in response.text
    assert "&lt;a" not in response.text, "no markup is shown as text"
    form = {"held": held(response), "login": "rosa@clinic.example", "password": "wrong"}
    again = client.post("/sign-in/again/", form)
    assert again.status_code == 422
    form |= {"held": held(again), "password": worlds.PASSWORD}
    offered = client.post("/sign-in/again/", form)
    assert 'action="/today/?x=1"' in offered.text
    assert "two hours of writing" in offered.text
    assert offered.text.count('name="many"') == 2


def test_somebody_who_signed_in_elsewhere_just_goes_on(client, clinic):
    response = client.post("/today/", {"text": "kept"})
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    offered = client.post("/sign-in/again/", {"held": held(response)})
    assert "kept" in offered.text


def test_a_held_form_that_was_tampered_with_is_refused_in_words(client, clinic):
    response = client.post("/sign-in/again/", {"held": "test:AAAA"})
    assert response.status_code == 422
    assert "Press Back" in response.text


def test_an_autosave_without_session_is_told_so_and_nothing_is_shown(client, clinic):
    response = client.post("/today/", {"text": "x"}, headers={"X-Autosave": "1"})
    assert (response.status_code, response.text) == (401, "Signed out")


def test_a_form_of_our_own_with_an_old_token_is_offered_again(clinic):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    response = strict.post("/home/", {"text": "typed"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 403
    assert "typed" in response.text


def test_a_form_from_elsewhere_is_refused_and_not_echoed(clinic):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    response = strict.post("/home/", {"text": "evil"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "evil" not in response.text


def link(mailoutbox) -> str:
    address = re.search(r"https?://\S+", mailoutbox[-1].body)[0]
    return f"{urlsplit(address).path}?{urlsplit(address).query}"


def test_a_link_signs_in_once_and_opening_it_does_not_use_it_up(client, clinic, mailoutbox):
    client.post("/sign-in/link/", {"email": "Rosa@clinic.example"})
    address = link(mailoutbox)
    for _ in range(2):
        assert client.get(address).status_code == 200
    token = parse_qs(urlsplit(address).query)["token"][0]
    assert client.post("/sign-in/link/use/", {"token": token})["location"] == "/today/"
    client.logout()
    assert client.get(address).status_code == 410


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, clinic, mailoutbox):
    known = client.post("/sign-in/link/", {"email": "rosa@clinic.example"})
    unknown = client.post("/sign-in/link/", {"email": "nobody@clinic.example"})
    assert known["location"] == unknown["location"]
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_link_never_leads_off_the_site(client, clinic, mailoutbox, evil):
    client.post("/sign-in/link/", {"email": "rosa@clinic.example"})
    token = parse_qs(urlsplit(link(mailoutbox)).query)["token"][0]
    response = client.post("/sign-in/link/use/", {"token": token, "next": evil})
    assert response["location"] == "/today/"


def test_a_closed_account_gets_no_way_in(client, clinic, mailoutbox):
    clinic.hugo.account.is_active = False
    clinic.hugo.account.save()
    client.post("/sign-in/link/", {"email": "hugo@clinic.example"})
    assert not mailoutbox
    assert sign_in(client, "hugo@clinic.example").get("location") != "/today/"


def test_pages_for_somebody_signed_in_are_not_kept_by_caches(client, clinic):
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    header = client.get("/help-in-a-crisis/")["Cache-Control"]
    assert "no-store" in header


def test_nothing_inline_is_allowed_to_run(client):
    policy = client.get("/account/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_an_unknown_address_is_a_kind_404(client, clinic):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "Page not found" in response.text
    assert "If you need help now" in response.text
    client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    assert "If you need help now" not in client.get("/no-such-page/").text


def test_a_forgotten_password_is_replaced_by_an_e_mailed_link(client, clinic, mailoutbox):
    client.post("/account/password/reset/", {"email": "nobody@clinic.example"})
    assert not mailoutbox
    client.post("/account/password/reset/", {"email": "rosa@clinic.example"})
    message = mailoutbox[0]
    assert message.subject == "Choose a new password"
    address = urlsplit(re.search(r"https?://\S+", message.body)[0]).path
    form = client.get(address, follow=True)
    at = form.redirect_chain[-1][0]
    assert "Choose a new password" in form.text
    weak = client.post(at, {"password1": "short", "password2": "short"})
    assert "There is a problem" in weak.text
    new = "seven wooden spoons"
    done = client.post(at, {"password1": new, "password2": new}, follow=True)
    assert "Your password is changed" in done.text
    client.logout()
    assert sign_in(client, password=new)["location"] == "/today/"


@pytest.mark.parametrize("path", ["/account/signup/", "/account/logout/", "/account/inactive/"])
def test_the_librarys_other_pages_are_ours_too(client, clinic, path):
    if "logout" in path:
        client.force_login(clinic.rosa.account, backend="sesame.backends.ModelBackend")
    response = client.get(path)
    assert response.status_code == 200
    assert "nhsuk-header" in response.text
