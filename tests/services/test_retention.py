"""Retention: a year for texts on the way, twenty for a record; erased whole, and nobody else's."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from betweenus.domain.access.identity import system
from betweenus.domain.people.keeping import YEARS
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.records.events import Event
from betweenus.records.notes import Draft, DraftBefore, Transcript
from betweenus.records.people import Account, Person
from betweenus.services import (
    audit,
    clock,
    contact,
    diary,
    notes,
    people,
    reminders,
    retention,
    settings,
)
from betweenus.services.record_copy import leading_to_a_person
from tests import worlds

pytestmark = pytest.mark.django_db

MARMALADE = "He came late again, with marmalade on his sleeve."
LATER = worlds.NOW + timedelta(days=(YEARS + 1) * 366)


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def made(clinic):
    """A course with a note, a diary and an account of its client."""
    course = worlds.at_session(clinic.rosa, 3, "Tom Abara")
    worlds.signed(clinic.rosa, course, session=2, quotes=["I vanish."])
    tom = people.identify(worlds.client_of(course))
    diary.write(by=tom, course_id=course.pk, parts={"what_happened": MARMALADE})
    return course


def dump() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def rows_of(person) -> int:
    ways = leading_to_a_person().items()
    return sum(
        apps.get_model("records", name)._default_manager.filter(**{way: person}).count()
        for name, way in ways
    )


def test_a_record_is_listed_when_its_twenty_years_are_over_and_not_a_day_before(clinic, made):
    ada = clinic.ada.acts
    last = max(made.appointments.values_list("starts_at", flat=True))
    over = last.replace(year=last.year + YEARS)
    with clock.as_of(over - timedelta(days=1)):
        assert retention.due(by=ada) == ()
    with clock.as_of(over):
        (one,) = retention.due(by=ada)
    assert (one.name, one.last_contact) == ("Tom Abara", last.date())


def test_erased_it_is_gone_from_every_table_and_nobody_elses_is(clinic, made):
    other = worlds.at_session(clinic.rosa, 2, "Ines Moreau")
    worlds.signed(clinic.rosa, other, session=1, quotes=["I stay."])
    before, name = rows_of(other.person_id), "Tom Abara"
    with clock.as_of(LATER):
        gone = retention.erase_record(
            by=clinic.ada.acts, person_id=made.person_id, name=" tom  abara"
        )
    assert gone > 10
    assert rows_of(made.person_id) == 0
    assert rows_of(other.person_id) == before
    assert not Account.objects.filter(email="tom@home.example").exists()
    told = dump()
    for word in (name, "tom@home.example", "I vanish"):
        assert word not in told


def test_that_there_was_one_stays_on_a_trail_that_is_whole(clinic, made):
    events = Event.objects.filter(person_id=made.person_id).count()
    assert events
    with clock.as_of(LATER):
        retention.erase_record(by=clinic.ada.acts, person_id=made.person_id, name="Tom Abara")
        assert Event.objects.filter(person_id=made.person_id).count() == events
        erased = Event.objects.filter(act="erase records whose time is over", detail__erased=True)
        assert erased.get().account_name == "Ada Quist"
        assert audit.verify(by=system("a test")).verdict.fault is None


def test_a_record_that_must_be_held_is_not_erased_until_it_need_not_be(clinic, made):
    ada = clinic.ada.acts
    with clock.as_of(LATER):
        with pytest.raises(Refusal, match="Say why"):
            retention.hold(by=ada, person_id=made.person_id, held=True, why="court")
        retention.hold(by=ada, person_id=made.person_id, held=True, why="An inquest is open.")
        assert retention.due(by=ada)[0].held_because == "An inquest is open."
        with pytest.raises(Refusal, match="must be held"):
            retention.erase_record(by=ada, person_id=made.person_id, name="Tom Abara")
        assert rows_of(made.person_id) > 10
        retention.hold(by=ada, person_id=made.person_id, held=False, why="The inquest is closed.")
        assert retention.erase_record(by=ada, person_id=made.person_id, name="Tom Abara")


def test_neither_too_early_nor_by_a_slip_nor_by_anybody_else(clinic, made):
    ada = clinic.ada.acts
    with pytest.raises(Refusal, match="not over"):
        retention.erase_record(by=ada, person_id=made.person_id, name="Tom Abara")
    with clock.as_of(LATER):
        with pytest.raises(Refusal, match="not the name"):
            retention.erase_record(by=ada, person_id=made.person_id, name="Tom")
        for by in (clinic.rosa.acts, clinic.miriam.acts, clinic.carl.acts):
            with pytest.raises(NotAllowed):
                retention.erase_record(by=by, person_id=made.person_id, name="Tom Abara")
    assert rows_of(made.person_id) > 10


def test_texts_on_the_way_and_transcripts_go_after_a_year(clinic, made):
    rosa, appointment = clinic.rosa.acts, worlds.upcoming(made)[0]
    long = "marmalade " * 60
    notes.save_draft(
        by=rosa, appointment_id=appointment.pk, parts={"material": long}, seen_version=0
    )
    notes.save_draft(
        by=rosa, appointment_id=appointment.pk, parts={"material": "x"}, seen_version=1
    )
    Transcript.objects.create(
        appointment=appointment, format="txt", file_name="a.txt",
        turns=[{"speaker": "T", "text": "Hm.", "start": None, "end": None}],
        attached_at=clock.now(), attached_by_id=rosa.account_id,
    )  # fmt: skip
    assert DraftBefore.objects.exists()

    with clock.as_of(worlds.NOW + timedelta(days=364)):
        assert retention.forget_due(clock.now()) == 0
    with clock.as_of(worlds.NOW + timedelta(days=367)):
        assert retention.forget_due(clock.now()) >= 3
        assert retention.forget_due(clock.now()) == 0, "once is enough"
    assert not Draft.objects.exists()
    assert not DraftBefore.objects.exists()
    assert Transcript.objects.get().turns == []
    assert Person.objects.filter(name="Tom Abara").exists()


def test_a_death_counts_from_its_day_and_the_services_years_hold(clinic, made):
    ada, died = clinic.ada.acts, worlds.TODAY + timedelta(days=40)
    contact.change(by=clinic.rosa.acts, person_id=made.person_id, died_on=died)
    with clock.as_of(worlds.at(died.replace(year=died.year + 10)) - timedelta(days=1)):
        assert retention.due(by=ada) == ()
    with clock.as_of(worlds.at(died.replace(year=died.year + 10))):
        (one,) = retention.due(by=ada)
        assert one.died_on == died
        settings.change(
            by=ada, seen=None, why="Our insurer asks for it.", keep_years_after_death=12
        )
        assert retention.due(by=ada) == ()
        with pytest.raises(Refusal, match="not over"):
            retention.erase_record(by=ada, person_id=made.person_id, name="Tom Abara")
    event = Event.objects.filter(act="change service settings", done=True).latest("id")
    assert event.detail["changed"] == ["keep_years_after_death"]
    assert (event.account_name, settings.read(by=ada).history[0].why) == (
        "Ada Quist",
        "Our insurer asks for it.",
    )


def test_whoever_has_died_is_sent_nothing(clinic, made):
    contact.change(by=clinic.rosa.acts, person_id=made.person_id, email="tom@home.example")
    with clock.as_of(worlds.NOW + timedelta(hours=1)):
        contact.change(by=clinic.rosa.acts, person_id=made.person_id, died_on=worlds.TODAY)
        assert reminders.send_due() == 0
        contact.change(by=clinic.rosa.acts, person_id=made.person_id, died_on=None)
        assert reminders.send_due() == 1
