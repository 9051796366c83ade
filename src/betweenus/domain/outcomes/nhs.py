"""The NHS Talking Therapies outcome of a course, exactly as the national definitions say.

Sources: clinical reference 4.1 (NHS metadata M186, M192, M193, M195, M198, M201, M212, M1010;
Clark 2018, table 2; a public R implementation of the rules). Two readings of ours, each in one
place below: one measure up and one down is no reliable change; without knowing whether somebody
was a case, whether they recovered is not said (they still count in the rate: ``rates.py``).
"""

from dataclasses import dataclass

from betweenus.domain.outcomes.pairs import Pair, check_pair
from betweenus.domain.outcomes.thresholds import Row, ThresholdTable, shipped
from betweenus.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the national rules say of one course. None means it does not apply or is not known.

    ``notes`` are the marks of unverified figures, to be shown beside it. ``mixed``: one measure
    reliably up and one reliably down, which "no reliable change" includes by our reading.
    """

    caseness: bool | None
    recovery: bool | None
    reliable_improvement: bool | None
    reliable_deterioration: bool | None
    no_reliable_change: bool | None
    reliable_recovery: bool | None
    paired: bool
    notes: tuple[str, ...] = ()
    mixed: bool = False


def outcome(
    phq9: Pair,
    anxiety: Pair,
    *,
    anxiety_measure: str = "gad-7",
    table: ThresholdTable | None = None,
) -> Outcome:
    """The outcome of one course from its PHQ-9 and anxiety scores.

    Raises ``ScoreRefused`` for a score out of range, ``Refusal`` for an anxiety measure whose
    figures are not known.
    """
    table = table or shipped()
    rows = (table.of("phq-9"), anxiety_row(anxiety_measure, table))
    pairs = (phq9, anxiety)
    for pair, row in zip(pairs, rows, strict=True):
        check_pair(pair, row)
    paired = phq9.both and anxiety.both
    case = _case_at_start(pairs, rows)
    recovered = _recovered(case, paired, pairs, rows)
    up, down = _reliably_up(pairs, rows), _reliably_down(pairs, rows)
    # One up and one down is neither better nor worse: our reading, marked as such (medium
    # confidence in the reference); the published categories must add up, and so they do.
    improved = _if(paired, down and not up)
    worse = _if(paired, up and not down)
    return Outcome(
        caseness=case,
        recovery=recovered,
        reliable_improvement=improved,
        reliable_deterioration=worse,
        no_reliable_change=_if(paired, not improved and not worse),
        reliable_recovery=None if recovered is None else recovered and bool(improved),
        paired=paired,
        notes=tuple(mark for row in rows for mark in row.marks),
        mixed=paired and up and down,
    )


def anxiety_pair(
    problem: str | None, specific: Pair, gad7: Pair, table: ThresholdTable | None = None
) -> tuple[str, Pair]:
    """Which anxiety measure makes the outcome: the problem's own if paired, else GAD-7."""
    row = (table or shipped()).anxiety_measure_for(problem)
    return (row.measure, specific) if row.measure != "gad-7" and specific.both else ("gad-7", gad7)


def anxiety_row(measure: str, table: ThresholdTable) -> Row:
    """The figures of an anxiety measure; raises ``Refusal`` when no outcome can be made of it."""
    row = table.of(measure)
    if row.plays == "anxiety" and row.can_make_an_outcome:
        return row
    raise Refusal(
        f"No NHS outcome can be made with {row.name}: its cut-off or reliable change is not known.",
        "Use GAD-7, or have the figure and its source entered in the table of thresholds.",
    )


def _if(known: bool, value: bool) -> bool | None:
    return value if known else None


def _at_case(score: float | None, row: Row) -> bool | None:
    assert row.caseness is not None, row.measure
    return None if score is None else row.caseness.reached(score)


def _case_at_start(pairs: tuple[Pair, Pair], rows: tuple[Row, Row]) -> bool | None:
    """A case on either is a case, whatever the other; not a case needs both to be known."""
    at_case = [_at_case(pair.first, row) for pair, row in zip(pairs, rows, strict=True)]
    if True in at_case:
        return True
    return None if None in at_case else False


def _recovered(
    case: bool | None, paired: bool, pairs: tuple[Pair, Pair], rows: tuple[Row, Row]
) -> bool | None:
    """Both below the cut-off at the end. A case without an end score has not recovered (M192)."""
    if not case:
        return None
    at_case = [_at_case(pair.last, row) for pair, row in zip(pairs, rows, strict=True)]
    return paired and True not in at_case


def _reliably_up(pairs: tuple[Pair, Pair], rows: tuple[Row, Row]) -> bool:
    return any(_changed(pair.rise, row) for pair, row in zip(pairs, rows, strict=True))


def _reliably_down(pairs: tuple[Pair, Pair], rows: tuple[Row, Row]) -> bool:
    falls = [None if pair.rise is None else -pair.rise for pair in pairs]
    return any(_changed(fall, row) for fall, row in zip(falls, rows, strict=True))


def _changed(amount: float | None, row: Row) -> bool:
    assert row.reliable_change is not None, row.measure
    return amount is not None and row.reliable_change.reached(amount)
