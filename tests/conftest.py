"""What tests share: a person at a browser, and how many queries a page took."""

import hashlib
import os
from contextlib import contextmanager

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from betweenus.services import clock
from tests import browser as browsing
from tests import worlds

# The browser library runs an event loop in the test's thread; Django would refuse to work there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Speed is measured in the bench, never asserted in a test: a busy machine is no fault.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.load_profile("ours")

MOST_QUERIES = 12  # the issue's own figure for any page


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all journeys of a test process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as library:
        browser = library.chromium.launch(
            executable_path=browsing.chromium(), args=list(browsing.ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Let fixtures know how the test went."""
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture(params=list(browsing.CONTEXTS))
def story(request, browser, live_server):
    """A person at a browser, three times: desktop, phone, and without JavaScript."""
    told = browsing.tell(browser, live_server.url, request.param, request.node.name)
    yield told
    report = getattr(request.node, "report_call", None)
    try:
        if report is not None and report.failed:
            told.keep_picture()
        else:
            told.finish()
    finally:
        told.page.context.close()


@pytest.fixture
def clinic():
    """The invented clinic with its people, and nobody in its care yet."""
    return worlds.clinic()


@pytest.fixture
def a_tuesday_in_february():
    """It is ``worlds.NOW`` throughout; a module asks for it with ``usefixtures``."""
    with clock.as_of(worlds.NOW):
        yield


@pytest.fixture(autouse=True)
def anchors_of_its_own(monkeypatch, request, tmp_path_factory):
    """Every test begins with an empty trail, and so without anchors of another's."""
    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]
    monkeypatch.setattr(settings, "ANCHORS", tmp_path_factory.getbasetemp() / "anchors" / name)


@pytest.fixture
def most_queries():
    """Assert that what happens inside takes at most so many queries.

    Statements that only begin or end a transaction are not queries and are not counted.
    """

    @contextmanager
    def count(most: int = MOST_QUERIES):
        with CaptureQueriesContext(connection) as captured:
            yield
        statements = [
            query["sql"][:200]
            for query in captured.captured_queries
            if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK"))
        ]
        assert len(statements) <= most, f"{len(statements)} queries:\n" + "\n".join(statements)

    return count
