"""Pictures of the main pages, taken from the demo; README and docs show them.

The test takes every picture, so a page that no longer opens fails here. It keeps them in docs
only when asked (`make screenshots`), because a picture differs a little on every machine.
"""

import os
import re
from pathlib import Path

import pytest

from betweenus.records.course import Appointment, Course
from betweenus.records.letters import Letter
from betweenus.records.people import Account
from betweenus.services.demo.loading import load
from tests.browser import OUTPUT, tell

DOCS = Path("docs")
KEPT = DOCS / "screenshots"
TAKEN = (
    "front",
    "today",
    "case",
    "session",
    "map",
    "patterns",
    "focus",
    "letter",
    "portal",
    "supervision",
    "service",
)
pytestmark = [pytest.mark.journey, pytest.mark.slow]


def _account(name: str) -> Account:
    return Account.objects.get(name=name)


def _pages() -> dict[str, tuple[str | None, str]]:
    """Each picture: who looks, and at which address."""
    kola = Course.objects.get(person__known_as="Kola")
    meera = Course.objects.get(person__known_as="Meera")
    session = Appointment.objects.filter(course=meera, attendance="").earliest("starts_at")
    trish = Letter.objects.get(course__person__known_as="Trish", kind="goodbye")
    robin = Course.objects.get(person__known_as="Robin").person.account
    return {
        "front": (None, "/"),
        "today": ("Helen Tovey", "/today/"),
        "case": ("Helen Tovey", f"/courses/{meera.pk}/"),
        "session": ("Helen Tovey", f"/sessions/{session.pk}/"),
        "map": ("Helen Tovey", f"/courses/{kola.pk}/map/"),
        "patterns": ("Helen Tovey", f"/courses/{meera.pk}/patterns/?doubts=1"),
        "focus": ("Helen Tovey", f"/courses/{kola.pk}/focus/"),
        "letter": ("Imran Sattar", f"/letters/{trish.pk}/"),
        "portal": (robin.name, "/me/"),
        "supervision": ("Judith Karpel", "/supervision/"),
        "service": ("Nasreen Holloway", "/service/"),
    }


def test_the_main_pages_look_like_themselves(browser, live_server, transactional_db):
    load()
    into = KEPT if os.environ.get("BETWEENUS_KEEP_SCREENSHOTS") else OUTPUT / "screenshots"
    into.mkdir(parents=True, exist_ok=True)
    pages = _pages()
    assert tuple(pages) == TAKEN
    for name, (who, path) in pages.items():
        story = tell(browser, live_server.url, "phone" if name == "portal" else "desktop", name)
        if who:
            story.sign_in(_account(who))
        # The doubts of a ranking take seconds, on a busy machine many.
        response = story.page.goto(f"{live_server.url}{path}", timeout=60_000)
        assert response.status == 200, f"{name}: {path} answered {response.status}"
        story.page.screenshot(path=into / f"{name}.png", full_page=name == "portal")
        story.finish()
        story.page.context.close()


def test_every_kept_picture_is_taken_and_every_picture_shown_is_kept():
    kept = {file.stem for file in KEPT.glob("*.png")}
    assert kept == set(TAKEN)
    shown = set()
    for page in [Path("README.md"), *DOCS.rglob("*.md")]:
        shown |= set(re.findall(r"screenshots/([a-z-]+)\.png", page.read_text()))
    assert shown <= kept
    assert shown, "no page shows a picture"
