"""Unusual reading told from days that were counted is what the trail says, event by event."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.trail.unusual import USUAL_OVER, Why
from betweenus.domain.trail.unusual import unusual as told_of
from betweenus.records.events import Event, ReadingDay
from betweenus.records.people import Person
from betweenus.services import chain, clock, hourly, reading_days, unusual
from tests import reading_by_hand, worlds

pytestmark = pytest.mark.django_db

# The clock changes on 29 March 2026, in the middle of the four weeks.
NOW = datetime(2026, 4, 7, 15, 30, tzinfo=UTC)
FIRST, LAST = date(2026, 4, 1), date(2026, 4, 7)
READERS = ((UUID(int=1), "Rosa Lind"), (UUID(int=2), "Hugo Pell"), (UUID(int=3), "Ada Quist"))
ROLES = ("therapist", "supervisor", "lead")
RELATIONS = ("own", "own", "own", "supervisee", "waiting", "service")


@pytest.fixture(autouse=True)
def a_tuesday_after_the_clock_changed():
    with clock.as_of(NOW):
        yield


@pytest.fixture
def clients():
    made = [
        Person(name=f"Tom {name}", created_at=NOW) for name in ("Lind", *"ABCDEFGHIJKLMNOPQRSTUV")
    ]
    return [row.pk for row in Person.objects.bulk_create(made)]


def event(number, at, client, *, who=READERS[0], role="therapist", relation="own", done=True):
    return Event(
        id=number,
        at=at,
        account_id=who[0],
        account_name=who[1],
        role=role,
        relation=relation,
        purpose="care",
        act="read case",
        person_id=client,
        done=done,
        hash="1:00",
    )


def read_at_random(seed, clients):
    """Five weeks of three readers, some of their days crowded, some moments just at a border."""
    random = Random(seed)
    day = datetime(2026, 3, 3, tzinfo=UTC)
    at, made = [], []
    while day < NOW:
        for who in READERS:
            opened = random.choice((0, 1, 2, 3, 5, 14, 22))
            if day.date() == LAST - timedelta(days=seed) and who is READERS[0]:
                opened = 60
            for _ in range(opened):
                hour = random.choice((0, 5, 6, 9, 11, 14, 16, 20, 21, 22, 23))
                moment = day + timedelta(hours=hour, minutes=random.choice((0, 30, 59)))
                at.append((moment, who))
        day += timedelta(days=1)
    start = chain.newest()[0]
    for number, (moment, who) in enumerate(sorted(at), start=start + 1):
        if moment < NOW:
            made.append(
                event(
                    number,
                    moment,
                    random.choice(clients),
                    who=who,
                    role=random.choice(ROLES[:2]),
                    relation=random.choice(RELATIONS),
                    done=random.random() < 0.97,
                )
            )
    Event.objects.bulk_create(made)


def by_hand(clients):
    """The old way: every event of five weeks, one by one."""
    every = reading_by_hand.readings_of(reading_days.by_staff(FIRST - USUAL_OVER, LAST))
    week = [one for one in every if FIRST <= one.day <= LAST]
    days = reading_by_hand.days_of(week)
    known = unusual._clients(clients)
    usual = reading_by_hand.usual_of(every, days)
    return told_of(week, known, days, usual, today=clock.today())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_it_is_what_every_event_by_itself_says_whichever_days_were_counted(seed, clients):
    read_at_random(seed, clients)
    expected = by_hand(clients)
    assert {Why.MANY, Why.NIGHT, Why.SAME_NAME, Why.REFUSED} <= {w for f in expected for w in f.why}
    assert unusual._found(FIRST, LAST)[0] == expected

    assert reading_days.keep_due(NOW) == 43
    assert reading_days.keep_due(NOW) == 0, "each day once"
    assert unusual._found(FIRST, LAST)[0] == expected

    some = Random(seed).sample(list(ReadingDay.objects.values_list("pk", flat=True)), 20)
    ReadingDay.objects.filter(pk__in=some).delete()
    assert unusual._found(FIRST, LAST)[0] == expected
    reader = READERS[seed % 3][0]
    of_one = tuple(one for one in expected if one.reader.id == reader)
    assert unusual._found(FIRST, LAST, reader)[0] == of_one


def test_an_event_that_came_late_has_its_day_counted_again(clients):
    """Written after the days were counted, with a moment of before: the clock went back."""
    assert reading_days.keep_due(NOW) == 43
    start = chain.newest()[0]
    then = NOW - timedelta(days=3)
    Event.objects.bulk_create(event(start + n, then, clients[n]) for n in range(1, 4))
    assert reading_days.opened(LAST - timedelta(days=3), LAST)[then.date()] == {READERS[0][0]: 3}
    assert reading_days.keep_due(NOW) == 1
    assert ReadingDay.objects.get(day=then.date()).opened == {READERS[0][0].hex: 3}
    assert reading_days.keep_due(NOW) == 0


def test_a_day_is_counted_by_the_service_itself_once_it_is_over(clients):
    hourly.run(by=THE_SERVICE)
    assert ReadingDay.objects.latest("day").day == date(2026, 4, 6)
    with clock.as_of(datetime(2026, 4, 7, 23, 30, tzinfo=UTC)):  # half past midnight in London
        hourly.run(by=THE_SERVICE)
        assert ReadingDay.objects.latest("day").day == date(2026, 4, 6), "an act may be under way"
    with clock.as_of(datetime(2026, 4, 8, 0, 30, tzinfo=UTC)):
        hourly.run(by=THE_SERVICE)
        assert ReadingDay.objects.latest("day").day == date(2026, 4, 7)


def test_the_page_asks_the_same_few_questions_however_many_events(clients, most_queries):
    clinic = worlds.clinic()
    read_at_random(1, clients)
    reading_days.keep_due(NOW)
    with most_queries(12):
        assert unusual.read(by=clinic.ada.acts).shown
