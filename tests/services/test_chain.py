"""Events are one chain, whoever writes at the same time, and raw SQL on it is noticed."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from betweenus.domain.access import Act
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.domain.trail import FaultKind, digest, follow, walk
from betweenus.records.events import Event
from betweenus.records.people import Account
from betweenus.services import audit, chain, clock
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


def sql(text: str, *params) -> None:
    """What somebody does who has the database and not the program."""
    with connection.cursor() as cursor:
        cursor.execute(text, params)


def fault():
    found = audit.verify(by=THE_SERVICE).verdict.fault
    assert found, "nothing was found"
    return found


# -- written as one chain ---------------------------------------------------------------------


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


# -- changed by raw SQL -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "account_name = 'Somebody else'",
        "act = 'read note'",
        "done = NOT done",
        "person_id = NULL",
        "purpose = 'supervision'",
        "relation = ''",
        "about = 'course:y'",
        "detail = '{\"more\": 1}'",
        "hash = '1:00'",
    ],
)
def test_an_edited_row_is_named(course, change):
    number = Event.objects.filter(relation="own").earliest("id").pk
    sql(f"UPDATE records_event SET {change} WHERE id = %s", number)
    assert (fault().kind, fault().number) == (FaultKind.CHANGED, number)


def test_a_row_whose_moment_was_edited_is_named(course):
    at = Event.objects.get(pk=7).at + timedelta(seconds=1)
    sql("UPDATE records_event SET at = %s WHERE id = 7", at)
    assert (fault().kind, fault().number) == (FaultKind.CHANGED, 7)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no such value")
def test_a_row_made_unreadable_is_named(course):
    sql("UPDATE records_event SET at = 'some day' WHERE id = 7")
    assert "Event 7 cannot be read" in fault().words


def test_a_deleted_row_is_named(course):
    sql("DELETE FROM records_event WHERE id = 7")
    assert (fault().kind, fault().number, fault().until) == (FaultKind.MISSING, 7, 7)


COLUMNS = (
    "at, account_id, account_name, role, relation, purpose, act, person_id, about, done, detail"
)


def put_in(number: int, like: int) -> None:
    sql(
        f"INSERT INTO records_event (id, {COLUMNS}, hash) "
        f"SELECT %s, {COLUMNS}, hash FROM records_event WHERE id = %s",
        number,
        like,
    )


def shift(first: int, by: int) -> None:
    """Give every row from ``first`` on another number; over a place nothing is at."""
    sql("UPDATE records_event SET id = -id WHERE id >= %s", first)
    sql("UPDATE records_event SET id = -id + %s WHERE id < 0", by)


def test_a_row_put_in_between_is_named(course):
    shift(7, 1)
    put_in(7, like=3)
    found = fault()
    assert found.number == 7
    assert found.kind in {FaultKind.PUT_IN, FaultKind.MOVED}


def test_a_row_put_in_with_a_hash_of_its_own_is_named(course):
    shift(7, 1)
    put_in(7, like=3)
    sql("UPDATE records_event SET hash = '1:00' WHERE id = 7")
    assert (fault().kind, fault().number, fault().until) == (FaultKind.PUT_IN, 7, 7)


def test_a_row_put_in_at_the_end_is_named(course):
    last, _ = chain.newest()
    put_in(last + 1, like=7)
    assert fault().number == last + 1


def test_rows_that_changed_places_are_named(course):
    sql("UPDATE records_event SET id = -1 WHERE id = 7")
    sql("UPDATE records_event SET id = 7 WHERE id = 11")
    sql("UPDATE records_event SET id = 11 WHERE id = -1")
    assert (fault().kind, fault().number) == (FaultKind.MOVED, 7)


def test_writing_goes_on_behind_a_fault(clinic, course):
    sql("DELETE FROM records_event WHERE id = 7")
    read_case(clinic.rosa, course)
    assert fault().number == 7


# -- and what only anchors show ---------------------------------------------------------------


def forge(first: int) -> None:
    """Change an event and make the chain anew from there: no secret is needed for that."""
    sql("UPDATE records_event SET account_name = 'Somebody else' WHERE id = %s", first)
    before = Event.objects.get(pk=first - 1).hash if first > 1 else ""
    for row in chain.rows(first - 1):
        before = follow(before, digest(row.content))
        sql("UPDATE records_event SET hash = %s WHERE id = %s", before, row.number)


def test_a_chain_made_anew_agrees_with_itself_and_not_with_an_anchor(clinic, course):
    audit.anchor(by=THE_SERVICE)
    read_case(clinic.rosa, course)
    forge(5)
    assert followed().fault is None
    found = fault()
    assert found.kind is FaultKind.REWRITTEN
    assert found.number == 1


def test_what_was_anchored_before_the_forged_event_narrows_it_down(clinic, course):
    first = audit.anchor(by=THE_SERVICE).anchor.number
    read_case(clinic.rosa, course)
    second = audit.anchor(by=THE_SERVICE).anchor.number
    forge(first + 1)
    assert (fault().kind, fault().number, fault().until) == (FaultKind.REWRITTEN, first + 1, second)


def test_a_trail_cut_off_at_the_end_is_named(course):
    last = audit.anchor(by=THE_SERVICE).anchor.number
    sql("DELETE FROM records_event WHERE id > %s", last - 5)
    found = fault()
    assert (found.kind, found.number, found.until) == (FaultKind.CUT_OFF, last - 4, last)


def test_what_checking_found_is_an_event_itself(course):
    sql("DELETE FROM records_event WHERE id = 7")
    audit.verify(by=THE_SERVICE)
    event = Event.objects.latest("id")
    assert event.act == "read the trail of the service"
    assert (event.detail["fault"], event.detail["event"]) == ("missing", 7)


def test_only_the_lead_and_the_operator_may_check(clinic):
    assert audit.verify(by=clinic.ada.acts).verdict.fault is None
    for who in (clinic.rosa, clinic.miriam, clinic.carl):
        with pytest.raises(NotAllowed):
            audit.verify(by=who.acts)
        with pytest.raises(NotAllowed):
            audit.anchor(by=who.acts)


# -- anchors ----------------------------------------------------------------------------------


def lines() -> list[str]:
    return (settings.ANCHORS / "events.txt").read_text().splitlines()


def test_an_anchor_a_day_is_written_by_the_service_itself(clinic):
    for hours, count in ((0, 1), (1, 1), (26, 2)):
        moment = worlds.NOW + timedelta(hours=hours)
        with clock.as_of(moment):
            audit.anchor_due(moment)
        assert len(lines()) == count
    assert audit.verify(by=THE_SERVICE).verdict.anchors == 2


def test_an_empty_service_is_not_anchored():
    assert audit.anchor_due(worlds.NOW) == 0
    assert audit.anchor(by=THE_SERVICE) is None
    assert not settings.ANCHORS.exists()


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM records_event WHERE id > 5",
        "UPDATE records_event SET hash = '1:00' WHERE id > 5",
        "UPDATE records_event SET act = 'read note' WHERE id = (SELECT MAX(id) FROM records_event)",
    ],
)
def test_a_trail_that_is_not_whole_is_not_anchored(clinic, course, harm):
    audit.anchor(by=THE_SERVICE)
    read_case(clinic.rosa, course)
    sql(harm)
    with pytest.raises(audit.TrailBroken):
        audit.anchor(by=THE_SERVICE)
    assert len(lines()) == 1


def test_anchors_that_are_spoilt_are_said_to_be(clinic):
    audit.anchor(by=THE_SERVICE)
    with (settings.ANCHORS / "events.txt").open("a") as file:
        file.write("2026-02-11T09:00")
    with pytest.raises(Refusal, match="Line 2"):
        audit.verify(by=THE_SERVICE)


def test_following_needs_room_for_some_rows_only(course, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(chain, "ROWS_AT_A_TIME", 10)
    last, _ = chain.newest()
    with django_assert_num_queries(last // 10 + 1), transaction.atomic(savepoint=False):
        assert followed().number == last


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
