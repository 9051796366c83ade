"""The course ribbon in miniature, for one row of a caseload: cells, a place, and a flag.

Two hundred of them stand on one page, so each is written straight into a string; what it is
drawn from holds counts only, nothing about a person, and may therefore be kept in memory.
"""

from functools import lru_cache

from markupsafe import Markup, escape

from betweenus.web.pictures.ribbon_values import GateState

WIDTH, HEIGHT = 160, 14
_FLAG_ROOM = 16
_PHASE_GAP = 4
_FLAGS: dict[GateState | None, str] = {
    GateState.AMBER: '<path class="pic-gate--amber" d="M146 13h13l-6.5-12z"/>',
    GateState.RED: '<path class="pic-gate--red" d="M149.5 1h6l3.5 3.5v5l-3.5 3.5h-6L146 9.5v-5z"/>',
}
_FLAG_WORDS: dict[GateState | None, str] = {
    GateState.AMBER: ", something is due now",
    GateState.RED: ", something is overdue",
}


@lru_cache(maxsize=4096)
def draw_miniature(
    phases: tuple[tuple[str, int], ...],
    *,
    attended: int,
    now: int,
    ended: bool = False,
    flag: GateState | None = None,
) -> Markup:
    """A strip of cells. `phases` are names with their last sessions, as (("Initial", 4), ...).

    Cells up to `attended` are filled, the one at `now` stands taller, the rest are open; after
    an ending the rest are short dashes. `flag` shows the worst gate, as a triangle or an octagon.
    """
    total = phases[-1][1]
    words = _words(phases, now, ended, flag)
    room = WIDTH - _FLAG_ROOM - _PHASE_GAP * (len(phases) - 1)
    pitch = room / total
    cells, gap, bounds = [], 0, {last for _, last in phases}
    for session in range(1, total + 1):
        x = (session - 1) * pitch + gap
        cells.append(_cell(x + 0.8, pitch - 2.4, session <= attended, session == now, ended))
        gap += _PHASE_GAP if session in bounds else 0
    # The words are escaped where they are made; the rest is numbers and our own text.
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="pic-miniature"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' aria-label="{words}"><title>{words}</title>'
        f"<desc>{attended} attended, {total - attended} not yet</desc>"
        f"{''.join(cells)}{_FLAGS.get(flag, '')}</svg>"
    )


def _cell(x: float, width: float, had: bool, now: bool, ended: bool) -> str:
    if ended and not had:
        return (
            f'<rect class="pic-cell-unused" x="{x:.1f}" y="6.5" width="{width:.1f}" height="1.5"/>'
        )
    kind = "pic-cell-had" if had else "pic-cell-ahead"
    if now and not ended:
        kind = "pic-cell-now" if had else "pic-cell-now-ahead"
        return f'<rect class="{kind}" x="{x:.1f}" y="1" width="{width:.1f}" height="12" rx="2.5"/>'
    return f'<rect class="{kind}" x="{x:.1f}" y="3" width="{width:.1f}" height="8" rx="2"/>'


def _words(
    phases: tuple[tuple[str, int], ...], now: int, ended: bool, flag: GateState | None
) -> str:
    total = phases[-1][1]
    if ended:
        return f"Ended after session {now} of {total}"
    if now == 0:
        return f"Not begun, {total} sessions"
    phase = next(name for name, last in phases if now <= last)
    return f"Session {now} of {total}, {escape(phase)}{_FLAG_WORDS.get(flag, '')}"
