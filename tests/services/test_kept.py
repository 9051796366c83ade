"""What is kept of a record is what would be worked out now, and forgotten when anything changes."""

import re
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection

from betweenus.records.course import Course
from betweenus.records.marks import WATCHED
from betweenus.services import (
    case,
    caseload,
    caseload_rows,
    clock,
    course,
    course_now,
    kept,
    people,
    portal,
    scores,
)
from betweenus.services.demo.loading import load
from betweenus.services.kept import Kept, State
from betweenus.services.prepared import MOST
from betweenus.services.traces import _TRACES
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


# -- what is kept for how long ------------------------------------------------------------------


def test_a_value_is_worked_out_once_for_each_state():
    store, asked, about = Kept(10), [], uuid4()
    first, second = State(uuid4(), worlds.TODAY), State(uuid4(), worlds.TODAY)

    def work_out(ids):
        asked.append(ids)
        return dict.fromkeys(ids, len(asked))

    assert store.of_each({about: first}, work_out) == {about: 1}
    assert store.of_each({about: first}, work_out) == {about: 1}
    assert store.of_each({about: second}, work_out) == {about: 2}
    assert store.of_each({about: first}, work_out) == {about: 3}


def test_the_next_morning_is_another_state():
    mark = uuid4()
    today = kept.state_of(mark)
    with clock.as_of(worlds.NOW + timedelta(days=1)):
        assert kept.state_of(mark) != today


def test_without_a_mark_nothing_is_kept():
    store, asked, about = Kept(10), [], uuid4()
    for _ in range(2):
        store.of_each({about: kept.state_of(None)}, lambda ids: asked.append(ids) or {about: 1})
    assert len(asked) == 2


def test_no_more_is_kept_than_said():
    store, state = Kept(3), State(uuid4(), worlds.TODAY)
    ids = [uuid4() for _ in range(9)]
    store.of_each(dict.fromkeys(ids, state), lambda asked: dict.fromkeys(asked, 1))
    asked = []
    store.of_each(dict.fromkeys(ids, state), lambda ids: asked.extend(ids) or dict.fromkeys(ids, 1))
    assert asked == ids[:-3]


# -- that nobody is shown what is no longer so --------------------------------------------------


def test_every_table_that_what_is_kept_comes_from_is_watched():
    watched = {model._meta.db_table for model in WATCHED}
    kept_from = (
        caseload_rows._ATTENDED,
        caseload_rows._BOOKED,
        _TRACES,
        scores._TOTALS,
    )
    for prepared in kept_from:
        tables = set(re.findall(r'"(records_\w+)"', prepared._put_together((MOST,)).sql))
        tables = {name for name in tables if connection.introspection.table_names().count(name)}
        assert tables
        assert tables <= watched, tables - watched


def shown(by) -> list[caseload_rows.Row]:
    return [row._replace(state=None) for row in caseload.read(by=by, search=" ").rows]


def test_kept_or_not_a_list_is_the_same(clinic):
    for number in range(6):
        worlds.at_session(clinic.rosa, number * 3, f"Client {number}", hour=9 + number)
    afresh = shown(clinic.rosa.acts)
    assert shown(clinic.rosa.acts) == afresh
    kept.forget_all()
    assert shown(clinic.rosa.acts) == afresh


def test_a_change_shows_at_once_to_whoever_looked_before(clinic):
    made = worlds.at_session(clinic.rosa, 5, "Tom Abara")
    assert shown(clinic.rosa.acts)[0].now.ended is None
    course.end(by=clinic.rosa.acts, course_id=made.pk, end_code="47")
    assert caseload.read(by=clinic.rosa.acts).total == 0
    assert caseload.read(by=clinic.rosa.acts, filter="ended").rows[0].end_code == "47"


def test_another_name_shows_at_once(clinic):
    made = worlds.at_session(clinic.rosa, 5, "Tom Abara")
    assert shown(clinic.rosa.acts)[0].name == "Tom Abara"
    made.person.name = "Tom Abara Lind"
    made.person.save()
    assert shown(clinic.rosa.acts)[0].name == "Tom Abara Lind"


def test_what_is_kept_holds_nobodys_name_or_words(clinic):
    made = worlds.at_session(clinic.rosa, 5, "Tom Abara")
    course.choose_phase(
        by=clinic.rosa.acts, course_id=made.pk, phase="ending", reason="He is moving to Leeds."
    )
    assert shown(clinic.rosa.acts)[0].now.override.phase == "ending"
    for _ in range(2):
        page = case.read(by=clinic.rosa.acts, course_id=made.pk)
        assert page.now.override.reason == "He is moving to Leeds."
    portal.home(by=people.identify(worlds.client_of(made)))
    for store in kept._ALL:
        held = repr(store._found)
        assert "Tom Abara" not in held
        assert "Leeds" not in held


OFTEN = 10  # looking takes longer than the acts themselves


@pytest.mark.slow
def test_while_the_demo_is_made_what_is_kept_is_what_is_so():
    """Fourteen people from referral to goodbye, with every tenth event, kept or afresh."""
    acts, looked = count(1), []

    def look() -> None:
        courses = Course.objects.annotate(mark=course_now.mark()).in_bulk()
        states = {pk: kept.state_of(one.mark) for pk, one in courses.items()}
        looked.append(len(states))
        for one in courses.values():
            found, state = course_now.of(one)
            assert found == course_now._worked_out(one)[one.pk]
            series = course_now.totals(one, state)
            afresh = scores.say_signals_now(series, found.now)
            assert course_now.signals(one, state, series, found.now) == afresh
        for store, work_out in (
            (caseload_rows._STANDING, caseload_rows._worked_out),
            (caseload_rows._SERIES, caseload_rows._totals),
        ):
            assert store.of_each(states, work_out) == work_out(list(states))

    def watch(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if 'INSERT INTO "records_event"' in sql and next(acts) % OFTEN == 0:
            look()
        return done

    with connection.execute_wrapper(watch):
        load()
    look()
    assert len(looked) > 50
    assert looked[-1] > 5
