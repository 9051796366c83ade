"""A trail that somebody changed by raw SQL is found out, and where anchors are needed for it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.domain.trail import FaultKind, digest, follow
from betweenus.records.events import Event
from betweenus.services import audit, chain, clock
from tests import worlds
from tests.services.test_chain import followed, read_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 2)


def sql(text: str, *params) -> None:
    """What somebody does who has the database and not the program."""
    with connection.cursor() as cursor:
        cursor.execute(text, params)


def fault():
    found = audit.verify(by=THE_SERVICE).verdict.fault
    assert found, "nothing was found"
    return found


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
