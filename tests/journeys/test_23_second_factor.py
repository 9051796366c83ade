"""A second factor: Rosa, new here, sets up an app, comes in by it and by a recovery code.

Then she finds a browser of hers still signed in elsewhere and signs it out. Where scripts run she
adds a passkey and comes in by that.
"""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rosa(settings):
    settings.BETWEENUS_SECOND_FACTOR = "staff"
    cache.clear()
    return worlds.clinic().rosa


def by_password(story, server) -> None:
    story.page.goto(f"{server}/account/login/")
    story.fill("Email address", "rosa@clinic.example")
    story.page.locator("input[name=password]").fill(worlds.PASSWORD)
    story.press("Sign in", within="main")


class Phone:
    """The app, and the library's clock: half a minute goes by from code to code, and never while
    one is typed, however busy the machine is.
    """

    now = 1_764_000_000

    def time(self) -> int:
        return self.now

    def code(self, secret: str) -> str:
        self.now += 30
        return totp.format_hotp_value(totp.hotp_value(secret, self.now // 30))


@pytest.fixture
def phone(monkeypatch):
    made = Phone()
    monkeypatch.setattr(totp, "time", made)
    return made


def set_up(story, phone) -> tuple[str, list[str]]:
    story.follow("Set up an app")
    secret = story.page.locator("code").first.inner_text()
    story.fill("Code", phone.code(secret))
    story.press("Use this app")
    story.sees("You see these once")
    return secret, re.findall(r"\b\d{8}\b", story.page.locator("main").inner_text())


def sign_out(story) -> None:
    story.follow("Sign out", within="header")
    story.press("Sign out", within="main")


def test_a_new_therapist_sets_it_up_and_comes_in_by_it(story, rosa, phone):
    # given she signs in for the first time
    by_password(story, story.server)
    story.sees("Before you go on, set up a second factor")
    story.go("/today/")
    story.sees("Before you go on, set up a second factor")

    # when she types a wrong code and then the right one
    story.follow("Set up an app")
    story.fill("Code", "000000")
    story.press("Use this app")
    story.sees("That code is not right")
    story.go("/account/second-factor/")
    secret, codes = set_up(story, phone)
    assert len(codes) == 10
    story.follow("I have kept them, go on")
    story.is_at("/today/")

    # then her password alone is no longer enough, and the code is
    sign_out(story)
    by_password(story, story.server)
    story.sees_title("One more step")
    story.fill("Code", "000 000")
    story.press("Sign in", within="main")
    story.sees("That code is not right")
    story.fill("Code", phone.code(secret))
    story.press("Sign in", within="main")
    story.is_at("/today/")

    # and without her phone, a recovery code
    sign_out(story)
    by_password(story, story.server)
    story.fill("Code", codes[0])
    story.press("Sign in", within="main")
    story.is_at("/today/")
    story.follow("How I sign in", within="header")
    story.sees("You have 9 recovery codes left")

    # and she signs out a browser elsewhere
    elsewhere = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    elsewhere.post("/account/login/", {"login": rosa.account.email, "password": worlds.PASSWORD})
    elsewhere.post("/account/second-factor/ask/", {"code": codes[1]})
    assert elsewhere.get("/today/").status_code == 200
    story.follow("Where I am signed in")
    story.sees("Firefox on Windows")
    story.press("Sign out there", exact=False)
    story.sees("That browser is signed out")
    assert elsewhere.get("/today/").status_code == 302


def test_a_passkey(story, rosa):
    if not story.javascript:
        by_password(story, story.server)
        story.follow("Add a passkey")
        story.sees("A passkey needs JavaScript")
        return
    # A passkey is for a name, never for a number: the same server by its name.
    story.server = story.server.replace("127.0.0.1", "localhost")
    browser = story.page.context.new_cdp_session(story.page)
    browser.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": key})

    by_password(story, story.server)
    story.follow("Add a passkey")
    story.fill("What do you want to call it?", "work laptop")
    story.page.get_by_role("button", name="Add the passkey").click()
    story.page.wait_for_url("**/codes/")
    story.met()
    story.follow("I have kept them, go on")
    story.is_at("/today/")

    sign_out(story)
    by_password(story, story.server)
    story.page.get_by_role("button", name="Use my passkey").click()
    story.page.wait_for_url("**/today/")
    story.go("/account/second-factor/")
    story.sees("work laptop")
    story.follow("Remove the passkey “work laptop”")
    story.press("Remove it")
    story.sees("Before you go on, set up a second factor")
