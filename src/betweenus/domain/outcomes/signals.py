"""What deserves a look in a course, phase by phase, each with its reason. The clinician decides.

Why phases matter. In one class of depression courses little changes until session 6 and then much
does, so before it nobody is called "not on track" on one questionnaire alone (published
trajectories, n = 4,394). In DIT's ending phase symptoms rose slightly in the pilot (Lemma, Target
and Fonagy 2011): such a rise is known, which explains it and does not excuse it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from betweenus.domain.measures import Measure
from betweenus.domain.outcomes.change import Change, figure, since_best, since_first

FIRST_JUDGED_SESSION = 6
TOO_EARLY = (
    f"Before session {FIRST_JUDGED_SESSION} a rise on one questionnaire alone does not say that"
    " the course is off track."
)
ENDING = "Ending phase: small rises are known; discuss, do not dismiss."


class SignalKind(StrEnum):
    """What a signal is about. Stored, so never renamed."""

    WORSE_THAN_FIRST = "worse than first"
    WORSE_THAN_BEST = "worse than best"
    NOT_ON_TRACK = "not on track"
    ENDING_RISE = "ending rise"


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing to look at: ``reason`` says why in a sentence or two. No measure: the course."""

    kind: SignalKind
    measure: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """One measure's totals in a course, oldest first; None where a form gave none."""

    measure: Measure
    totals: tuple[float | None, ...]


def signals(
    histories: Sequence[History], *, session: int, ending: bool = False
) -> tuple[Signal, ...]:
    """The signals of a course at a session (how many count so far), most serious first.

    ``ending`` is whether the course is in its ending phase (sessions 13-16 of 16).
    """
    worse = [h for h in histories if _deteriorated(since_first(h.measure, h.totals))]
    found = [
        *_not_on_track(worse, session),
        *(_worse_than_first(h, session, ending, alone=len(worse) == 1) for h in worse),
        *_present(_worse_than_best(h, ending) for h in histories),
        *_present(_ending_rise(h) for h in histories if ending),
    ]
    return tuple(found)


def _not_on_track(worse: Sequence[History], session: int) -> list[Signal]:
    early = session < FIRST_JUDGED_SESSION
    if not worse or (early and len(worse) == 1):
        return []
    names = " and ".join(history.measure.short_title for history in worse)
    are = "is" if len(worse) == 1 else "are"
    return [
        Signal(
            SignalKind.NOT_ON_TRACK,
            None,
            f"Not on track at session {session}: {names} {are} reliably worse than at the start.",
        )
    ]


def _worse_than_first(history: History, session: int, ending: bool, *, alone: bool) -> Signal:
    change = since_first(history.measure, history.totals)
    assert change is not None
    reason = _reason(history, change, "Reliable deterioration since the start.")
    if alone and session < FIRST_JUDGED_SESSION:
        reason = f"{reason} {TOO_EARLY}"
    return Signal(SignalKind.WORSE_THAN_FIRST, history.measure.id, _in_phase(reason, ending))


def _worse_than_best(history: History, ending: bool) -> Signal | None:
    """Only where the best is better than the first: else it says the same twice."""
    change = since_best(history.measure, history.totals)
    first = next((total for total in history.totals if total is not None), None)
    if change is None or not change.deteriorated or change.before == first:
        return None
    reason = _reason(history, change, "Reliable deterioration since the best score.")
    return Signal(SignalKind.WORSE_THAN_BEST, history.measure.id, _in_phase(reason, ending))


def _ending_rise(history: History) -> Signal | None:
    """A change for the worse in the ending phase that no other signal names."""
    change = since_best(history.measure, history.totals)
    if change is None or change.better is not False or change.beyond_error:
        return None
    return Signal(
        SignalKind.ENDING_RISE,
        history.measure.id,
        f"{history.measure.short_title} went {_moved(change)} {change.sentence} {ENDING}",
    )


def _deteriorated(change: Change | None) -> bool:
    return change is not None and change.deteriorated


def _reason(history: History, change: Change, verdict: str) -> str:
    return f"{history.measure.short_title} went {_moved(change)} {change.sentence} {verdict}"


def _moved(change: Change) -> str:
    return f"from {figure(change.before)} to {figure(change.now)}."


def _in_phase(reason: str, ending: bool) -> str:
    return f"{reason} {ENDING}" if ending else reason


def _present(found: Iterable[Signal | None]) -> list[Signal]:
    return [signal for signal in found if signal is not None]
