"""Sealed fields: unreadable in the database, bound to their column, honest about keys."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from betweenus.records.people import Person
from betweenus.records.sealed import CannotUnseal, seal, unseal
from betweenus.services import clock

PLACE = "records_person.access_needs"


@given(st.text(min_size=1))
def test_what_is_sealed_opens_again(text):
    if "\ud800" <= max(text) <= "\udfff":
        return
    assert unseal(seal(text, PLACE), PLACE) == text


def test_the_same_text_is_sealed_differently_each_time():
    assert seal("the same", PLACE) != seal("the same", PLACE)


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(CannotUnseal, match="does not open"):
        unseal(seal("secret", PLACE), "records_person.emergency_contact")


def test_a_changed_value_does_not_open():
    value = seal("secret", PLACE)
    swapped = value[:-8] + ("A" if value[-8] != "A" else "B") + value[-7:]
    with pytest.raises(CannotUnseal):
        unseal(swapped, PLACE)


def test_a_key_that_is_gone_is_named_with_what_to_do():
    value = seal("secret", PLACE).replace("test:", "gone:", 1)
    with pytest.raises(CannotUnseal, match=r"'gone'.*BETWEENUS_KEYS"):
        unseal(value, PLACE)


def test_an_older_key_of_the_ring_still_opens(settings):
    settings.BETWEENUS_SEALING_KEY = "test-old"
    value = seal("written last year", PLACE)
    settings.BETWEENUS_SEALING_KEY = "test"
    assert unseal(value, PLACE) == "written last year"


@pytest.mark.django_db
def test_the_database_holds_no_word_of_it():
    row = Person.objects.create(
        name="Ines", access_needs="needs a quiet marmalade room", created_at=clock.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("select access_needs from records_person")
        stored = cursor.fetchone()[0]
    assert "marmalade" not in stored
    assert Person.objects.get(pk=row.pk).access_needs == "needs a quiet marmalade room"
