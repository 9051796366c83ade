"""On paper: Rosa and Ada print what helps on a day when the service cannot be reached."""

import pytest

from tests import worlds

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def printed(story, words: str) -> bytes:
    """What the link with these words leads to, as it is printed."""
    link = story.page.get_by_role("link", name=words, exact=True)
    got = story.page.request.get(f"{story.server}{link.get_attribute('href')}")
    assert got.headers["content-type"] == "application/pdf", got.status
    return got.body()


def test_sessions_and_blank_forms_are_printed_beforehand(story, clinic):
    worlds.at_session(clinic.rosa, 3)

    story.sign_in(clinic.rosa.account)
    story.go("/today/")
    story.follow("On paper")
    story.sees("Print these while it can")
    for words in ("My sessions (PDF)", "Blank forms (PDF)", "PHQ-9 and GAD-7 (PDF)"):
        assert printed(story, words).startswith(b"%PDF")

    story.sign_in(clinic.ada.account)
    story.go("/service/")
    story.follow("On paper, for when the service cannot be reached")
    story.sees("nothing of how they are")
    story.does_not_see("My sessions")
    assert printed(story, "Everybody’s sessions (PDF)").startswith(b"%PDF")
