"""The course ribbon on one sheet: panels of steps side by side, or one below the other."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from betweenus.web.pictures.key import Block, Entry, key
from betweenus.web.pictures.lettering import fit, text_width, wrap
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.ribbon_marks import (
    between_stem,
    gate_mark,
    late_badge,
    missed_badge,
    now_mark,
    step_mark,
    uncounted_mark,
)
from betweenus.web.pictures.ribbon_values import GateState, Phase, Ribbon, Step, StepState
from betweenus.web.pictures.ribbon_words import RibbonWords, span
from betweenus.web.pictures.svg import LINE_HEIGHT, Drawn, box, joined, line, text, text_lines

GAP = 8
PAD = 14
MOST_IN_A_ROW = 8
STACK = 21


@dataclass(frozen=True)
class _Row:
    """A stretch of steps on one line: its first and last session, and where it stands."""

    first: int
    last: int
    left: float
    pitch: float
    radius: float

    def x(self, session: float) -> float:
        """The middle of a session, or of the gap after it at a half."""
        return self.left + (session - self.first + 0.5) * self.pitch


def drawing(ribbon: Ribbon, words: RibbonWords, sheet: Sheet) -> Block:
    """Headline, panels, warnings and key, one below the other."""
    head = _headline(words, sheet)
    middle = _panels(_without_words(ribbon), sheet, head.height + 12)
    top = head.height + 12 + middle.height + 14
    parts, y = [head.drawn, middle.drawn], top
    for foot in (
        partial(_aim, words),
        partial(key, _warnings(ribbon)),
        partial(key, _signs(ribbon)),
    ):
        block = foot(sheet=sheet, top=y)
        parts.append(block.drawn)
        y += block.height
    return Block(joined(parts), y + 4)


def _headline(words: RibbonWords, sheet: Sheet) -> Block:
    title = wrap(words.title, sheet.heading, sheet.width, bold=True)
    step = sheet.heading * LINE_HEIGHT
    drawn = text_lines(0, sheet.heading, title, sheet.heading, "pic-text pic-title")
    height = len(title) * step
    beside = text_width(words.title, sheet.heading, bold=True) + 24
    if beside + text_width(words.end_line, sheet.body) <= sheet.width:
        end = text(
            sheet.width, sheet.heading, words.end_line, sheet.body, "pic-quiet", anchor="end"
        )
        return Block(joined([drawn, end]), height)
    lines = wrap(words.end_line, sheet.body, sheet.width)
    below = text_lines(0, height + sheet.body, lines, sheet.body, "pic-quiet")
    return Block(joined([drawn, below]), height + len(lines) * sheet.body * LINE_HEIGHT)


_UNDATED = {state: Step(state) for state in StepState}


def _without_words(ribbon: Ribbon) -> Ribbon:
    """What the panels are drawn from: two courses that went alike have the same."""
    return replace(
        ribbon,
        steps=tuple([_UNDATED[step.state] for step in ribbon.steps]),
        between=tuple([replace(mark, when="") for mark in ribbon.between]),
        planned_end="",
        projected_end="",
        ended="ended" if ribbon.ended else "",
    )


@lru_cache(maxsize=1024)
def _panels(ribbon: Ribbon, sheet: Sheet, top: float) -> Block:
    return (_side_by_side if sheet.name == "wide" else _stacked)(ribbon, sheet, top)


def _side_by_side(ribbon: Ribbon, sheet: Sheet, top: float) -> Block:
    phases = ribbon.phases
    room = sheet.width - GAP * (len(phases) - 1) - 2 * PAD * len(phases)
    pitch = room / len(ribbon.steps)
    left, rows = 0.0, []
    for phase in phases:
        radius = min(18, pitch * 0.36)
        rows.append(_Row(phase.first, phase.last, left + PAD, pitch, radius))
        left += (phase.last - phase.first + 1) * pitch + 2 * PAD + GAP
    heights = [_row_height(ribbon, row) for row in rows]
    height = sheet.body + 14 + _tallest(heights)
    above = max(_above(ribbon, row) for row in rows)
    drawn = []
    for phase, row in zip(phases, rows, strict=True):
        drawn.append(
            _panel(ribbon, phase, sheet, x=row.left - PAD, y=top, width=_width(row), height=height)
        )
        drawn.append(_row(ribbon, row, top + sheet.body + 14 + above, sheet))
    return Block(joined(drawn), height)


def _stacked(ribbon: Ribbon, sheet: Sheet, top: float) -> Block:
    drawn, y = [], top
    for phase in ribbon.phases:
        rows = _rows_of(phase, sheet)
        heights = [sum(_row_height(ribbon, row)) for row in rows]
        height = sheet.body + 14 + sum(heights)
        drawn.append(_panel(ribbon, phase, sheet, x=0, y=y, width=sheet.width, height=height))
        at = y + sheet.body + 14
        for row, taken in zip(rows, heights, strict=True):
            drawn.append(_row(ribbon, row, at + _above(ribbon, row), sheet))
            at += taken
        y += height + GAP
    return Block(joined(drawn), y - GAP - top)


def _rows_of(phase: Phase, sheet: Sheet) -> list[_Row]:
    count = phase.last - phase.first + 1
    lines = -(-count // MOST_IN_A_ROW)
    each = -(-count // lines)
    pitch = (sheet.width - 2 * PAD) / MOST_IN_A_ROW
    starts = range(phase.first, phase.last + 1, each)
    return [
        _Row(first, min(first + each - 1, phase.last), PAD, pitch, pitch * 0.37) for first in starts
    ]


def _width(row: _Row) -> float:
    return (row.last - row.first + 1) * row.pitch + 2 * PAD


def _stack(counts: list[int]) -> float:
    return max(counts, default=0) * STACK


def _above(ribbon: Ribbon, row: _Row) -> float:
    """The room gates take over the middle line of a row."""
    sessions = range(row.first, row.last + 1)
    gates = [sum(g.session == session for g in ribbon.gates) for session in sessions]
    return row.radius + 8 + _stack(gates)


def _below(ribbon: Ribbon, row: _Row) -> float:
    """The room marks between sessions take under the middle line of a row."""
    marks = [sum(m.after == after for m in ribbon.between) for after in _gaps(row)]
    stack = _stack(marks)
    return row.radius + 14 + (stack + 4 if stack else 0)


def _row_height(ribbon: Ribbon, row: _Row) -> tuple[float, float]:
    return _above(ribbon, row), _below(ribbon, row)


def _tallest(heights: list[tuple[float, float]]) -> float:
    return max(above for above, _ in heights) + max(below for _, below in heights)


def _gaps(row: _Row) -> range:
    """The gaps a row shows: those after its sessions, and the one before the very first."""
    return range(0 if row.first == 1 else row.first, row.last + 1)


def _panel(
    ribbon: Ribbon, phase: Phase, sheet: Sheet, *, x: float, y: float, width: float, height: float
) -> Drawn:
    here = phase is ribbon.phase_now and not ribbon.ended
    name_kind = "pic-text pic-strong pic-phase-name--now" if here else "pic-text pic-strong"
    name = fit(phase.name, sheet.body, width - 2 * PAD, bold=True)
    taken = text_width(name, sheet.body, bold=True) + 8
    sessions = f"{span(phase.first, phase.last)}"
    baseline = y + sheet.body + 7
    parts = [
        box(x, y, width, height, "pic-panel pic-panel--now" if here else "pic-panel", round_=12),
        text(x + PAD, baseline, name, sheet.body, name_kind),
    ]
    if taken + text_width(sessions, sheet.small) <= width - 2 * PAD:
        right = x + width - PAD
        parts.append(text(right, baseline, sessions, sheet.small, "pic-quiet", anchor="end"))
    return joined(parts)


def _row(ribbon: Ribbon, row: _Row, y: float, sheet: Sheet) -> Drawn:
    sessions = range(row.first, row.last + 1)
    parts = [_thread(ribbon, row, y)]
    parts += [_between(ribbon, row, after, y) for after in _gaps(row)]
    parts += [_gates(ribbon, row, session, y) for session in sessions]
    parts += [_step(ribbon, row, session, y, sheet) for session in sessions]
    return joined(parts)


def _thread(ribbon: Ribbon, row: _Row, y: float) -> Drawn:
    """The line the steps hang on: solid as far as we have come, dotted beyond."""
    start, end = row.x(row.first), row.x(row.last)
    here = min(max(row.x(ribbon.now), start), end)
    return joined(
        [
            line(here, y, end, y, "pic-thread pic-thread--ahead") if here < end else "",
            line(start, y, here, y, "pic-thread") if here > start else "",
        ]
    )


def _step(ribbon: Ribbon, row: _Row, session: int, y: float, sheet: Sheet) -> Drawn:
    now = session == ribbon.now and not ribbon.ended
    state = ribbon.steps[session - 1].state
    return step_mark(row.x(session), y, row.radius, session, state, now=now, size=sheet.small)


def _between(ribbon: Ribbon, row: _Row, after: int, y: float) -> Drawn:
    marks = [mark for mark in ribbon.between if mark.after == after]
    x, top = row.x(after + 0.5), y + row.radius + 16
    drawn = [uncounted_mark(x, top + i * STACK, mark.kind) for i, mark in enumerate(marks)]
    return joined([between_stem(x, y + 3, top - 9), *drawn]) if marks else joined([])


def _gates(ribbon: Ribbon, row: _Row, session: int, y: float) -> Drawn:
    gates = [gate for gate in ribbon.gates if gate.session == session]
    bottom = y - row.radius - 17
    return joined(
        gate_mark(row.x(session), bottom - index * STACK, gate.state)
        for index, gate in enumerate(gates)
    )


def _aim(words: RibbonWords, sheet: Sheet, top: float) -> Block:
    lines = wrap(words.aim, sheet.body, sheet.width)
    if not lines:
        return Block(joined([]), 0)
    drawn = text_lines(0, top + sheet.body, lines, sheet.body, "pic-text")
    return Block(drawn, len(lines) * sheet.body * LINE_HEIGHT + 12)


def _signs(ribbon: Ribbon) -> list[Entry]:
    """The key to every mark that occurs, warnings apart."""
    return [*_place(ribbon), *_step_entries(ribbon), *_other_entries(ribbon)]


def _warnings(ribbon: Ribbon) -> list[Entry]:
    ordered = (GateState.RED, GateState.AMBER)
    return [
        Entry(
            partial(gate_mark, state=state),
            f"{gate.name}, by session {gate.session}: {state}",
            strong=True,
        )
        for state in ordered
        for gate in ribbon.gates
        if gate.state is state
    ]


def _place(ribbon: Ribbon) -> list[Entry]:
    return [Entry(now_mark, "where we are")] if ribbon.now and not ribbon.ended else []


def _step_entries(ribbon: Ribbon) -> list[Entry]:
    states = {step.state for step in ribbon.steps}
    badges = ((StepState.LATE, late_badge), (StepState.MISSED, missed_badge))
    return [Entry(badge, str(state)) for state, badge in badges if state in states]


def _other_entries(ribbon: Ribbon) -> list[Entry]:
    counts = Counter(mark.kind for mark in ribbon.between)
    entries = [
        Entry(partial(uncounted_mark, kind=kind), f"{kind} ({count})" if count > 1 else str(kind))
        for kind, count in counts.items()
    ]
    states = {gate.state for gate in ribbon.gates}
    calm = ((GateState.DONE, "done on time"), (GateState.AHEAD, "to be done by then"))
    return entries + [
        Entry(partial(gate_mark, state=state), words) for state, words in calm if state in states
    ]
