"""A prepared query gives what the query itself gives, and asks the database each time."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import Count, Exists, Max, OuterRef
from django.db.models.functions import TruncDay

from betweenus.records.course import Appointment, Course
from betweenus.records.people import Person
from betweenus.services import clock
from betweenus.services.prepared import Ids, Prepared
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 3)


def counted(course_id):
    held = Appointment.objects.filter(course=OuterRef("pk"), attendance="5")
    return (
        Course.objects.filter(pk=course_id)
        .select_related("person", "therapist")
        .annotate(booked=Count("appointments"), begun=Exists(held))
    )


def test_rows_come_with_what_belongs_to_them(course, django_assert_num_queries):
    asked = Prepared(counted, UUID)
    asked(course.pk)
    with django_assert_num_queries(1):
        (found,) = asked(course.pk)
        assert found.person.name == "Tom Abara"
        assert found.therapist.name == "Rosa Lind"
    assert (found.booked, found.begun) == (16, True)
    expected = counted(course.pk).get()
    for field in Course._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(expected, field.attname), field.name


def test_what_is_sealed_is_opened(course):
    (found,) = Prepared(lambda pk: Course.objects.filter(pk=pk), UUID)(course.pk)
    assert found.contract == "Sixteen sessions of fifty minutes, weekly."


def test_tuples_are_those_of_the_query(course):
    def times(course_id):
        return (
            Appointment.objects.filter(course=course_id)
            .order_by("starts_at")
            .values_list("id", "starts_at", "attendance")
        )

    assert Prepared(times, UUID)(course.pk) == list(times(course.pk))


@pytest.mark.parametrize("count", [1, 2, 9])
def test_several_ids_find_just_those(clinic, count):
    people = [worlds.referred(f"Person {number}").person for number in range(count + 1)]
    asked = Prepared(lambda ids: Person.objects.filter(pk__in=ids).values_list("name"), Ids)
    names = {name for (name,) in asked(Ids(one.pk for one in people[:count]))}
    assert names == {one.name for one in people[:count]}


def test_no_ids_find_nothing_and_ask_nobody(django_assert_num_queries):
    asked = Prepared(lambda ids: Person.objects.filter(pk__in=ids), Ids)
    with django_assert_num_queries(0):
        assert asked(Ids()) == []


def test_days_and_words_can_change_too(course):
    def between(course_id, first, code):
        return Appointment.objects.filter(
            course=course_id, starts_at__date__gte=first, attendance=code
        )

    asked = Prepared(between, UUID, date, str)
    today = worlds.TODAY
    assert len(asked(course.pk, today - timedelta(days=30), "5")) == 2
    assert len(asked(course.pk, today - timedelta(days=8), "5")) == 1
    assert asked(course.pk, today - timedelta(days=30), "3") == []


def test_nothing_that_was_read_is_kept(course):
    asked = Prepared(lambda pk: Course.objects.filter(pk=pk), UUID)
    assert asked.first(course.pk).place == ""
    Course.objects.filter(pk=course.pk).update(place="Room 3")
    assert asked.first(course.pk).place == "Room 3"
    assert asked.first(uuid4()) is None


def test_a_value_that_a_query_does_not_use_is_a_mistake(course):
    with pytest.raises(AssertionError, match="a value is not used"):
        Prepared(lambda pk, other: Course.objects.filter(pk=pk), UUID, UUID)(course.pk, uuid4())


@pytest.mark.parametrize(
    "make",
    [
        lambda pk: Course.objects.filter(pk=pk).prefetch_related("appointments"),
        lambda pk: Course.objects.filter(pk=pk).values("place"),
        lambda pk: Course.objects.filter(pk=pk).values_list("place", flat=True),
    ],
)
def test_what_would_come_otherwise_than_from_the_query_is_a_mistake(make):
    with pytest.raises(AssertionError):
        Prepared(make, UUID)(uuid4())


def test_what_the_database_makes_of_a_moment_is_not_mixed_up_with_the_moment(course):
    def days(course_id):
        rows = Appointment.objects.filter(course=course_id).order_by("starts_at")
        return rows.values_list("starts_at", TruncDay("starts_at"), Max("starts_at"))

    for _ in range(2):
        assert Prepared(days, UUID)(course.pk) == list(days(course.pk))


def test_what_is_left_out_is_read_when_asked_for(course, django_assert_num_queries):
    (found,) = Prepared(lambda pk: Course.objects.filter(pk=pk).defer("contract"), UUID)(course.pk)
    with django_assert_num_queries(1):
        assert found.contract == "Sixteen sessions of fifty minutes, weekly."


def test_nobody_is_nobody(course):
    asked = Prepared(
        lambda pk: (
            Appointment.objects.filter(course=pk)
            .select_related("signed_note")
            .order_by("starts_at")
        ),
        UUID,
    )
    row = asked.first(course.pk)
    assert not hasattr(row, "signed_note")
