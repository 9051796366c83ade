"""From ratings, sessions and scores to the time line, and from what is known to its intervals."""

from collections.abc import Iterable
from datetime import date, timedelta

from betweenus.domain.course import Progress
from betweenus.domain.course.attendance import ATTENDED
from betweenus.domain.course.protocol import first_sessions
from betweenus.domain.tracking.looking import SURE, Look
from betweenus.domain.tracking.rating import HIGHEST, PLACES, SHOWED, STEPPED_BACK, Rating, monday
from betweenus.domain.tracking.share import INTERVAL, share
from betweenus.domain.tracking.stretches import NewMoments
from betweenus.services import clock
from betweenus.services.progress import CourseFacts
from betweenus.services.scores import Series
from betweenus.services.tracking import MOOD, TrackingPage
from betweenus.web.pictures import timeline
from betweenus.web.pictures.intervals import Bar, Intervals, draw_intervals, of_points
from betweenus.web.pictures.picture import Picture, Twin
from betweenus.web.pictures.timeline import Line, Meeting, Panel, Pen, Row, Stretch
from betweenus.web.words import short_day

PLACE_NAMES = {"outside": "With people now", "past": "In the past", "here": "Here, between us"}
MY_PLACES = {"outside": "With people now", "past": "In memories", "here": "In the session"}
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
            twin=_twin(page, weeks, moods),
        ),
        name="tracking",
    )


def my_weeks_picture(ratings: Iterable[Rating]) -> Picture | None:
    """A client's own weeks; None before the first."""
    mine = tuple(ratings)
    if not mine:
        return None
    weeks = _between(mine[0].week, max(mine[-1].week, monday(clock.today())))
    lines = (
        Line("How much it showed", Pen.FIRST, _rated(mine, weeks, "showed", by_client=True)),
        Line("Stepped back", Pen.SECOND, _rated(mine, weeks, "stepped_back", by_client=True)),
    )
    rows = tuple(
        Row(words, ((Pen.FIRST, _active(mine, weeks, key, by_client=True)),))
        for key, words in MY_PLACES.items()
    )
    twin = Twin(
        "My weeks",
        ("Week of", "How much it showed", "Stepped back", "Where"),
        tuple(
            (
                short_day(one.week),
                f"{one.showed}",
                _number(one.stepped_back),
                _where(one, MY_PLACES),
            )
            for one in mine
        ),
    )
    return timeline.draw_timeline(
        timeline.Timeline(
            title="My weeks",
            weeks=tuple(short_day(week) for week in weeks),
            panels=(Panel("0 to 10, week by week", 0, HIGHEST, lines, key=True),),
            rows=rows,
            rows_title="Where it showed",
            twin=twin,
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


def _twin(page: TrackingPage, weeks: tuple[date, ...], moods: list[Series]) -> Twin:
    """A row for each week in which anything is known."""
    called, days = page.case.called, {c.id: c.day for c in page.facts.contacts}
    held = {monday(days[key]): n for key, n in page.now.numbers.items() if key in days}
    scored = [
        {monday(p.answered_on): p.total for p in one.during if p.total is not None} for one in moods
    ]
    rows = []
    for week in weeks:
        client, therapist = page.of(week, by_client=True), page.of(week, by_client=False)
        values = [found.get(week) for found in scored]
        if client or therapist or any(value is not None for value in values):
            rows.append(
                (
                    short_day(week),
                    f"{held.get(week, '')}",
                    *_both(client, therapist),
                    _where_both(client, therapist, called),
                    *("" if value is None else f"{value:g}" for value in values),
                )
            )
    headers = (
        "Week of",
        "Session",
        f"Showed, {called}",
        "Showed, therapist",
        f"Stepped back, {called}",
        "Stepped back, therapist",
        "Where",
        *(one.measure.short_title for one in moods),
    )
    return Twin("How the focus goes, by week", headers, tuple(rows))


def _both(client: Rating | None, therapist: Rating | None) -> Iterable[str]:
    for name in ("showed", "stepped_back"):
        for one in (client, therapist):
            yield _number(getattr(one, name) if one else None)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value}"


def _where(rating: Rating | None, names: dict[str, str]) -> str:
    return ", ".join(names[place].lower() for place in PLACES if rating and place in rating.places)


def _where_both(client: Rating | None, therapist: Rating | None, called: str) -> str:
    found = [
        f"{who}: {said}"
        for who, one in ((called, client), ("therapist", therapist))
        if (said := _where(one, PLACE_NAMES))
    ]
    return "; ".join(found)


def share_picture(moments: NewMoments) -> Picture:
    """How much of what is newly told follows the focus, in all and by four weeks."""
    bars = [("Since it was agreed", moments.whole)]
    if len(moments.stretches) > 1:
        bars += [
            (f"{one.weeks} ({short_day(one.first)} to {short_day(one.last)})", one.counted)
            for one in moments.stretches
        ]
    return draw_intervals(
        Intervals(
            "New moments that follow the focus",
            ("When", "Moments, and the share 9 times in 10"),
            tuple(_share_bar(name, counted) for name, counted in bars),
            0,
            1,
            ((0, "none"), (0.5, "half"), (1, "all")),
        ),
        name="share",
    )


def _share_bar(name: str, counted) -> Bar:
    if not counted.told:
        return Bar(name, "no moment told that can be compared")
    found = share(counted)
    low, high = found.interval(INTERVAL)
    said = f"{counted.follow} of {counted.told}, between {low:.0%} and {high:.0%}"
    return Bar(name, said, low, found.middle, high)


def looks_picture(looks: Iterable[Look]) -> Picture | None:
    """What each look at mood found, in points; None while none of them can say anything."""
    found = [one for one in looks if one.spread]
    if not found:
        return None
    ends = [one.spread.interval(SURE) for one in found]
    reach, marks = of_points(min(low for low, _ in ends), max(high for _, high in ends))
    bars = tuple(
        Bar(
            f"{one.measure}, {'the week after' if one.later else 'the same week'}",
            f"{_points(low)} to {_points(high)}",
            low,
            one.spread.middle,
            high,
        )
        for one, (low, high) in zip(found, ends, strict=True)
    )
    return draw_intervals(
        Intervals(
            "Points of the score for each point of the rating",
            ("Score", "Between, 19 times in 20"),
            bars,
            -reach,
            reach,
            marks,
            line=0,
        ),
        name="mood",
    )


def _points(value: float) -> str:
    return f"{abs(value):.1f} {'lower' if value < 0 else 'higher'}"
