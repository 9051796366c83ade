"""From ratings, sessions and scores to the time line."""

from collections.abc import Iterable
from datetime import date, timedelta

from betweenus.domain.course import Progress
from betweenus.domain.course.attendance import ATTENDED
from betweenus.domain.course.protocol import first_sessions
from betweenus.domain.tracking.rating import HIGHEST, SHOWED, STEPPED_BACK, Rating, monday
from betweenus.services import clock
from betweenus.services.progress import CourseFacts
from betweenus.services.scores import Series
from betweenus.services.tracking import MOOD, TrackingPage
from betweenus.web.pictures import timeline
from betweenus.web.pictures.picture import Picture
from betweenus.web.pictures.timeline import Line, Meeting, Panel, Pen, Row, Stretch
from betweenus.web.timeline_words import MY_PLACES, PLACE_NAMES, my_twin, twin
from betweenus.web.words import short_day

_MIDWEEK = 0.5


def tracking_picture(page: TrackingPage) -> Picture:
    """Both ratings, where the focus was active, and the symptom curve, by week."""
    weeks = _weeks(page.now, page.facts, page.ratings)
    sides = ((Pen.FIRST, page.case.called, True), (Pen.SECOND, "Therapist", False))
    rated = {
        name: tuple(
            Line(who, pen, _rated(page.ratings, weeks, name, by_client=side))
            for pen, who, side in sides
        )
        for name in ("showed", "stepped_back")
    }
    moods = [one for one in page.series if one.measure.id in MOOD]
    return timeline.draw_timeline(
        timeline.Timeline(
            title="How the focus goes, by week",
            weeks=tuple(short_day(week) for week in weeks),
            panels=(
                _panel("How much it showed", rated["showed"], SHOWED),
                _panel(
                    "How far one could step back", rated["stepped_back"], STEPPED_BACK, key=True
                ),
            ),
            below=(_mood(moods, weeks),) if moods else (),
            rows=tuple(
                Row(
                    words,
                    tuple(
                        (pen, _active(page.ratings, weeks, key, by_client=side))
                        for pen, _, side in sides
                    ),
                )
                for key, words in PLACE_NAMES.items()
            ),
            rows_title="Where it was active",
            meetings=tuple(_meetings(page.now, page.facts, weeks)),
            phases=tuple(_phases(page.now, page.facts, weeks)),
            breaks=tuple(_breaks(page.facts, weeks)),
            twin=twin(page, weeks, moods),
        ),
        name="tracking",
    )


def my_weeks_picture(ratings: Iterable[Rating]) -> Picture | None:
    """A client's own weeks; None before the first."""
    mine = tuple(ratings)
    if not mine:
        return None
    weeks = _between(mine[0].week, mine[-1].week)
    lines = (
        Line("How much it showed", Pen.FIRST, _rated(mine, weeks, "showed", by_client=True)),
        Line("Stepped back", Pen.SECOND, _rated(mine, weeks, "stepped_back", by_client=True)),
    )
    rows = tuple(
        Row(words, ((Pen.FIRST, _active(mine, weeks, key, by_client=True)),))
        for key, words in MY_PLACES.items()
    )
    return timeline.draw_timeline(
        timeline.Timeline(
            title="My weeks",
            weeks=tuple(short_day(week) for week in weeks),
            panels=(Panel("0 to 10, week by week", 0, HIGHEST, lines, key=True),),
            rows=rows,
            rows_title="Where it showed",
            twin=my_twin(mine),
        ),
        name="my-weeks",
    )


def _panel(title: str, lines: tuple[Line, ...], ends: dict, *, key: bool = False) -> Panel:
    return Panel(title, 0, HIGHEST, lines, (ends[0].lower(), ends[HIGHEST].lower()), key=key)


def _mood(moods: list[Series], weeks: tuple[date, ...]) -> Panel:
    """PHQ-9 and GAD-7 on one scale, each score on the day it was given."""
    lines = tuple(
        Line(
            one.measure.short_title,
            pen,
            tuple(
                sorted(
                    {
                        (point.answered_on - weeks[0]).days / 7: point.total
                        for point in one.during
                        if point.total is not None
                        and weeks[0] <= point.answered_on
                        and point.answered_on < weeks[-1] + timedelta(days=7)
                    }.items()
                )
            ),
        )
        for pen, one in zip(Pen, moods, strict=False)
    )
    highest = max(one.measure.scale("total").highest for one in moods)
    return Panel("Symptoms", 0, highest, lines, ("", "more"), key=True)


def _weeks(now: Progress, facts: CourseFacts, ratings: Iterable[Rating]) -> tuple[date, ...]:
    """From the first session's week to the last session's, booked or projected."""
    days = [contact.day for contact in facts.contacts if contact.treatment]
    first = monday(days[0] if days else clock.today())
    last = [*days[-1:], *(one.week for one in ratings), first]
    last += [now.ended] if now.ended else [day for day in (now.projected_end, clock.today()) if day]
    return _between(first, max(last))


def _between(first: date, last: date) -> tuple[date, ...]:
    count = (monday(last) - first).days // 7 + 1
    return tuple(first + timedelta(weeks=n) for n in range(max(count, 1)))


def _rated(
    ratings: Iterable[Rating], weeks: tuple[date, ...], name: str, *, by_client: bool
) -> tuple[tuple[float, float], ...]:
    return tuple(
        (weeks.index(one.week) + _MIDWEEK, getattr(one, name))
        for one in ratings
        if one.by_client is by_client and getattr(one, name) is not None and one.week in weeks
    )


def _active(
    ratings: Iterable[Rating], weeks: tuple[date, ...], place: str, *, by_client: bool
) -> tuple[float, ...]:
    return tuple(
        weeks.index(one.week) + _MIDWEEK
        for one in ratings
        if one.by_client is by_client and place in one.places and one.week in weeks
    )


def _meetings(now: Progress, facts: CourseFacts, weeks: tuple[date, ...]) -> Iterable[Meeting]:
    for contact in facts.contacts:
        if contact.treatment and contact.day < weeks[-1] + timedelta(days=7):
            held = contact.attendance in ATTENDED
            number = now.numbers.get(contact.id) if held or contact.attendance is None else None
            if contact.attendance is None and number is None:
                continue
            yield Meeting(_place(contact.day, weeks), number, ahead=contact.attendance is None)


def _place(day: date, weeks: tuple[date, ...]) -> float:
    return min(max((day - weeks[0]).days / 7 + 1 / 14, 0), len(weeks))


def _phases(now: Progress, facts: CourseFacts, weeks: tuple[date, ...]) -> Iterable[Stretch]:
    """Each phase from the day of its first session to the next one's, as far as they are known."""
    days = {now.numbers[c.id]: c.day for c in facts.contacts if c.id in now.numbers}
    starts = first_sessions(now.protocol.phases)
    begins = [(p.name, days[starts[p.id]]) for p in now.protocol.phases if starts[p.id] in days]
    places = [max(_place(day, weeks) - 1 / 14, 0) for _, day in begins]
    ends = [*places[1:], len(weeks)]
    for (name, _), first, last in zip(begins, places, ends, strict=True):
        yield Stretch(name, first, last)


def _breaks(facts: CourseFacts, weeks: tuple[date, ...]) -> Iterable[Stretch]:
    for pause in facts.breaks:
        first = (pause.first - weeks[0]).days / 7
        last = ((pause.last - weeks[0]).days + 1) / 7
        if last > 0 and first < len(weeks):
            words = f"{short_day(pause.first)} to {short_day(pause.last)}"
            yield Stretch(words, max(first, 0), min(last, len(weeks)))
