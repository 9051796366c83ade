"""A person at a browser: stories told in given/when/then, each page checked as it is met.

A journey is a test marked ``journey`` that takes the ``story`` fixture. It runs three times:
desktop (1440 px), phone (360 px, touch) and desktop with JavaScript off. Example::

    @pytest.mark.journey
    def test_a_client_writes_in_the_diary(story, clinic):
        story.sign_in(clinic.client.account)
        story.go("/me/diary/")
        story.fill("What happened?", "She hung up.")
        story.press("Save")
        story.sees("Saved")

Every page met is checked once per state: axe (WCAG 2.2 AA and best practice, no violation of any
impact), no two links with the same words leading to different places, no sideways scrolling on a
phone, no script error, no broken file. ``story.met()`` checks a state reached by other means.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Response, expect

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
CONTEXTS = {
    "desktop": DESKTOP,
    "phone": PHONE,
    "without-javascript": DESKTOP | {"java_script_enabled": False},
}
OUTPUT = Path("var/test-output")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = AXE_SCRIPT
# Nothing is fetched ahead: only rules about sound, which no page has, and turned screens need it.
_CHECK = """(values) => axe.run(
  {preload: false, runOnly: {type: 'tag', values}, resultTypes: ['violations']})"""
_LINKS = """() => [...document.querySelectorAll('a[href]')].map((link) => [
  link.getAttribute('aria-label') || link.textContent, link.getAttribute('href')])"""


def chromium() -> str | None:
    """The Chromium that is installed, or None for the browser library's own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name)) and _runs(path)), None)


def _runs(path: str) -> bool:
    # On Ubuntu the program of this name can be a stub that only says what to install.
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


@dataclass
class Story:
    """One person's way through the pages."""

    page: Page
    server: str
    name: str
    javascript: bool
    phone: bool
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("console", self._console)
        self.page.on("response", self._response)

    def _console(self, message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.faults.append(f"{response.status} for {response.url}")

    # -- acting ---------------------------------------------------------------------------

    def sign_in(self, account) -> "Story":
        """Be this account from here on, without typing a password."""
        client = Client()
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.server}]
        )
        return self

    def sign_out(self) -> None:
        """Lose the session, as a timeout does."""
        self.page.context.clear_cookies()

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(f"{self.server}{path}")
        self.met()

    def follow(self, words: str, *, within: str = "body", exact: bool = True) -> None:
        """Follow the link with these words."""
        self.page.locator(within).get_by_role("link", name=words, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.met()

    def press(self, words: str, *, within: str = "body", exact: bool = True) -> None:
        """Press the button with these words."""
        self.page.locator(within).get_by_role("button", name=words, exact=exact).first.click()
        # A form whose autosave is under way is sent when that has arrived.
        self.page.locator("form[aria-busy=true]").wait_for(state="detached")
        self.page.wait_for_load_state()
        self.met()

    def fill(self, label: str, text: str, *, within: str = "body") -> None:
        """Type into the field with this label."""
        self.page.locator(within).get_by_label(label).first.fill(text)

    def choose(self, label: str, *, within: str = "body", group: str = "") -> None:
        """Choose the radio button or checkbox with this label (in the named group)."""
        place = self.page.locator(within)
        if group:
            place = place.get_by_role("group", name=group).first
        place.get_by_label(label, exact=True).first.check(force=True)

    def select(self, label: str, option: str) -> None:
        """Choose an option of a drop-down list."""
        self.page.get_by_label(label).select_option(label=option)

    def open_details(self, words: str) -> None:
        """Open a folded part of the page."""
        self.page.locator("summary", has_text=words).first.click()

    def back(self) -> None:
        """Press the browser's Back."""
        self.page.go_back()
        self.page.wait_for_load_state()

    # -- seeing ---------------------------------------------------------------------------

    def sees(self, text: str) -> None:
        """These words are on the page."""
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        """These words are not on the page."""
        expect(self.page.locator("body")).not_to_contain_text(text)

    def sees_title(self, text: str) -> None:
        """The main heading says this."""
        expect(self.page.locator("h1").first).to_contain_text(text)

    def is_at(self, path: str) -> None:
        """The address is this path."""
        assert urlsplit(self.page.url).path == path, self.page.url

    @property
    def path(self) -> str:
        """Where the person is."""
        return urlsplit(self.page.url).path

    # -- checking -------------------------------------------------------------------------

    def met(self) -> None:
        """Check the page as it is now, unless this very state was checked before."""
        key = f"{_shape(self.page.url)}|{self.page.title()}"
        if key in self.seen:
            return
        self.seen.add(key)
        if self.javascript:
            self._axe()
        self._links()
        if self.phone:
            self._width()

    def _axe(self) -> None:
        # Runs through the debugger, so the page's own Content-Security-Policy stays as it is.
        self.page.evaluate(_AXE)
        result = self.page.evaluate(_CHECK, _RULES)
        for found in result["violations"]:
            places = "; ".join(
                f"{node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
                for node in found["nodes"][:3]
            )
            self.faults.append(f"{self.page.url}: axe {found['id']}: {found['help']}: {places}")

    def _links(self) -> None:
        leads: dict[str, set[str]] = {}
        for words, place in self.page.evaluate(_LINKS):
            leads.setdefault(" ".join(words.split()), set()).add(place.split("#")[0])
        for words, places in leads.items():
            if len(places) > 1:
                self.faults.append(f"{self.page.url}: links {words!r} lead to {sorted(places)}")

    def _width(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.page.viewport_size["width"]:
            self.faults.append(f"{self.page.url}: {wide} px wide on a phone")

    def finish(self) -> None:
        """The story is over: everything found on the way is told at once."""
        faults = list(dict.fromkeys(self.faults))
        assert not faults, "\n".join(faults)

    def keep_picture(self) -> None:
        """Save what the page looked like when a story failed."""
        OUTPUT.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-zA-Z0-9-]+", "-", self.name)
        self.page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)
        (OUTPUT / f"{name}.html").write_text(self.page.content())


def _shape(address: str) -> str:
    """An address without ids, so that a page is checked once and not for each record."""
    path = urlsplit(address).path
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", path)


def tell(browser: Browser, server: str, kind: str, name: str) -> Story:
    """A new person at a new browser of the given kind."""
    context = browser.new_context(**CONTEXTS[kind], locale="en-GB", timezone_id="Europe/London")
    return Story(context.new_page(), server, name, kind != "without-javascript", kind == "phone")
