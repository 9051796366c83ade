"""Events are one chain, whoever writes at the same time, and raw SQL on it is noticed."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from betweenus.domain.access import Act
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.refusals import NotAllowed
from betweenus.domain.trail import walk
from betweenus.records.events import Event
from betweenus.records.people import Account
from betweenus.services import chain, clock
from betweenus.services.acting import acting
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 2)


def read_case(who, course, about=""):
    with acting(by=who.acts, act=Act.READ_CASE, person=course.person_id, about=about):
        pass


def followed():
    return walk(chain.rows(), rest=chain.rows)


def test_events_are_numbered_without_gaps_and_follow_each_other(course):
    assert followed().fault is None
    numbers = list(Event.objects.order_by("id").values_list("id", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert followed().number == len(numbers) > 10


def test_an_event_says_what_it_was_for(clinic, course):
    read_case(clinic.rosa, course)
    assert Event.objects.latest("id").purpose == "care"
    read_case(clinic.miriam, course)
    assert Event.objects.latest("id").purpose == "supervision"


TOLD = {
    "at": worlds.NOW + timedelta(microseconds=7),
    "account_id": uuid4(),
    "account_name": "Zoë “Z” O’Lind",
    "role": "therapist",
    "relation": "own",
    "purpose": "care",
    "act": "read case",
    "person_id": None,
    "about": "course:x",
    "done": True,
    "detail": {"page": "übersicht", "found": 3, "of": 2.5, "all": None, "b": [1, {"a": ""}]},
}


def test_an_event_is_kept_as_it_was_told():
    chain.tell(**TOLD)
    assert Event.objects.values(*TOLD).latest("id") == TOLD
    assert followed().fault is None


def test_an_event_is_never_saved_beside_the_chain():
    with pytest.raises(TypeError, match="append-only"):
        Event(id=1, act="read case").save()


def test_the_events_of_acts_within_acts_are_written_in_their_order(clinic, course):
    with acting(by=clinic.rosa.acts, act=Act.READ_CASE, person=course.person_id, about="outer"):
        read_case(clinic.rosa, course, "first")
        read_case(clinic.rosa, course, "second")
        assert Event.objects.latest("id").about not in {"first", "second"}, "too early"
    newest = Event.objects.order_by("-id").values_list("about", flat=True)[:3]
    assert list(newest) == ["outer", "second", "first"]
    assert followed().fault is None


def test_an_inner_act_that_fails_leaves_no_event_and_the_outer_one_does(clinic, course):
    def fail():
        with acting(by=clinic.rosa.acts, act=Act.READ_CASE, person=course.person_id, about="no"):
            read_case(clinic.rosa, course, "within")
            raise RuntimeError

    with acting(by=clinic.rosa.acts, act=Act.READ_CASE, person=course.person_id, about="outer"):
        with pytest.raises(RuntimeError):
            fail()
        read_case(clinic.rosa, course, "after")
    newest = Event.objects.order_by("-id").values_list("about", flat=True)[:3]
    assert list(newest)[:2] == ["outer", "after"]
    assert "within" not in newest


def test_a_refused_try_within_an_act_stays_when_the_act_does_not(clinic, course):
    before = Event.objects.count()

    def try_it():
        with acting(by=clinic.rosa.acts, act=Act.READ_CASE, person=course.person_id):
            Account.objects.filter(pk=clinic.rosa.account.pk).update(name="Somebody else")
            read_case(clinic.hugo, course)

    with pytest.raises(NotAllowed):
        try_it()
    assert Account.objects.get(pk=clinic.rosa.account.pk).name == "Rosa Lind"
    assert Event.objects.count() == before + 1
    refused = Event.objects.latest("id")
    assert (refused.done, refused.account_name, refused.purpose) == (False, "Hugo Pell", "")
    assert followed().fault is None


def test_a_refused_try_that_the_act_lives_with_is_written_with_it(clinic, course):
    with (
        acting(by=clinic.rosa.acts, act=Act.READ_CASE, person=course.person_id, about="outer"),
        pytest.raises(NotAllowed),
    ):
        read_case(clinic.hugo, course)
    done = list(Event.objects.order_by("-id").values_list("done", flat=True)[:2])
    assert done == [True, False]
    assert followed().fault is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_make_one_chain():
    """Threads with connections of their own, some of whose acts fail half-way."""
    writers, times = 6, 12
    failures = []

    def write(number: int) -> None:
        try:
            for turn in range(times):
                try:
                    with acting(by=THE_SERVICE, act=Act.RUN_ROUNDS, about=f"{number}:{turn}"):
                        with acting(by=THE_SERVICE, act=Act.RUN_ROUNDS, about="within"):
                            pass
                        if turn % 4 == 3:
                            raise ArithmeticError
                except ArithmeticError:
                    pass
        except Exception as error:  # told below, in the thread that asserts
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    found = followed()
    assert found.fault is None
    assert found.number == writers * times * 3 // 4 * 2


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no turn to hold up")
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_an_act_is_on_the_disk_before_anybody_is_answered():
    """Its commit does not wait, so that the turn is short; what comes right behind it does."""
    with (
        CaptureQueriesContext(connection) as captured,
        acting(by=THE_SERVICE, act=Act.RUN_ROUNDS, about="one"),
    ):
        pass
    said = [query["sql"] for query in captured.captured_queries]
    told = next(place for place, sql in enumerate(said) if "INSERT INTO" in sql)
    assert said[told].startswith("SET LOCAL synchronous_commit TO off")
    assert said[told + 1 :] == ["COMMIT", "SELECT pg_logical_emit_message(true, 'betweenus', '')"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",), "only that one commit did not wait"


@pytest.mark.django_db(transaction=True)
def test_what_fails_after_the_commit_is_not_written_twice(monkeypatch):
    monkeypatch.setattr(chain, "_is_own_commit", lambda: True)
    monkeypatch.setattr(chain, "_DO_NOT_WAIT", "")
    chain._insertion.cache_clear()

    def broken():
        raise ConnectionError

    monkeypatch.setattr(chain, "_wait_for_the_disk", broken)
    with pytest.raises(ConnectionError):
        chain.tell(**(TOLD | {"about": "one"}))
    with pytest.raises(ConnectionError), acting(by=THE_SERVICE, act=Act.RUN_ROUNDS, about="two"):
        pass
    chain._insertion.cache_clear()
    assert list(Event.objects.order_by("id").values_list("about", flat=True)) == ["one", "two"]
