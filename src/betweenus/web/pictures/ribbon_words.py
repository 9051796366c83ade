"""What the course ribbon says: its headline, its description and its table."""

from dataclasses import dataclass, replace

from betweenus.web.pictures.picture import Twin
from betweenus.web.pictures.ribbon_values import (
    GateState,
    Reader,
    Ribbon,
    Step,
    StepState,
    Uncounted,
)


@dataclass(frozen=True)
class RibbonWords:
    """The lines written on the ribbon, and what a screen reader is told of it."""

    title: str
    end_line: str
    aim: str
    description: str


def for_client(ribbon: Ribbon) -> Ribbon:
    """The same course without what is the clinician's business: gates, lateness, missed weeks."""
    steps = tuple(
        replace(step, state=StepState.ATTENDED) if step.state is StepState.LATE else step
        for step in ribbon.steps
    )
    breaks = tuple(mark for mark in ribbon.between if mark.kind is Uncounted.BREAK)
    return replace(ribbon, steps=steps, between=breaks, gates=())


def words_for(ribbon: Ribbon, reader: Reader) -> RibbonWords:
    """The lines for one reader."""
    for_staff = reader is Reader.STAFF
    title = _staff_title(ribbon) if for_staff else _client_title(ribbon)
    end_line = _staff_end(ribbon) if for_staff else _client_end(ribbon)
    phase = ribbon.phase_now
    aim = phase.aim if phase and not for_staff and not ribbon.ended else ""
    sentences = [_phases_sentence(ribbon), end_line, aim, *_between_lines(ribbon)]
    sentences += [f"{gate.name}: {gate.state}" for gate in ribbon.gates if _warns(gate.state)]
    description = " ".join(f"{words.rstrip('.')}." for words in sentences if words)
    return RibbonWords(title, end_line, aim, description)


def twin(ribbon: Ribbon, reader: Reader) -> Twin:
    """Every session and everything between, one row each, in order."""
    rows = [*_between_rows(ribbon, 0)]
    for session, step in enumerate(ribbon.steps, start=1):
        rows.append(_step_row(ribbon, session, step))
        rows.extend(_between_rows(ribbon, session))
    headers = ("Session", "Phase", "Date", "What happened", "To be done by then")
    shown = len(headers) if reader is Reader.STAFF else len(headers) - 1
    table = tuple(row[:shown] for row in rows)
    return Twin("The sessions one by one", headers[:shown], table)


def _staff_title(ribbon: Ribbon) -> str:
    total, phase = len(ribbon.steps), ribbon.phase_now
    if phase is None or ribbon.now == 0:
        return f"Before the first of {total} sessions"
    place = f"Session {ribbon.now} of {total}"
    return f"{place} · ended" if ribbon.ended else f"{place} · {phase.name} phase"


def _client_title(ribbon: Ribbon) -> str:
    total, left = len(ribbon.steps), len(ribbon.steps) - ribbon.now
    if ribbon.ended:
        return f"You came as far as session {ribbon.now} of {total}"
    if ribbon.now == 0:
        return f"{total} sessions, the first is still to come"
    if left == 0:
        return f"Session {total} of {total}, our last"
    return f"Session {ribbon.now} of {total}, {left} left"


def _staff_end(ribbon: Ribbon) -> str:
    planned, projected = ribbon.planned_end, ribbon.projected_end
    if ribbon.ended:
        return ribbon.ended
    if planned and projected and planned != projected:
        return f"Planned end {planned}, now likely {projected}"
    return f"Planned end {projected or planned}" if projected or planned else ""


def _client_end(ribbon: Ribbon) -> str:
    if ribbon.ended:
        return ribbon.ended
    end = ribbon.projected_end or ribbon.planned_end
    return f"Our last session is likely to be on {end}" if end else ""


def _phases_sentence(ribbon: Ribbon) -> str:
    return "Phases: " + ", ".join(f"{p.name} {span(p.first, p.last)}" for p in ribbon.phases)


def span(first: int, last: int) -> str:
    """A stretch of sessions in words."""
    return f"{first}" if first == last else f"{first} to {last}"


def _between_lines(ribbon: Ribbon) -> list[str]:
    return [
        f"{_after(mark.after)}: {mark.kind}{f', {mark.when}' if mark.when else ''}"
        for mark in ribbon.between
    ]


def _after(session: int) -> str:
    return f"After session {session}" if session else "Before session 1"


def _warns(state: GateState) -> bool:
    return state in (GateState.AMBER, GateState.RED)


def _step_row(ribbon: Ribbon, session: int, step: Step) -> tuple[str, ...]:
    phase = next(p.name for p in ribbon.phases if p.first <= session <= p.last)
    gates = "; ".join(f"{g.name}: {g.state}" for g in ribbon.gates if g.session == session)
    here = " (now)" if session == ribbon.now and not ribbon.ended else ""
    return (f"{session}{here}", phase, step.when, step.state.capitalize(), gates)


def _between_rows(ribbon: Ribbon, session: int) -> list[tuple[str, ...]]:
    return [
        ("not counted", "", mark.when, mark.kind.capitalize(), "")
        for mark in ribbon.between
        if mark.after == session
    ]
