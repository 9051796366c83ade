"""Mentalising language by session: a row of bars for each family of markers, one scale for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, Twin, frame
from betweenus.web.pictures.svg import Drawn, box, joined, line, text

ROW = 64
BAR = 30
MARGIN = 10
LABELS = 230  # the families' names stand left of the bars where there is room, else above
WIDEST = 46
MOST_DATES = {"wide": 12, "narrow": 4}


@dataclass(frozen=True)
class SpokenFamily:
    """One family; ``rates`` are per 1,000 words, a session each, None with too few words."""

    name: str
    rates: tuple[float | None, ...]


@dataclass(frozen=True)
class SpokenSessions:
    """What is drawn: the sessions as they are called, how many words each had, the families."""

    sessions: tuple[str, ...]
    words: tuple[str, ...]
    families: tuple[SpokenFamily, ...]
    caption: str


def draw_spoken(values: SpokenSessions, *, name: str = "spoken") -> Picture:
    """The picture for a page; ``name`` must be unique on it."""

    def on(sheet: Sheet) -> Drawn:
        return _drawing(values, sheet, name)

    rows = [
        ("The client’s words", *values.words),
        *((one.name, *map(_figure, one.rates)) for one in values.families),
    ]
    return Picture(
        on(WIDE),
        on(NARROW),
        Twin(f"{values.caption}, for each 1,000 words", ("", *values.sessions), tuple(rows)),
    )


def _figure(rate: float | None) -> str:
    return "too few words" if rate is None else f"{rate:.1f}"


@dataclass(frozen=True)
class _Plot:
    """Where the bars stand: the left edge, a place's width, the highest rate."""

    left: float
    pitch: float
    most: float
    sheet: Sheet

    def middle(self, place: int) -> float:
        """The middle of a session's place."""
        return self.left + (place + 0.5) * self.pitch


def _drawing(values: SpokenSessions, sheet: Sheet, name: str) -> Drawn:
    left = MARGIN + (LABELS if sheet is WIDE else 0)
    rates = [rate for one in values.families for rate in one.rates if rate is not None]
    plot = _Plot(
        left=left,
        pitch=(sheet.width - left - MARGIN) / max(len(values.sessions), 1),
        most=max(rates, default=0) or 1,
        sheet=sheet,
    )
    height = ROW if sheet is WIDE else ROW + 2 * sheet.body
    parts = [_row(one, height * (place + 1), plot) for place, one in enumerate(values.families)]
    under = height * len(values.families) + sheet.small + 6
    parts.append(_dates(values.sessions, under, plot))
    return frame(
        sheet,
        under + 10,
        parts,
        title=values.caption,
        description=_said(values),
        name=name,
    )


def _row(family: SpokenFamily, floor: float, plot: _Plot) -> Drawn:
    sheet = plot.sheet
    wide = sheet is WIDE
    label = floor - 8 if wide else floor - BAR - 2 * sheet.small - 2
    parts = [text(MARGIN, label, family.name, sheet.body, "pic-text")]
    parts.append(line(plot.left, floor, sheet.width - MARGIN, floor, "pic-axis"))
    for place, rate in enumerate(family.rates):
        parts.append(_bar(rate, plot.middle(place), floor, plot))
    return joined(parts)


def _bar(rate: float | None, middle: float, floor: float, plot: _Plot) -> Drawn:
    size = plot.sheet.small
    if rate is None:
        return text(middle, floor - 5, "–", size, "pic-quiet", anchor="middle")
    width, height = min(WIDEST, plot.pitch - 4), BAR * rate / plot.most
    words = text(middle, floor - height - 4, f"{rate:.0f}", size, "pic-text", anchor="middle")
    if not height:
        return words
    column = box(
        middle - width / 2, floor - height, width, height, "pic-bar pic-bar--within", round_=2
    )
    return joined([column, words])


def _dates(sessions: Sequence[str], y: float, plot: _Plot) -> Drawn:
    """The sessions under their bars; only first and last, kept inside the row's two ends, where
    all of them would run into each other."""
    size = plot.sheet.small
    if len(sessions) <= MOST_DATES[plot.sheet.name]:
        return joined(
            text(plot.middle(at), y, words, size, "pic-quiet", anchor="middle")
            for at, words in enumerate(sessions)
        )
    first = text(plot.left, y, sessions[0], size, "pic-quiet")
    last = text(plot.sheet.width - MARGIN, y, sessions[-1], size, "pic-quiet", anchor="end")
    return joined([first, last])


def _said(values: SpokenSessions) -> str:
    rows = [
        f"{one.name}: {', '.join('none said' if r is None else f'{r:.0f}' for r in one.rates)}"
        for one in values.families
    ]
    return f"For each 1,000 words, session by session. {'. '.join(rows)}."
