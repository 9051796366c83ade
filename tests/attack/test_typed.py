"""What was typed into any form is on the page that answers, whatever came between: every address.

A login that is over, a database that is away, something wrong elsewhere in the form, and another
tab, or somebody else, that saved meanwhile.
"""

import html
import re
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client

from betweenus.services import holding
from tests.attack.fuzz import DIGITS, PAGES, Fields, Fuzz
from tests.attack.guards import GUARDS
from tests.attack.ways import ROUTES, address
from tests.attack.world import taken_back
from tests.web import pages

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WAYS_IN = ("betweenus.web.account", "allauth.")
FORMS = [
    name
    for name, route in ROUTES.items()
    if name in GUARDS
    and isinstance(GUARDS[name].write, tuple)
    and not route.callback.__module__.startswith(WAYS_IN)
]
TOLD = {"what": 'Words, "quoted" <so> & told\nin two lines.', "seen_version": "3", "many": "x"}
# What ends a part of a test's own transaction does not go to a database that is away.
OF_THE_TEST = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@pytest.fixture(scope="module")
def fuzz(world):
    return Fuzz(world)


def browser(fuzz, who):
    client = Client(raise_request_exception=False)
    for name, value in fuzz.attackers.jars[who].items():
        client.cookies[name] = value
    return client


def who_may(fuzz, name):
    asked, person = GUARDS[name].write, fuzz.world.tom.person_id
    order = ("rosa", "tom", "ada", "miriam", "carl", "hugo")
    return next((who for who in order if fuzz.attackers.may(who, asked, person)), None)


@contextmanager
def away():
    def refuse(execute, sql, params, many, context):
        if sql.startswith(OF_THE_TEST):
            return execute(sql, params, many, context)
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("name", FORMS)
def test_a_login_that_is_over(fuzz, name):
    with taken_back():
        answer = browser(fuzz, "nobody").post(address(ROUTES[name], fuzz.ids), TOLD)
        assert answer.status_code == 401
        held = re.search(r'name="held" value="([^"]+)"', answer.content.decode())[1]
        where, fields = holding.release(html.unescape(held))
    assert (where, dict(fields)) == (address(ROUTES[name], fuzz.ids), TOLD)


@pytest.mark.parametrize("name", FORMS)
def test_a_database_that_is_away(fuzz, name):
    where, who = address(ROUTES[name], fuzz.ids), who_may(fuzz, name) or "rosa"
    with taken_back(), away():
        answer = browser(fuzz, who).post(where, TOLD)
    assert answer.status_code == 503
    assert pages.action(answer) == where
    kept = pages.fields(answer, where)
    assert {field: kept[field] for field in TOLD} == TOLD


def forms(fuzz, name, where):
    """The forms with boxes for words that send to this address, on whichever page they stand."""
    for page in PAGES.get(name, (name,)):
        stands_at = address(ROUTES[page], fuzz.ids)
        for who in ("rosa", "ada", "tom"):
            with taken_back():
                answer = fuzz.attackers.send(who, "GET", stands_at)
            if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
                every = re.findall(r"(?s)<form\b.*?</form>", answer.content.decode())
                found = [one for one in every if _sends(one, stands_at, where)]
                return [one for one in found if "<textarea" in one]
    return []


def _sends(form, stands_at, where):
    start = form.partition(">")[0]
    to = re.search(r'\baction="([^"]+)"', start)
    return where == (to[1] if to else stands_at) or f'data-autosave="{where}"' in start


@pytest.mark.parametrize("name", FORMS)
def test_something_wrong_elsewhere_or_another_tab(fuzz, name):
    """Nothing in one field at a time, and numbers of versions that are not the present one."""
    where, who = address(ROUTES[name], fuzz.ids), who_may(fuzz, name)
    found = forms(fuzz, name, where) if who else ()
    if not found:
        pytest.skip("nothing to write in this form, or nobody to write it")
    for form in found:
        own = Fields(form).values
        own |= {key: value for key, value in GUARDS[name].sends.items() if key in own}
        boxes = dict.fromkeys(re.findall(r'<textarea[^>]*\bname="([^"]+)"', form))
        words = {box: f"word {number} of {box}" for number, box in enumerate(boxes)}
        for change in _changes(own, words):
            with taken_back():
                answer = browser(fuzz, who).post(where, own | words | change)
            if answer.status_code in (409, 422):
                body = html.unescape(answer.content.decode())
                lost = [box for box in words if box not in change and words[box] not in body]
                assert not lost, f"{lost} after {change}: {pages.text(answer)[:300]}"


def _changes(own, words):
    for name in own:
        if name.startswith("seen"):
            yield {name: DIGITS}
        if not name.endswith("_FORMS") and (name not in words or len(words) > 1):
            yield {name: ""}
