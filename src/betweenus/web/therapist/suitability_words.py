"""An assessment as it is read: each criterion with its answer and reason, then what was decided."""

from dataclasses import dataclass
from datetime import datetime

from betweenus.domain.suitability import ANSWERS, Leaning, assessment, summarise

TAGS = {
    Leaning.FITS: "nhsuk-tag--green",
    Leaning.DISCUSS: "nhsuk-tag--yellow",
    Leaning.NOT_NOW: "nhsuk-tag--red",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as it was answered."""

    name: str
    answer: str
    reason: str
    speaks: str  # "for", "against" or "open"


@dataclass(frozen=True, slots=True)
class Record:
    """One recorded assessment in words."""

    at: datetime
    by: str
    lines: tuple[Line, ...]
    leaning: Leaning
    why: str
    tag: str
    decision: str
    reason: str
    offered: str
    chosen: str
    problem: str
    told: str


def record(row) -> Record:
    """A stored assessment in words; where it leaned is what was shown when it was recorded."""
    known = assessment()
    treatments = {one.id: one.name for one in known.treatments}
    summary = summarise({key: one.get("answer", "") for key, one in row.answers.items()})
    leaning = Leaning(row.summary) if row.summary else summary.leaning
    return Record(
        at=row.assessed_at,
        by=row.assessed_by.name,
        lines=tuple(
            _line(criterion, row.answers.get(criterion.id, {})) for criterion in known.criteria
        ),
        leaning=leaning,
        why=summary.why,
        tag=TAGS[leaning],
        decision=known.decision(row.decision).name,
        reason=row.reason,
        offered=", ".join(treatments.get(one, one) for one in row.offered),
        chosen=treatments.get(row.chosen, row.chosen),
        problem=row.problem_descriptor,
        told=row.told,
    )


def _line(criterion, one: dict[str, str]) -> Line:
    answer = one.get("answer") or "unknown"
    reason = one.get("reason", "")
    return Line(criterion.name, ANSWERS[answer], reason, criterion.speaks(answer))
