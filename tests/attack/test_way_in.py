"""The way in: what pages say to a browser beside their words, how often may be tried, who is known.

Settings of a service in use are tried in tests/cli/test_check.py.
"""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client

from betweenus.settings import base
from tests import worlds
from tests.attack.guards import GUARDS
from tests.attack.ways import CLIENTS, ROUTES, Attackers, address
from tests.attack.world import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

KNOWN, UNKNOWN = "tom@home.example", "nobody@home.example"
WAYS_IN = [
    name
    for name, route in ROUTES.items()
    if route.callback.__module__.startswith(("allauth.", "betweenus.web.account."))
]


@pytest.fixture(scope="module")
def attackers(world):
    return Attackers(world)


@pytest.fixture
def limits(settings):
    """The limits of a service in use, and nobody who has tried before."""
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


# -- what a browser is told


@pytest.mark.parametrize("name", list(ROUTES))
def test_every_answer_keeps_the_browser_from_what_pages_must_not_do(world, attackers, name):
    for who in ("rosa", "tom", "nobody"):
        with taken_back():
            path = address(ROUTES[name], world.service | world.tom.ids)
            answer = attackers.send(who, "POST" if GUARDS[name].read is None else "GET", path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        if who != "nobody" or name in WAYS_IN:
            assert "no-store" in answer["Cache-Control"], f"{who}: {name}"


def test_a_file_is_handed_over_to_be_kept_and_never_shown_as_a_page(world, attackers):
    """No SVG, no HTML: whatever is not a page of ours comes as a download of a known kind."""
    kinds = set()
    for name, route in ROUTES.items():
        for who in ("rosa", *CLIENTS[:1]):
            with taken_back():
                path = address(route, world.service | world.tom.ids)
                answer = attackers.send(who, "GET", path)
            kind = answer.get("Content-Type", "").partition(";")[0]
            if answer.status_code == 200 and kind != "text/html" and name != "health":
                kinds.add(kind)
                assert answer["Content-Disposition"].startswith("attachment;"), name
    assert kinds <= {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text/calendar",
        "text/csv",
    }


@pytest.mark.parametrize("name", ["portal", "case", "letter"])
def test_no_page_has_a_script_or_a_style_within_it(world, attackers, name):
    with taken_back():
        who = "tom" if name == "portal" else "rosa"
        path = address(ROUTES[name], world.service | world.tom.ids)
        body = attackers.send(who, "GET", path).content.decode()
    assert "<script>" not in body
    assert "<style" not in body
    assert " style=" not in body
    assert " onclick=" not in body


# -- who is known


def sent(path: str, **data: str):
    """A form from somebody nobody has seen before."""
    with taken_back():
        return Client(raise_request_exception=False).post(path, data)


def same(one, other) -> bool:
    """Whether two answers say the same, but for the address that was typed."""

    def said(answer, typed: str) -> tuple:
        body = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode()).replace(typed, "")
        return answer.status_code, answer.get("Location"), body[body.find("<main") :]

    return said(one, KNOWN) == said(other, UNKNOWN)


def test_nobody_learns_who_has_an_account(world):
    wrong = {"password": "not the password"}
    assert same(
        sent("/account/login/", login=KNOWN, **wrong),
        sent("/account/login/", login=UNKNOWN, **wrong),
    )
    for path in ("/account/password/reset/", "/sign-in/link/"):
        assert same(sent(path, email=KNOWN), sent(path, email=UNKNOWN)), path
    again = [
        sent("/sign-in/again/", held=held(), login=one, password="not it")
        for one in (KNOWN, UNKNOWN)
    ]
    assert again[0].status_code == again[1].status_code == 422


def held() -> str:
    """Something that was typed before the session ended."""
    from betweenus.services import holding

    return holding.hold("/today/", [("words", "typed")])


def test_a_wrong_password_is_as_much_work_whether_or_not_somebody_is_known(world, monkeypatch):
    worked = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *given: worked.append(1) or encode(*given)
    )
    counts = []
    for one in (KNOWN, UNKNOWN):
        worked.clear()
        sent("/account/login/", login=one, password="not the password")
        counts.append(len(worked))
    assert counts[0] == counts[1] > 0


def test_mail_for_a_new_password_goes_by_the_queue_and_holds_the_way(world):
    mail.outbox.clear()
    with taken_back():
        Client().post("/account/password/reset/", {"email": KNOWN})
    (letter,) = mail.outbox
    assert "/account/password/reset/key/" in letter.body
    assert letter.subject == "Choose a new password"


# -- how often


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_links_to_sign_in_are_sent_so_often_and_then_no_more(world, limits, email):
    answers = [sent("/sign-in/link/", email=email).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert sent("/sign-in/link/", email="somebody@else.example").status_code == 302


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_a_password_is_guessed_so_often_and_then_not_looked_at(world, limits, email):
    for _ in range(5):
        wrong = sent("/account/login/", login=email, password="not the password")
        assert "Too many" not in wrong.content.decode()
    right = sent("/account/login/", login=email, password=worlds.PASSWORD)
    assert right.status_code == 200
    assert "Too many" in right.content.decode()


def test_referrals_and_new_passwords_are_sent_so_often_from_one_place(world, limits):
    answers = [sent("/refer/check/").status_code for _ in range(21)]
    assert answers[-2:] == [302, 429]
    answers = {sent("/account/password/reset/", email=UNKNOWN).status_code for _ in range(21)}
    assert 429 in answers


def test_whoever_tried_too_often_is_told_so_politely(world, limits):
    for _ in range(6):
        answer = sent("/sign-in/link/", email=KNOWN)
    said = answer.content.decode()
    assert "Wait a few minutes" in said
    assert KNOWN not in said


def test_looking_at_a_form_is_never_counted(world, limits):
    assert {Client().get("/sign-in/link/").status_code for _ in range(30)} == {200}


def test_a_link_with_a_made_up_secret_opens_nothing(world):
    for path in ("/welcome/", "/invitation/", "/sign-in/link/use/", "/by-link/"):
        for token in ("", "x", "A" * 500, "../", "ÿ"):
            answer = Client().get(path, {"token": token})
            assert answer.status_code == 410, path
