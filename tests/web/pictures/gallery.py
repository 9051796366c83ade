"""One of everything the pictures can show, by name, for the tests that hold for all of them."""

from betweenus.web.pictures.chart import Chart, draw_chart
from betweenus.web.pictures.focus import Focus, Voice, draw_focus
from betweenus.web.pictures.histogram import Bar, Histogram, draw_histogram
from betweenus.web.pictures.intervals import draw_intervals
from betweenus.web.pictures.pattern import draw_pattern
from betweenus.web.pictures.picture import Picture
from betweenus.web.pictures.relationship_map import PeopleMap, draw_map
from betweenus.web.pictures.ribbon import Reader, draw_ribbon
from betweenus.web.pictures.spoken import draw_spoken
from betweenus.web.pictures.timeline import draw_timeline
from tests.web.pictures import examples, timelines


def _chart(*measures: object, sessions: int = 16, **more: object) -> Picture:
    return draw_chart(Chart(measures, sessions, examples.stretches(sessions), **more))


def waits(*counts: int) -> Picture:
    """So many people in stretches of two weeks, the last without an end; a line after the first."""
    edges = [f"{2 * n}" for n in range(len(counts) - 1)]
    bars = tuple(
        Bar(edge, f"From week {edge or 'four'}", count)
        for edge, count in zip([*edges, ""], counts, strict=True)
    )
    return draw_histogram(
        Histogram(bars, ((1, "2 weeks"),), "Weeks waited", "4+", "Waits by week", "People")
    )


def gallery() -> dict[str, Picture]:
    """Name and picture."""
    many = tuple(14 + (n * 7) % 9 - n // 10 for n in range(60))
    return {
        "ribbon at 6": draw_ribbon(examples.ribbon()),
        "ribbon at 1": draw_ribbon(examples.ribbon(now=1, late=(), between=(), gates=())),
        "ribbon at 14 of 20": draw_ribbon(examples.ribbon(total=20, now=14)),
        "ribbon before 12": draw_ribbon(examples.ribbon(total=12, now=0, between=())),
        "ribbon ended early": draw_ribbon(examples.ended_ribbon()),
        "client's ribbon": draw_ribbon(examples.ribbon(), reader=Reader.CLIENT),
        "two measures": _chart(examples.phq9(), examples.gad7()),
        "from assessment": _chart(examples.phq9((19, 18, 17), first=0)),
        "one score": _chart(examples.phq9((12,))),
        "no score": _chart(examples.phq9(())),
        "sixty scores": _chart(examples.phq9(many), sessions=60),
        "ended chart": _chart(examples.phq9(examples.FALLING[:10]), ended_after=10),
        "goals": _chart(*examples.goals()),
        "map of 3": draw_map(PeopleMap(examples.people(3))),
        "map of 8": draw_map(examples.people_map(8)),
        "map of 15": draw_map(examples.people_map(15)),
        "empty map": draw_map(PeopleMap(())),
        "focus": draw_focus(examples.focus()),
        "long focus": draw_focus(examples.long_focus(), voice=Voice.CLINICIAN),
        "empty focus": draw_focus(Focus()),
        "pattern": draw_pattern(examples.pattern(), name="pattern"),
        "map with the focus": draw_map(PeopleMap(examples.people_with_focus())),
        "words about minds": draw_spoken(examples.spoken(3)),
        "words about minds in 16 sessions": draw_spoken(examples.spoken(16)),
        "waits": waits(3, 0, 12),
        "nobody waits": waits(0, 0, 0),
        "time line": draw_timeline(timelines.timeline()),
        "time line before the first": draw_timeline(timelines.timeline(meetings=(), breaks=())),
        "intervals": draw_intervals(timelines.intervals(), name="share"),
    }
