"""What a chart says: a name, a description, a line per measure, and its table."""

from betweenus.web.pictures.chart_values import Chart, Measure, Score
from betweenus.web.pictures.picture import Twin
from betweenus.web.pictures.svg import number

EXPECTED = "the middle 8 of 10 ended courses here that began alike"


def title(chart: Chart) -> str:
    """The chart's name for a screen reader."""
    return f"{' and '.join(m.name for m in chart.measures)} by session"


def summary(measure: Measure) -> str:
    """First, latest and best in one line: "First 18, latest 9, best 7"."""
    if not measure.scores:
        return "No scores yet"
    first, last, best = measure.scores[0], measure.scores[-1], measure.best
    if best is None or len(measure.scores) == 1:
        return f"First {number(first.value)}"
    return f"First {number(first.value)}, latest {number(last.value)}, best {number(best.value)}"


def description(chart: Chart) -> str:
    """Everything the drawing shows that is not a single score."""
    lines = [_measure_line(measure) for measure in chart.measures]
    if chart.ended_after is not None:
        lines.append(f"The course ended after session {chart.ended_after}.")
    return " ".join(lines)


def case_words(measure: Measure) -> str:
    """How the line of the case level is labelled."""
    mark = f" ({measure.case_mark})" if measure.case_mark else ""
    return f"Case level: {number(measure.case_level or 0)} or more{mark}"


def twin(chart: Chart) -> Twin:
    """One row per session from the first to the last score of any measure."""
    sessions = [score.session for measure in chart.measures for score in measure.scores]
    every = sorted(set(sessions))
    if every and not all(measure.joined for measure in chart.measures):
        every = list(range(every[0], every[-1] + 1))
    headers = ["Session", "Date"]
    for measure in chart.measures:
        headers += [measure.name, f"{measure.name} band"] if measure.bands else [measure.name]
        headers += [f"{measure.name}, 8 of 10"] if measure.ranges else []
    return Twin(title(chart), tuple(headers), tuple(_row(chart, session) for session in every))


def _measure_line(measure: Measure) -> str:
    parts = [f"{measure.name}: {_count(measure)}", summary(measure)]
    if measure.case_level is not None:
        parts.append(case_words(measure))
    if measure.reliable_change is not None and measure.scores:
        change = number(measure.reliable_change)
        mark = f" ({measure.change_mark})" if measure.change_mark else ""
        parts.append(f"A change of {change} or more from the first score is reliable{mark}")
    if measure.ranges:
        parts.append(f"Shaded: {EXPECTED}")
    return ". ".join(parts) + "."


def _count(measure: Measure) -> str:
    count = len(measure.scores)
    return "1 score" if count == 1 else f"{count} scores"


def _row(chart: Chart, session: int) -> tuple[str, ...]:
    cells = [_session_words(session), ""]
    for measure in chart.measures:
        score = next((s for s in measure.scores if s.session == session), None)
        cells[1] = cells[1] or (score.when if score else "")
        cells += _cells(measure, score)
        cells += [_range_words(measure, session)] if measure.ranges else []
    return tuple(cells)


def _range_words(measure: Measure, session: int) -> str:
    found = next((one for one in measure.ranges if one.session == session), None)
    return f"{number(found.low)} to {number(found.high)}" if found else "too few"


def _session_words(session: int) -> str:
    return f"{session}" if session else "Assessment"


def _cells(measure: Measure, score: Score | None) -> list[str]:
    if score is None:
        return ["no score", ""] if measure.bands else ["no score"]
    words = number(score.value) + (" (estimated)" if score.prorated else "")
    return [words, measure.band_of(score.value)] if measure.bands else [words]
