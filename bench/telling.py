"""A process that does acts as fast as it can, for as long as it is told to (see bench/trail.py).

It reads lines such as ``chained 2.0`` and answers each with how many acts it did in that time. What
is ``plain`` writes the same rows without taking a turn and without a hash.
"""

import os
import sys
import time
from itertools import count

EVENTS_AT_A_TIME = 10_000


def main(what: str, number: int) -> None:
    """Prepare the database, fill it, or do acts."""
    import django

    django.setup()
    from django.core.management import call_command

    if what == "prepare":
        call_command("migrate", verbosity=0)
        from tests import worlds

        worlds.at_session(worlds.clinic().rosa, 2)
    elif what == "fill":
        _fill(number)
    elif what == "follow":
        _follow()
    else:
        _act()


def _act() -> None:
    """One act is the commonest there is: a case is opened by its therapist."""
    from betweenus.domain.access import Act
    from betweenus.records.course import Course
    from betweenus.services import chain, people
    from betweenus.services.acting import acting

    course = Course.objects.select_related("therapist").get()
    by, person = people.identify(course.therapist), course.person_id
    ways = {"chained": chain._write, "plain": _plainly()}

    def open_case() -> None:
        with acting(by=by, act=Act.READ_CASE, person=person, about=f"course:{course.pk}"):
            pass

    open_case()
    print("ready", flush=True)
    for line in sys.stdin:
        way, seconds = line.split()
        chain._write = ways[way]
        done, until = 0, time.perf_counter() + float(seconds)
        while time.perf_counter() < until:
            open_case()
            done += 1
        print(done, flush=True)


def _plainly():
    """Writing events with numbers below nought, which no chain begins at and nobody else gives."""
    from django.db import connection

    from betweenus.records.events import Event

    fields = Event._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    text = f'INSERT INTO "{Event._meta.db_table}" ({names}) VALUES ({marks})'
    numbers = count(os.getpid() * 10**9)

    def write(told: list, *, own: bool) -> None:
        with connection.cursor() as cursor:
            for said in told:
                row = Event(**said, id=-next(numbers), hash="")
                values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
                cursor.execute(text, values)
        told.clear()

    return write


def _fill(events: int) -> None:
    """A chain of so many events, written as a filled service has them."""
    from bench.rows import chained
    from betweenus.domain.access.identity import THE_SERVICE
    from betweenus.records.events import Event
    from betweenus.services import clock

    for first in range(0, events, EVENTS_AT_A_TIME):
        rows = [
            Event(
                at=clock.now(),
                account_name=THE_SERVICE.name,
                role="system",
                purpose="care",
                act="read case",
                about=f"course:{number}",
                done=True,
                detail={"page": "overview", "number": number % 30},
            )
            for number in range(first, min(first + EVENTS_AT_A_TIME, events))
        ]
        Event.objects.bulk_create(chained(rows), batch_size=2_000)


def _follow() -> None:
    """Follow the chain, and say how many events a second and how much room it took."""
    import resource

    from betweenus.domain.trail import walk
    from betweenus.services import chain

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    found = walk((row for row in chain.rows() if row.number > 0), rest=chain.rows)
    took = time.perf_counter() - began
    assert found.fault is None, found.fault
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(found.number, found.number / took, more)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
