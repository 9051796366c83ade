"""The database is away or full: everybody is told politely, and what was typed is sent again."""

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client
from psycopg import errors

from betweenus.records.diary import DiaryEntry
from betweenus.web import unreachable
from tests import worlds
from tests.web import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

WORDS = "She rang <again> & I said\nnothing at all."
MOMENT = {
    "what_happened": WORDS,
    "happened_on_0": "9",
    "happened_on_1": "2",
    "happened_on_2": "2026",
    "shared": "yes",
}
# What ends a part of a test's own transaction does not go to a database that is away.
_OF_THE_TEST = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@pytest.fixture
def course():
    return worlds.at_session(worlds.clinic().rosa, 6)


@pytest.fixture
def tom(course):
    browser = pages.signed_in(worlds.client_of(course))
    browser.raise_request_exception = False
    return browser


@contextmanager
def away(but=(), only=""):
    """The database does not answer; ``but`` is what it still answers, ``only`` all it does not."""

    def refuse(execute, sql, params, many, context):
        if sql.startswith((*_OF_THE_TEST, *but)) or not sql.startswith(only):
            return execute(sql, params, many, context)
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


def test_a_reader_is_told_and_can_try_again(tom):
    with away():
        answer = tom.get("/me/diary/?from=3")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "no-store" in answer["Cache-Control"]
    said = pages.text(answer)
    assert "We cannot open this just now" in said
    assert "Samaritans" in said, "help is on every page of a client"
    assert 'href="/me/diary/?from=3"' in answer.content.decode()
    assert tom.get("/me/diary/").status_code == 200, "still signed in, and all is well again"


@pytest.mark.parametrize("but", [(), ("SELECT", "BEGIN")], ids=["away", "it reads but has no room"])
def test_what_was_typed_is_on_the_page_and_is_sent_from_it(tom, but):
    with away(but):
        answer = tom.post("/me/diary/new/", MOMENT)
    assert answer.status_code == 503
    assert "What you wrote is still here" in pages.text(answer)
    assert "may not have been saved" in pages.text(answer)
    assert pages.action(answer) == "/me/diary/new/"
    kept = pages.fields(answer, "/me/diary/new/")
    assert {name: kept[name] for name in MOMENT} == MOMENT
    assert not DiaryEntry.objects.exists()
    with away():
        again = tom.post("/me/diary/new/", kept)
    assert again.status_code == 503, "and the page comes back with the words as long as it is away"
    assert pages.fields(again, "/me/diary/new/")["what_happened"] == WORDS
    assert tom.post(pages.action(answer), kept).status_code == 302
    assert DiaryEntry.objects.get().parts["what_happened"] == WORDS


def test_sending_it_again_needs_the_safety_token_the_page_has(course):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(worlds.client_of(course), backend=pages.BACKEND)
    token = pages.fields(browser.get("/me/diary/new/"))["csrfmiddlewaretoken"]
    with away():
        answer = browser.post("/me/diary/new/", MOMENT | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 503
    assert browser.post("/me/diary/new/", pages.fields(answer)).status_code == 302


def test_a_pages_own_script_is_told_in_a_few_words_and_tries_again(tom):
    with away():
        answer = tom.post(
            "/me/diary/draft/", {"felt": "small", "seen_version": 0}, headers={"X-Autosave": "1"}
        )
    assert (answer.status_code, answer.json()) == (
        503,
        {"message": "Nothing can be saved just now."},
    )


def test_a_session_that_cannot_be_saved_is_not_taken_for_one_that_was_ended(tom):
    with away(only='UPDATE "django_session"'):
        answer = tom.post("/me/diary/new/", MOMENT)
    assert DiaryEntry.objects.exists()
    assert answer.status_code == 503, "it was saved; that it was could not be kept to be said"
    assert "may not have been saved" in pages.text(answer)


def test_a_password_is_not_repeated(course):
    browser = Client(raise_request_exception=False)
    with away():
        answer = browser.post(
            "/account/login/", {"login": "tom@home.example", "password": "a long secret"}
        )
    assert answer.status_code == 503
    assert "long secret" not in answer.content.decode()
    assert 'href="/account/login/"' in answer.content.decode()


def sqlite(code):
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("reason", "passes"),
    [
        (errors.AdminShutdown(), True),
        (errors.CannotConnectNow(), True),
        (errors.DiskFull(), True),
        (errors.TooManyConnections(), True),
        (errors.DeadlockDetected(), True),
        (psycopg.OperationalError("connection failed"), True),
        (errors.StatementTooComplex(), False),
        (sqlite(sqlite3.SQLITE_BUSY), True),
        (sqlite(sqlite3.SQLITE_FULL), True),
        (sqlite(sqlite3.SQLITE_IOERR_WRITE), True),
        (sqlite(sqlite3.SQLITE_ERROR), False),
    ],
    ids=lambda one: one if isinstance(one, bool) else type(one).__name__,
)
def test_what_passes_is_told_apart_from_what_we_have_to_mend(reason, passes):
    error = OperationalError("words")
    error.__cause__ = reason
    assert unreachable.is_behind(error) is passes


def test_a_lost_connection_passes_and_a_wrong_query_does_not():
    assert unreachable.is_behind(InterfaceError("the connection is closed"))
    assert not unreachable.is_behind(ProgrammingError("no such column"))
    assert not unreachable.is_behind(KeyError("mum"))
    assert not unreachable.is_behind(None)
