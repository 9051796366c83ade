"""The second factor: no way in walks past it, nothing typed is lost at it, and it can be lost."""

import re
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from betweenus.domain.access.identity import system
from betweenus.records.events import Event
from betweenus.services import clock, keys, links, people, second_factor
from betweenus.services.second_factor_secrets import PLACE
from betweenus.settings import base
from tests import worlds
from tests.web.pages import signed_in, text

pytestmark = pytest.mark.django_db

AGAIN = "/sign-in/again/"
HALF_MINUTE = 30


@pytest.fixture(autouse=True)
def one_half_minute(monkeypatch):
    """No code is over before it is sent, however busy the machine is."""
    now = worlds.NOW.timestamp()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def clinic(settings):
    cache.clear()
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def asked(settings):
    """A service that asks whoever works there for a second factor, as by default."""
    settings.BETWEENUS_SECOND_FACTOR = base.BETWEENUS_SECOND_FACTOR


def by_password(client, name="rosa", password=worlds.PASSWORD, **more):
    data = {"login": f"{name}@clinic.example", "password": password} | more
    return client.post("/account/login/", data)


def set_up(client) -> tuple[str, list[str]]:
    """Set up an app as somebody signed in; its secret, and the recovery codes."""
    secret = re.search(r"<code>(\w+)</code>", client.get("/account/second-factor/app/").text)[1]
    done = client.post("/account/second-factor/app/", {"code": code(secret)})
    assert done["location"] == "/account/second-factor/codes/", text(done)
    return secret, re.findall(r"<code>(\d{8})</code>", client.get(done["location"]).text)


def code(secret: str, *, later: int = 0) -> str:
    """What the app shows now or so many half minutes later, worked out by the library itself."""
    counter = int(worlds.NOW.timestamp()) // HALF_MINUTE + later
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def rosa(clinic):
    """Rosa has an app; her browser, its secret, her recovery codes."""
    client = Client()
    by_password(client)
    return (client, *set_up(client))


def answer(client, secret: str):
    return client.post("/account/second-factor/ask/", {"code": code(secret)})


# -- no way past it


def test_a_new_therapist_sets_it_up_before_anything_else(client, clinic, asked):
    by_password(client)
    for path in ("/today/", "/account/sessions/", "/account/password/change/"):
        assert client.get(path)["location"] == "/account/second-factor/", path
    assert "Before you go on" in client.get("/account/second-factor/").text
    assert client.get(reverse("crisis_help")).status_code == 200
    assert client.get("/account/logout/").status_code == 200

    _, codes = set_up(client)
    assert len(codes) == 10
    assert client.get("/today/").status_code == 200


def test_what_is_typed_before_it_is_set_up_is_sent_after_it(client, clinic, asked):
    by_password(client)
    waits = client.post("/today/", {"text": "two hours of writing"})
    assert waits.status_code == 403
    held = re.search(r'name="held" value="([^"]+)"', waits.text)[1]
    set_up(client)
    assert "two hours of writing" in client.post(AGAIN, {"held": held}).text


def test_a_client_is_offered_one_and_not_made_to_have_it(clinic, asked):
    made = worlds.at_session(clinic.rosa, 2, "Tom Abara")
    tom = signed_in(worlds.client_of(made))
    assert tom.get("/me/").status_code == 200
    assert "Add a second step" in text(tom.get("/me/account/"))


def test_a_password_alone_reaches_no_page_of_a_record(rosa, clinic):
    _, secret, _ = rosa
    other = Client()
    assert by_password(other)["location"] == "/account/second-factor/ask/"
    for path in ("/today/", "/account/second-factor/", "/account/second-factor/app/"):
        assert "/account/login/" in other.get(path)["location"], path
    assert "That code is not right" in text(answer(other, "A" * 32))
    assert other.get("/today/").status_code == 302
    assert answer(other, secret)["location"] == "/today/"
    assert other.get("/today/").status_code == 200
    failed = Event.objects.filter(act="sign in", detail__has_key="second factor failed")
    assert failed.get().account_id == clinic.rosa.account.pk
    last = Event.objects.filter(act="sign in", detail__has_key="ways").latest("at", "pk")
    assert last.detail["ways"] == ["password", "app"]


def token_in(mailoutbox) -> str:
    address = re.search(r"https?://\S+", mailoutbox[-1].body)[0]
    return parse_qs(urlsplit(address).query)["token"][0]


def test_an_emailed_link_does_not_walk_past_it(rosa, clinic, mailoutbox):
    _, secret, _ = rosa
    other = Client()
    other.post("/sign-in/link/", {"email": "rosa@clinic.example"})
    sent = {"token": token_in(mailoutbox), "next": "/account/sessions/"}
    assert other.post("/sign-in/link/use/", sent)["location"] == "/account/second-factor/ask/"
    assert other.get("/today/").status_code == 302
    assert answer(other, secret)["location"] == "/account/sessions/"


def test_a_link_for_a_new_password_does_not_walk_past_it(rosa, clinic):
    other = Client()
    clinic.rosa.account.refresh_from_db()  # a link is for an account as it last signed in

    sent = {"token": links.invitation_token(clinic.rosa.account), "password": "heron basalt tuba"}
    assert other.post("/welcome/", sent)["location"] == "/account/second-factor/ask/"
    assert other.get("/today/").status_code == 302


# -- codes


@pytest.mark.parametrize("later", [-1, 1])
def test_a_code_works_in_its_own_half_minute_only(rosa, later):
    _, secret, _ = rosa
    other = Client()
    by_password(other)
    sent = {"code": code(secret, later=later)}
    assert "That code is not right" in text(other.post("/account/second-factor/ask/", sent))
    assert other.get("/today/").status_code == 302
    assert answer(other, secret)["location"] == "/today/"


def test_a_code_and_a_recovery_code_work_once(rosa):
    _, secret, codes = rosa
    for right in (code(secret), codes[3]):
        first, second = Client(), Client()
        by_password(first)
        by_password(second)
        sent = {"code": right}
        ask = "/account/second-factor/ask/"
        assert first.post(ask, sent)["location"] == "/today/"
        assert second.post(ask, sent).status_code == 200
        assert second.get("/today/").status_code == 302


def test_recovery_codes_are_shown_once_and_counted(rosa):
    client, _, codes = rosa
    again = text(client.get("/account/second-factor/codes/"))
    assert codes[0] not in again
    assert "10 recovery codes left" in again
    client.post("/account/second-factor/codes/new/")
    new = re.findall(r"<code>(\d{8})</code>", client.get("/account/second-factor/codes/").text)
    assert len(new) == 10
    assert not set(new) & set(codes)


def test_removing_it_signs_out_elsewhere_and_asks_for_a_new_one(rosa, asked, mailoutbox):
    client, secret, _ = rosa
    other = Client()
    by_password(other)
    answer(other, secret)
    client.post("/account/second-factor/app/remove/")
    assert client.get("/today/")["location"] == "/account/second-factor/"
    assert other.get("/today/").status_code == 302
    assert "removed" in mailoutbox[-1].body
    said = Event.objects.filter(act="look after own way of signing in").values_list("detail")
    assert any("removed" in one.get("changed", "") for (one,) in said)


# -- a session that ended


def test_what_was_typed_is_kept_over_both_steps(rosa):
    _, secret, _ = rosa
    other = Client()
    held_at = re.compile(r'name="held" value="([^"]+)"')
    over = other.post("/today/", {"text": "two hours of writing"})
    sent = {"held": held_at.search(over.text)[1], "login": "rosa@clinic.example"}
    second = other.post(AGAIN, sent | {"password": worlds.PASSWORD})
    assert "One more step" in text(second)
    assert "two hours of writing" not in second.text
    held = held_at.search(second.text)[1]
    wrong = other.post(AGAIN, {"held": held, "code": "000000"})
    assert wrong.status_code == 422
    held = held_at.search(wrong.text)[1]
    offered = other.post(AGAIN, {"held": held, "code": code(secret)})
    assert "two hours of writing" in offered.text
    assert other.get("/today/").status_code == 200


# -- when it is lost


def test_an_administrator_takes_it_away_with_a_reason_and_never_their_own(
    rosa, clinic, asked, mailoutbox
):
    client, *_ = rosa
    carl = Client()
    by_password(carl, "carl")
    set_up(carl)
    page = f"/service/people/{clinic.rosa.account.pk}/"
    assert "an app for codes" in text(carl.get(page))
    assert carl.post(f"{page}second-factor/", {"reason": " "}).status_code == 422
    assert Authenticator.objects.filter(user=clinic.rosa.account).exists()
    carl.post(f"{page}second-factor/", {"reason": "Phone stolen; spoke to her."})
    assert not Authenticator.objects.filter(user=clinic.rosa.account).exists()
    assert client.get("/today/").status_code == 302, "signed out at once"
    assert mailoutbox[-1].to == ["rosa@clinic.example"]
    event = Event.objects.get(act="take away a second factor that was lost")
    assert event.detail["reason"] == "Phone stolen; spoke to her."

    own = f"/service/people/{clinic.carl.account.pk}/second-factor/"
    assert carl.post(own, {"reason": "mine"}).status_code == 422
    assert Authenticator.objects.filter(user=clinic.carl.account).exists()


def test_a_clients_is_taken_away_by_their_therapist_alone(clinic):
    made = worlds.at_session(clinic.rosa, 2, "Tom Abara")
    account = worlds.client_of(made)
    Authenticator.objects.create(user=account, type="webauthn", data={})
    path = f"/people/{made.person_id}/invite/second-factor/"
    sent = {"reason": "He sat in front of me."}
    assert signed_in(clinic.hugo.account).post(path, sent).status_code == 403
    assert Authenticator.objects.exists()
    assert signed_in(clinic.rosa.account).post(path, sent).status_code == 302
    assert not Authenticator.objects.exists()


# -- where I am signed in


def test_a_session_elsewhere_is_seen_and_ended(client, clinic):
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    other = Client(HTTP_USER_AGENT=firefox)
    by_password(other)
    by_password(client)
    page = client.get("/account/sessions/")
    assert "Firefox on Windows" in text(page)
    ends = re.search(r'action="(/account/sessions/\d+/end/)"', page.text)[1]
    ada = Client()
    by_password(ada, "ada")
    assert ada.post(ends).status_code == 404, "only one's own"
    client.post(ends)
    assert other.get("/today/").status_code == 302
    assert client.get("/today/").status_code == 200

    by_password(other)
    client.post("/account/sessions/end-others/")
    assert other.get("/today/").status_code == 302
    assert ada.get("/service/").status_code == 200


# -- wrong passwords


def test_a_stranger_elsewhere_does_not_keep_the_owner_out(client, clinic, settings):
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    cache.clear()
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    said = [text(by_password(stranger, password="guess")) for _ in range(7)]
    assert "Too many" in said[-1]
    assert "Too many" in text(by_password(stranger)), "also with the right one"
    assert by_password(client)["location"] == "/today/"


def test_one_place_cannot_guess_at_everybody(clinic, settings):
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    cache.clear()
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for number in range(30):
        by_password(stranger, f"somebody{number}", "guess")
    assert "Too many" in text(by_password(stranger, "hugo", "guess"))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "too short"),
        ("qwerty123456", "too common"),
        ("rosa@clinic.example", "too similar"),
    ],
)
def test_a_password_many_people_use_is_refused(client, clinic, password, why):
    sent = {"token": links.invitation_token(clinic.rosa.account), "password": password}
    refused = client.post("/welcome/", sent)
    assert refused.status_code == 422
    assert why in text(refused)


def test_a_service_in_use_keeps_passwords_by_argon2():
    assert base.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher")


# -- at rest


def test_secrets_are_sealed_and_go_with_the_key(rosa, settings):
    _, secret, _ = rosa
    with connection.cursor() as cursor:
        cursor.execute("select data from mfa_authenticator")
        raw = str(cursor.fetchall())
    assert secret not in raw
    assert "test:" in raw
    settings.BETWEENUS_KEY_RING = {"newer": settings.BETWEENUS_KEY_RING["test-old"]} | (
        settings.BETWEENUS_KEY_RING
    )
    settings.BETWEENUS_SEALING_KEY = "newer"
    assert keys.in_use()["test"] >= 2
    assert not keys.rotate(by=system("keys by a test")).unreadable
    assert "test" not in keys.in_use()
    other = Client()
    by_password(other)
    assert answer(other, secret)["location"] == "/today/"


def test_only_whoever_works_here_needs_one(clinic, asked):
    assert second_factor.due(by=clinic.rosa.acts)
    made = worlds.at_session(clinic.rosa, 2, "Tom Abara")
    assert not second_factor.due(by=people.identify(worlds.client_of(made)))
    assert f"{Authenticator._meta.db_table}.data" == PLACE
