"""Marks: the database notes every change itself, whoever makes it, and nothing is marked twice."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import connection, models, transaction
from django.utils import timezone

from betweenus.records import marks
from betweenus.records.course import Course
from betweenus.records.marks import WATCHED, ChangeMark
from betweenus.records.people import Account, Person

pytestmark = pytest.mark.django_db


class Rows:
    """A row of any table, with the rows it needs; the same course and person in all of them."""

    def __init__(self) -> None:
        self.made: dict[type[models.Model], models.Model] = {}

    def of(self, model: type[models.Model]) -> models.Model:
        if model not in self.made:
            values = {f.name: self._value(f) for f in model._meta.concrete_fields if _needed(f)}
            if model in WATCHED and "person" in {f.name for f in model._meta.concrete_fields}:
                values["person"] = self.of(Person)
            self.made[model] = model.objects.create(**values)
        return self.made[model]

    def _value(self, field: models.Field) -> object:
        if field.is_relation:
            return self.of(field.related_model)
        kinds = {
            models.DateTimeField: datetime(2026, 2, 10, 9, tzinfo=timezone.get_fixed_timezone(0)),
            models.DateField: date(2026, 2, 10),
            models.BooleanField: True,
            models.PositiveSmallIntegerField: 1,
            models.JSONField: {},
        }
        return kinds.get(type(field), f"x{uuid4().hex}"[: field.max_length or 20])


def _needed(field: models.Field) -> bool:
    return not (field.null or field.has_default() or field.primary_key)


@pytest.fixture
def rows():
    return Rows()


def mark_of(person) -> object:
    return ChangeMark.objects.filter(person_id=person.pk).values_list("mark", flat=True).first()


def in_sql(text: str, row: models.Model) -> None:
    """As somebody writes who knows nothing of this program."""
    with connection.cursor() as cursor:
        pk = row._meta.pk.get_db_prep_value(row.pk, connection)
        cursor.execute(text.format(table=row._meta.db_table), [pk])


@pytest.mark.parametrize("model", WATCHED, ids=lambda model: model.__name__)
def test_every_row_added_changed_or_removed_gives_another_mark(rows, model):
    person = rows.of(Person)
    for field in model._meta.concrete_fields:
        if field.is_relation and _needed(field):
            rows.of(field.related_model)
    seen = [mark_of(person)]

    row = rows.of(model)
    seen.append(mark_of(person))
    in_sql("UPDATE {table} SET id = id WHERE id = %s", row)
    seen.append(mark_of(person))
    in_sql("DELETE FROM {table} WHERE id = %s", row)
    # Of a course that is gone nothing is left to be shown.
    seen.append(mark_of(person))

    assert len(set(seen)) == len(seen), f"{model.__name__}: {seen}"
    transaction.set_rollback(True)


def test_only_the_person_it_is_about_is_marked(rows):
    course, others = rows.of(Course), Rows()
    others.made[Account] = rows.of(Account)
    other = others.of(Course)
    assert course.person_id != other.person_id
    before = mark_of(other.person)

    course.planned_sessions = 12
    course.save()

    assert mark_of(other.person) == before


def test_a_row_that_moves_to_somebody_else_marks_both(rows):
    course = rows.of(Course)
    other = Person.objects.create(name="Somebody else", created_at=timezone.now())
    before = mark_of(course.person)

    Course.objects.filter(pk=course.pk).update(person=other)

    assert mark_of(course.person) != before
    assert mark_of(other)


def test_a_change_undone_takes_its_mark_with_it_for_good(rows):
    course = rows.of(Course)
    before, seen = mark_of(course.person), set()
    for _ in range(3):
        with transaction.atomic():
            Course.objects.filter(pk=course.pk).update(planned_sessions=12)
            seen.add(mark_of(course.person))
            transaction.set_rollback(True)
        assert mark_of(course.person) == before
    assert len(seen) == 3


def test_triggers_are_put_back_after_tables_have_changed():
    assert marks.are_there()
    marks.take_away()
    assert not marks.are_there()
    marks.put_back()
    assert marks.are_there()
