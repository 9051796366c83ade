"""Sealing keys are changed on a live service: nothing lost, nothing half, and honest about gaps."""

import pytest
from django.conf import settings as live
from django.db import connection

from betweenus.domain.access.identity import system
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.records.events import Event
from betweenus.records.people import Person
from betweenus.services import clock, diary, keys, people
from tests import worlds

pytestmark = pytest.mark.django_db

OPERATOR = system("keys by a test")


@pytest.fixture
def old(settings):
    """Everything written now is sealed with the older key of the ring."""
    settings.BETWEENUS_SEALING_KEY = "test-old"


@pytest.fixture
def world(old):
    """A client with a diary, and some people, all sealed with the older key."""
    clinic = worlds.clinic()
    made = worlds.at_session(clinic.rosa, 2, "Tom Abara")
    tom = people.identify(worlds.client_of(made))
    diary.write(by=tom, course_id=made.pk, parts={"what_happened": "He rang; I hung up."})
    for number in range(30):
        Person.objects.create(
            name=f"P {number}", access_needs=f"room {number}", created_at=clock.now()
        )
    return made


def raw(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def test_everything_is_sealed_anew_and_reads_as_before(world, settings):
    before = dict(Person.objects.values_list("pk", "access_needs"))
    settings.BETWEENUS_SEALING_KEY = "test"

    done = keys.rotate(by=OPERATOR)

    assert done.to == "test"
    assert done.unreadable == ()
    assert done.values > 30
    assert set(keys.in_use()) == {"test"}, "nothing needs the older key any more"
    assert dict(Person.objects.values_list("pk", "access_needs")) == before
    assert Event.objects.filter(act="seal the records with a new key").get().detail["to"] == "test"


def test_after_it_the_older_key_may_be_lost(world, settings):
    settings.BETWEENUS_SEALING_KEY = "test"
    keys.rotate(by=OPERATOR)
    settings.BETWEENUS_KEY_RING = {"test": live.BETWEENUS_KEY_RING["test"]}
    assert Person.objects.get(name="P 7").access_needs == "room 7"


def test_a_rotation_that_was_stopped_goes_on_where_it_was(world, settings, monkeypatch):
    settings.BETWEENUS_SEALING_KEY = "test"
    monkeypatch.setattr(keys, "AT_A_TIME", 10)

    def stopped(done, of):
        if done >= 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keys.rotate(by=OPERATOR, told=stopped)
    half = keys.in_use()
    assert half["test"] >= 15
    assert half["test-old"] > 0
    assert Person.objects.get(name="P 7").access_needs == "room 7", "half-way everything is read"

    done = keys.rotate(by=OPERATOR)
    assert done.values == half["test-old"], "only the rest was left to do"
    assert set(keys.in_use()) == {"test"}


def test_what_somebody_writes_meanwhile_stays_as_they_wrote_it(world, settings, monkeypatch):
    settings.BETWEENUS_SEALING_KEY = "test"
    person = Person.objects.get(name="P 7")
    unseal = keys.unseal

    def somebody_writes(sealed, place):
        opened = unseal(sealed, place)
        if opened == "room 7":
            Person.objects.filter(pk=person.pk).update(access_needs="room 8, with a ramp")
        return opened

    monkeypatch.setattr(keys, "unseal", somebody_writes)
    keys.rotate(by=OPERATOR)
    assert Person.objects.get(pk=person.pk).access_needs == "room 8, with a ramp"


def test_a_lost_key_is_named_and_nothing_changes(world, settings):
    settings.BETWEENUS_SEALING_KEY = "test"
    settings.BETWEENUS_KEY_RING = {"test": live.BETWEENUS_KEY_RING["test"]}
    before = raw("select access_needs from records_person order by name")

    assert keys.missing() == ("test-old",)
    with pytest.raises(Refusal, match="test-old"):
        keys.rotate(by=OPERATOR)
    assert raw("select access_needs from records_person order by name") == before


def test_a_damaged_value_is_named_by_place_and_left(world, settings):
    settings.BETWEENUS_SEALING_KEY = "test"
    person = Person.objects.get(name="P 7")
    table = "update records_person set access_needs = 'test-old:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'"
    with connection.cursor() as cursor:
        cursor.execute(f"{table} where name = 'P 7'")

    done = keys.rotate(by=OPERATOR)

    assert len(done.unreadable) == 1
    assert done.unreadable[0].startswith("records_person.access_needs of row ")
    assert person.pk.hex in done.unreadable[0].replace("-", "")
    assert keys.in_use()["test-old"] == 1


def test_nobody_of_the_staff_may(world):
    staff = worlds.Account.objects.filter(person=None)
    assert staff.count() > 3
    for account in staff:
        with pytest.raises(NotAllowed):
            keys.rotate(by=people.identify(account))


def test_every_sealed_column_is_among_them():
    found = {column.place for column in keys.columns()}
    assert {
        "records_diaryentry.parts",
        "records_signednote.parts",
        "records_draft.content",
    } <= found
