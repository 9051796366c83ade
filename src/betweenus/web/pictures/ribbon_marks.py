"""The marks of the course ribbon: a shape for each state, so that none depends on colour."""

from collections.abc import Callable
from functools import lru_cache, partial

from betweenus.web.pictures.ribbon_values import GateState, StepState, Uncounted
from betweenus.web.pictures.svg import Drawn, disc, group, line, path, regular, text


@lru_cache(maxsize=4096)
def step_mark(
    x: float, y: float, radius: float, session: int, state: StepState, *, now: bool, size: float
) -> Drawn:
    """A numbered session: filled once had, open while ahead, dashed when never used."""
    kind = _STEP_KINDS[state]
    ring = disc(x, y, radius + 5, "pic-step-ring") if now else ""
    words = text(
        x, y + size * 0.36, f"{session}", size, f"pic-step-number {kind}-number", anchor="middle"
    )
    badge = _badge(x + radius * 0.78, y + radius * 0.78, state)
    return group(ring, disc(x, y, radius, f"pic-step {kind}"), words, badge)


@lru_cache(maxsize=1024)
def uncounted_mark(x: float, y: float, kind: Uncounted) -> Drawn:
    """A small open disc with a sign of its own for each reason."""
    return group(disc(x, y, 9, "pic-uncounted"), path(_signs(x, y)[kind], "pic-uncounted-sign"))


@lru_cache(maxsize=1024)
def gate_mark(x: float, y: float, state: GateState) -> Drawn:
    """A tick in a disc, an open diamond, a triangle or an octagon."""
    return _GATE_MARKS[state](x, y)


def late_badge(x: float, y: float) -> Drawn:
    """A small clock face."""
    hands = path(f"M{x:.1f},{y - 3.6:.1f}v3.6h3", "pic-badge-sign")
    return group(disc(x, y, 7, "pic-badge"), hands)


def missed_badge(x: float, y: float) -> Drawn:
    """A small cross."""
    cross = path(f"M{x - 3:.1f},{y - 3:.1f}l6,6m0,-6l-6,6", "pic-badge-sign")
    return group(disc(x, y, 7, "pic-badge"), cross)


def now_mark(x: float, y: float) -> Drawn:
    """The ring around the session we are at, for the key."""
    return group(disc(x, y, 9, "pic-step-ring"), disc(x, y, 5.5, "pic-step pic-step--had"))


_STEP_KINDS = {
    StepState.ATTENDED: "pic-step--had",
    StepState.LATE: "pic-step--had",
    StepState.MISSED: "pic-step--missed",
    StepState.AHEAD: "pic-step--ahead",
    StepState.NOT_USED: "pic-step--unused",
}


def _badge(x: float, y: float, state: StepState) -> Drawn | str:
    if state is StepState.LATE:
        return late_badge(x, y)
    return missed_badge(x, y) if state is StepState.MISSED else ""


def _signs(x: float, y: float) -> dict[Uncounted, str]:
    left, top = f"{x - 4:.1f}", f"{y - 4:.1f}"
    return {
        Uncounted.DNA: f"M{left},{top}l8,8m0,-8l-8,8",
        Uncounted.CANCELLED_BY_CLIENT: f"M{left},{y + 4:.1f}l8,-8",
        Uncounted.CANCELLED_BY_SERVICE: f"M{left},{y:.1f}h8",
        Uncounted.LATE_NOT_SEEN: f"M{x:.1f},{y - 5:.1f}v5h4",
        Uncounted.BREAK: f"M{x - 2.5:.1f},{top}v8m5,0v-8",
    }


def _done(x: float, y: float) -> Drawn:
    tick = path(f"M{x - 4:.1f},{y:.1f}l3,3.2l5,-6", "pic-gate-tick")
    return group(disc(x, y, 9, "pic-gate--done"), tick)


def _warning(x: float, y: float, *, kind: str, corners: int, turn: float, radius: float) -> Drawn:
    # A triangle's centre of weight is below the middle of its height.
    drop = 1.5 if corners == 3 else 0
    shape = regular(x, y + drop, radius, kind, corners=corners, turn=turn)
    bang = line(x, y - 4, x, y + 1.5, f"{kind}-sign")
    return group(shape, bang, disc(x, y + 4.8, 1.2, f"{kind}-dot"))


def _ahead(x: float, y: float) -> Drawn:
    return regular(x, y, 7, "pic-gate--ahead", corners=4, turn=0)


_GATE_MARKS: dict[GateState, Callable[[float, float], Drawn]] = {
    GateState.DONE: _done,
    GateState.AHEAD: _ahead,
    GateState.AMBER: partial(_warning, kind="pic-gate--amber", corners=3, turn=-90, radius=11),
    GateState.RED: partial(_warning, kind="pic-gate--red", corners=8, turn=22.5, radius=10),
}


def between_stem(x: float, top: float, bottom: float) -> Drawn:
    """The thread that ties a mark to its place on the line."""
    return line(x, top, x, bottom, "pic-stem")
