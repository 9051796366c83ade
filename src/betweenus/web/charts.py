"""From scores on record to the symptom chart, the goals chart and the sparkline."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from markupsafe import Markup

from betweenus.domain.course import Protocol
from betweenus.domain.course.protocol import first_sessions
from betweenus.domain.measures import Measure, Scale, get
from betweenus.domain.outcomes.expected import ExpectedScore
from betweenus.services.scores import Point, Series
from betweenus.web.pictures import chart
from betweenus.web.pictures.picture import Picture
from betweenus.web.pictures.sparkline import draw_sparkline
from betweenus.web.words import day


def symptom_chart(
    series: Iterable[Series],
    protocol: Protocol,
    *,
    ended_after: int | None = None,
    alike: Iterable[ExpectedScore] = (),
) -> Picture:
    """PHQ-9 and GAD-7 over the sessions of a course, with bands, caseness and phases.

    ``alike`` is the expected course of PHQ-9, if there is one.
    """
    ranges = {"phq-9": tuple(chart.Range(one.session, one.low, one.high) for one in alike)}
    shown = [
        replace(_measure(found), ranges=ranges.get(found.measure.id, ()))
        for found in series
        if found.measure.id in ("phq-9", "gad-7")
    ]
    measures = tuple(measure for measure in shown if measure.scores) or tuple(shown)
    if not measures:
        measures = (chart.Measure("PHQ-9", 0, 27),)
    last = max((score.session for m in measures for score in m.scores), default=0)
    return _drawn(
        chart.Chart(
            measures,
            sessions=max(protocol.sessions, last),
            phases=_phases(protocol),
            ended_after=ended_after,
        ),
        name="symptoms",
    )


def other_charts(series: Iterable[Series], protocol: Protocol) -> list[tuple[str, Picture]]:
    """A chart with its title for every questionnaire the symptom chart leaves out.

    A measure without a total has a panel for each of its scales.
    """
    others = [found for found in series if found.measure.id not in ("phq-9", "gad-7")]
    drawn = []
    for place, found in enumerate(others):
        panels = tuple(panel for panel in _panels(found) if panel.scores)
        if not panels:
            continue
        last = max(score.session for panel in panels for score in panel.scores)
        values = chart.Chart(
            panels, sessions=max(protocol.sessions, last), phases=_phases(protocol)
        )
        drawn.append((found.title, _drawn(values, name=f"other-{place}")))
    return drawn


def _panels(series: Series) -> list[chart.Measure]:
    if series.measure.has_total:
        return [replace(_measure(series), joined=True)]
    return [_scale_panel(series, scale) for scale in series.measure.scales]


def _scale_panel(series: Series, scale: Scale) -> chart.Measure:
    """One scale of a measure that has no total: no bands, no cut-off, no reliable change."""
    valued = zip(series.points, series.of_scale(scale.id), strict=True)
    scores = (
        _score(point._replace(total=value), dated=True)
        for point, value in valued
        if value is not None and point.moment != "follow-up"
    )
    return chart.Measure(
        name=scale.title,
        lowest=scale.lowest,
        highest=scale.highest,
        scores=_last_of_each(scores),
        lower_is_better=series.measure.better == "lower",
        joined=True,
    )


def plain_chart(
    series: Iterable[tuple[str, Series]],
    protocol: Protocol,
    *,
    ended_after: int | None = None,
    name: str,
) -> Picture:
    """Scores (what to call them, series) as a client sees them: no bands, no thresholds."""
    measures = tuple(_plain(words, found) for words, found in series)
    last = max((score.session for m in measures for score in m.scores), default=0)
    return chart.draw_chart(
        chart.Chart(
            measures,
            sessions=max(protocol.sessions, last),
            phases=_phases(protocol),
            ended_after=ended_after,
        ),
        name=name,
    )


def _plain(words: str, series: Series) -> chart.Measure:
    measure = _measure(series)
    ends = ("fewer difficulties", "more difficulties")
    return replace(
        measure,
        name=words,
        bands=(),
        case_level=None,
        reliable_change=None,
        ends=ends if measure.lower_is_better else ends[::-1],
    )


@lru_cache(maxsize=512)
def _drawn(values: chart.Chart, *, name: str) -> Picture:
    """A chart is drawn once while no score is added; it names nobody."""
    return chart.draw_chart(values, name=name)


def spark(series: Series, sessions: int) -> Markup:
    """One measure's way so far, for a table cell."""
    scores = _last_of_each(_score(p, dated=False) for p in series.points if _shown(p))
    return _sparked(series.measure.id, scores, sessions)


@lru_cache(maxsize=1024)
def _sparked(measure: str, scores: tuple[chart.Score, ...], sessions: int) -> Markup:
    return draw_sparkline(replace(_bare(measure), scores=scores), sessions)


def goals_chart(goals: Iterable[tuple[str, list[tuple[int, int]]]], protocol: Protocol) -> Picture:
    """Goals (words, [(session, rating)]) over the sessions of a course."""
    measures = tuple(
        chart.goal(
            words,
            _last_of_each(chart.Score(session, value) for session, value in ratings),
            ends=("not at all there", "fully there"),
        )
        for words, ratings in goals
    )
    last = max((score.session for m in measures for score in m.scores), default=0)
    return chart.draw_chart(
        chart.Chart(
            measures,
            sessions=max(protocol.sessions, last),
            phases=_phases(protocol),
            empty="No ratings yet.",
        ),
        name="goals",
    )


def _phases(protocol: Protocol) -> tuple[chart.Stretch, ...]:
    starts = first_sessions(protocol.phases)
    return tuple(
        chart.Stretch(phase.name, starts[phase.id], starts[phase.id] + phase.sessions - 1)
        for phase in protocol.phases
    )


def _measure(series: Series) -> chart.Measure:
    scores = _last_of_each(_score(p, dated=True) for p in series.points if _shown(p))
    return replace(_bare(series.measure.id), scores=scores)


@cache
def _bare(name: str) -> chart.Measure:
    """A measure's scale, bands and levels, without anybody's scores."""
    measure = get(name)
    scale = _scale(measure)
    return chart.Measure(
        name=measure.short_title,
        lowest=scale.lowest,
        highest=scale.highest,
        bands=_bands(measure),
        case_level=measure.caseness.at_least if measure.caseness else None,
        reliable_change=measure.reliable_change.amount if measure.reliable_change else None,
        case_mark=measure.caseness.source.mark if measure.caseness else "",
        change_mark=measure.reliable_change.source.mark if measure.reliable_change else "",
        lower_is_better=measure.better == "lower",
    )


def _scale(measure: Measure) -> Scale:
    """What the curve of a measure is of: its total, if it comes to one."""
    return measure.scale("total") if measure.has_total else measure.scales[0]


def _bands(measure: Measure) -> tuple[chart.Band, ...]:
    """Bands from their lowest total to just below the next one's."""
    starts = [band.at_least for band in measure.bands]
    ends = [start - 1 for start in starts[1:]] + [_scale(measure).highest][: len(starts)]
    return tuple(
        chart.Band(band.label, start, end)
        for band, start, end in zip(measure.bands, starts, ends, strict=True)
    )


def _shown(point: Point) -> bool:
    return point.total is not None and point.moment in ("assessment", "treatment")


def _score(point: Point, *, dated: bool) -> chart.Score:
    return chart.Score(
        session=0 if point.moment == "assessment" else point.session or 0,
        value=point.total,
        when=day(point.answered_on) if dated else "",
        prorated=point.prorated,
    )


def _last_of_each(scores: Iterable[chart.Score]) -> tuple[chart.Score, ...]:
    """One score a session, the last where there are several, in order of session."""
    by_session = {score.session: score for score in scores}
    return tuple(by_session[session] for session in sorted(by_session))
