"""Every address tried by everybody, by every method, with ids of others: only the table opens it.

How the product of it all is cut, without leaving a case out:

- *own and foreign client*: the two clients are alike, so that Tom's addresses tried by everybody
  (his therapist, another, his supervisor, himself, another client) are Zoe's tried the other way
  round.
- *GET and POST* are tried by everybody at every address.
- *HEAD* is turned into GET before any page sees it (``web.middleware.OnlyWhatFormsSend``), so
  everybody tries it at a page of each kind.
- *PUT, PATCH, DELETE, OPTIONS, TRACE* are refused in the same place, before it is known who asks:
  three people try them at every address.
- *ids that lead nowhere, and of another kind* are tried by one of each role at every address that
  takes one.
"""

from uuid import uuid4

import pytest

from betweenus.domain.access import Act
from betweenus.records.events import Event
from tests.attack.guards import ANYBODY, BY_LINK, GUARDS
from tests.attack.ways import (
    CLIENTS,
    EVERYBODY,
    NOT_SIGNED_IN,
    ROUTES,
    WORDS,
    Attackers,
    address,
    guard,
    owner,
    parts,
)
from tests.attack.world import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ALL = list(ROUTES)
WITH_IDS = [name for name, route in ROUTES.items() if set(parts(route)) - set(WORDS)]
TWO_IDS = [name for name in WITH_IDS if len(set(parts(ROUTES[name])) - set(WORDS)) > 1]
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
SIGN_IN = "/account/login/"


@pytest.fixture(scope="module")
def attackers(world):
    return Attackers(world)


def ids(world) -> dict[str, object]:
    return world.service | world.tom.ids


def test_every_address_says_what_it_asks_for():
    assert not set(ROUTES) - set(GUARDS), "say it in tests/attack/guards.py"


def test_no_address_is_left_over_in_the_list():
    assert not set(GUARDS) - set(ROUTES), "take it out of tests/attack/guards.py"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_opens_to_whom_the_table_lets_and_to_nobody_else(world, attackers, name, method):
    wrong = []
    for who in EVERYBODY:
        with taken_back():
            told = _try(world, attackers, name, method, who)
        if told:
            wrong.append(f"{who}: {told}")
    assert not wrong, f"{method} {name}: " + "; ".join(wrong)


def _try(world, attackers, name: str, method: str, who: str) -> str:
    """What is wrong with the answer somebody gets; "" when nothing is."""
    route, asks = ROUTES[name], guard(name)
    before = Event.objects.count()
    answer = attackers.send(who, method, address(route, ids(world)), asks.sends)
    done = list(Event.objects.order_by("id")[before:])
    status, asked = answer.status_code, asks.of(method)
    if status >= 500:
        return f"{status}"
    if ANYBODY in (asks.read, asks.write):
        return "" if asked or status == 405 else f"{status} for a method that is not offered"
    if who in NOT_SIGNED_IN and BY_LINK not in (asks.read, asks.write):
        turned_away = status == 401 or (status == 302 and answer["Location"].startswith(SIGN_IN))
        return "" if turned_away and not done else f"{status} without signing in"
    if asked is None:
        return "" if status == 405 and not done else f"{status} for a method that is not offered"
    person = owner(route, who, world)
    if attackers.may(who, asked, person) and who not in asks.but_not:
        shut = {401, 403, 404, 405} - ({404} if asks.may_be_gone else set())
        return f"{status} although the table lets them" if status in shut else ""
    if method == "POST" and asks.read and attackers.may(who, asks.read, person):
        # They may look at this page, and so at its form; nothing may come of sending it.
        beyond = {one.act for one in done if one.done} - {str(act) for act in asks.read}
        return f"{status}, and did {beyond}" if beyond else ""
    expected = {410} if asked == BY_LINK else {404} if who in CLIENTS else {403, 404}
    if status not in expected:
        return f"{status} although the table does not let them"
    if answer["Content-Type"].partition(";")[0] != "text/html":
        return "a refusal that is no page"
    beyond = [
        one.act
        for one in done
        if one.done and not attackers.may(who, (Act(one.act),), one.person_id)
    ]
    return f"refused, and did all the same: {beyond}" if beyond else ""


@pytest.mark.parametrize("name", ALL)
def test_a_method_no_form_sends_is_refused_before_anything_is_read(world, attackers, name):
    for who in ("rosa", "tom", "nobody"):
        for method in OTHER_METHODS:
            before = Event.objects.count()
            answer = attackers.send(who, method, address(ROUTES[name], ids(world)))
            assert answer.status_code == 405, f"{who}: {method} {name}"
            assert answer["Allow"] == "GET, HEAD, POST"
            assert Event.objects.count() == before


@pytest.mark.parametrize("name", ["case", "account_add", "service_settings", "letter_pdf", "front"])
def test_asking_for_the_head_of_a_page_is_asking_for_the_page(world, attackers, name):
    for who in EVERYBODY:
        with taken_back():
            path = address(ROUTES[name], ids(world))
            head, page = (attackers.send(who, method, path) for method in ("HEAD", "GET"))
        assert head.status_code == page.status_code, f"{who}: HEAD {name}"
        assert not head.content


@pytest.mark.parametrize("name", WITH_IDS)
@pytest.mark.parametrize("wrong", ["of nothing", "of another kind"])
def test_an_id_that_leads_nowhere_leads_nowhere_for_everybody(world, attackers, name, wrong):
    known = ids(world)
    known["done_request_id"] = uuid4()
    other = {
        part: uuid4() if wrong == "of nothing" else world.zoe.account.pk
        for part in parts(ROUTES[name])
        if part not in WORDS
    }
    if wrong == "of another kind" and "account_id" in other:
        other["account_id"] = world.zoe.ids["course_id"]
    path, asks = address(ROUTES[name], known | other), guard(name)
    for method in ("GET", "POST"):
        if asks.of(method) is None:
            continue
        for who in ("rosa", "miriam", "ada", "tom", "link"):
            with taken_back():
                before = Event.objects.count()
                answer = attackers.send(who, method, path, asks.sends)
                done = [one.act for one in Event.objects.order_by("id")[before:] if one.done]
            told = f"{who}: {method} {name}: {answer.status_code} {done}"
            nowhere = _NOWHERE[method]
            assert answer.status_code in nowhere or BY_LINK in (asks.read, asks.write), told
            assert set(done) <= {str(Act.ANSWER_BY_LINK), str(Act.READ_PORTAL)}, told


# A form may be complained of before what it is about is looked up; nothing is done either way.
_NOWHERE = {"GET": (302, 401, 403, 404), "POST": (302, 401, 403, 404, 422)}


@pytest.mark.parametrize("name", TWO_IDS)
def test_an_own_id_beside_a_foreign_one_opens_nothing_of_the_foreign_one(world, attackers, name):
    """The first id is Tom's, the last Zoe's: Rosa may open one and not the other."""
    last = [part for part in parts(ROUTES[name]) if part not in WORDS][-1]
    if last not in world.zoe.ids:
        pytest.skip("not about clients")
    path, asks = address(ROUTES[name], ids(world) | {last: world.zoe.ids[last]}), guard(name)
    for who in ("rosa", "miriam", "tom"):
        for method in ("GET", "POST"):
            if asks.of(method) is None:
                continue
            with taken_back():
                before = Event.objects.count()
                answer = attackers.send(who, method, path, asks.sends)
                done = [one for one in Event.objects.order_by("id")[before:] if one.done]
            told = f"{who}: {method} {name}: {answer.status_code}"
            assert answer.status_code in (403, 404), told
            assert not [one for one in done if one.person_id == world.zoe.person_id], told


@pytest.mark.parametrize("name", [name for name in WITH_IDS if name not in {"account", "handover"}])
def test_a_client_cannot_tell_what_is_anothers_from_what_is_not_there(world, attackers, name):
    asks = guard(name)
    if BY_LINK in (asks.read, asks.write):
        pytest.skip("a private link has no account; its own test is in tests/web/test_by_link.py")
    known = ids(world) | world.zoe.ids
    ids_of_it = [part for part in (*parts(ROUTES[name]), "done_request_id") if part not in WORDS]
    nothing = known | {part: uuid4() for part in ids_of_it}
    for method in ("GET", "POST"):
        with taken_back():
            theirs, none = (
                attackers.send("tom", method, address(ROUTES[name], some), asks.sends)
                for some in (known, nothing)
            )
        assert (theirs.status_code, _words(theirs)) == (none.status_code, _words(none)), name


def _words(answer) -> str:
    """What a page says, without what is made anew for each."""
    body = answer.content.decode(errors="replace")
    return body[body.find("<main") : body.find("</main>")]


def test_a_client_whom_another_tried_to_look_up_is_not_told_who_that_was(world, attackers):
    with taken_back():
        attackers.send("tom", "GET", f"/letters/{world.zoe.ids['letter_id']}/")
        trail = attackers.send("zoe", "GET", "/me/who-can-see/").content.decode()
    assert "Somebody else who has pages of their own here" in trail
    assert "Tom" not in trail
