"""A measure as a line of a word's height, for a table cell; the page writes the figures."""

from markupsafe import Markup, escape

from betweenus.web.pictures.chart_values import Measure
from betweenus.web.pictures.chart_words import summary

WIDTH, HEIGHT = 120, 28
_MARGIN = 4


def draw_sparkline(measure: Measure, sessions: int) -> Markup:
    """The scores over `sessions`, the case level dashed, the latest score as a dot."""
    words = escape(f"{measure.name}. {summary(measure)}")
    inside = f"{_case(measure)}{_lines(measure, sessions)}{_dots(measure, sessions)}"
    # Only the words come from outside, and they are escaped.
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="pic-sparkline"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' aria-label="{words}"><title>{words}</title>'
        f"<desc>{len(measure.scores)} scores in {sessions} sessions</desc>{inside}</svg>"
    )


def _x(session: int, sessions: int) -> float:
    return _MARGIN + session / max(sessions, 1) * (WIDTH - 2 * _MARGIN)


def _y(measure: Measure, value: float) -> float:
    share = (value - measure.lowest) / (measure.highest - measure.lowest)
    return _MARGIN + (1 - share) * (HEIGHT - 2 * _MARGIN)


def _case(measure: Measure) -> str:
    if measure.case_level is None:
        return ""
    y = _y(measure, measure.case_level)
    return f'<path class="pic-spark-case" d="M0 {y:.1f}H{WIDTH}"/>'


def _lines(measure: Measure, sessions: int) -> str:
    steps, before = [], None
    for score in measure.scores:
        gap = before is None or (score.session - before > 1 and not measure.joined)
        x, y = _x(score.session, sessions), _y(measure, score.value)
        # h0 makes a score without neighbours a dot.
        steps.append(f"M{x:.1f} {y:.1f}h0" if gap else f"L{x:.1f} {y:.1f}")
        before = score.session
    return f'<path class="pic-spark-line" d="{"".join(steps)}"/>' if steps else ""


def _dots(measure: Measure, sessions: int) -> str:
    if not measure.scores:
        return ""
    last = measure.scores[-1]
    x, y = _x(last.session, sessions), _y(measure, last.value)
    return f'<circle class="pic-spark-dot" cx="{x:.1f}" cy="{y:.1f}" r="3.2"/>'
