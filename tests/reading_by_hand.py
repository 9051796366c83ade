"""What unusual reading is told from, gone through event by event: slow, and easy to believe."""

from collections import defaultdict
from collections.abc import Iterable

from betweenus.domain.course.dates import LONDON
from betweenus.domain.trail.unusual import USUAL_OVER, Reader, Reading, ReadingDay, is_night


def readings_of(events: Iterable) -> list[Reading]:
    """Each event a reading of its own: findings sum them up."""
    found = []
    for event in events:
        at = event.at.astimezone(LONDON)
        reader = Reader(event.account_id, event.account_name, event.role)
        how = {"relation": event.relation, "done": event.done, "at_night": is_night(at)}
        found.append(Reading(reader, event.person_id, at.date(), **how, times=1, first=at, last=at))
    return found


def days_of(readings: Iterable[Reading]) -> list[ReadingDay]:
    """What each reader opened on each day."""
    by_day: dict = defaultdict(list)
    for one in readings:
        if one.done:
            by_day[one.reader, one.day].append(one)
    return [
        ReadingDay(
            reader,
            day,
            records=len({one.client for one in some}),
            times=sum(one.times for one in some),
            first=min(one.first for one in some),
            last=max(one.last for one in some),
        )
        for (reader, day), some in by_day.items()
    ]


def usual_of(readings: Iterable[Reading], days: Iterable[ReadingDay]) -> dict:
    """For each reader and day, how many records on each of their days in the weeks before."""
    opened: dict = defaultdict(lambda: defaultdict(set))
    for one in readings:
        if one.done:
            opened[one.reader.id][one.day].add(one.client)
    return {
        (one.reader.id, one.day): [
            len(clients)
            for day, clients in sorted(opened[one.reader.id].items())
            if one.day - USUAL_OVER <= day < one.day
        ]
        for one in days
    }
