"""What the answers come to: "fits", "discuss" or "not now", with the reasons. Never a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from betweenus.domain.suitability.criteria import Criterion, assessment

CLINICIAN_DECIDES = "This only sums up the answers. You decide, with the client."


class Leaning(StrEnum):
    """Where the answers lean. Values are stored."""

    FITS = "fits"
    DISCUSS = "discuss"
    NOT_NOW = "not_now"

    @property
    def words(self) -> str:
        """As it is shown."""
        return {"fits": "Fits", "discuss": "Discuss", "not_now": "Not now"}[self.value]


@dataclass(frozen=True, slots=True)
class Summary:
    """Where the answers lean, and which of them say so."""

    leaning: Leaning
    supports: tuple[str, ...]
    opposes: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reason in one or two sentences."""
        parts = []
        if self.opposes:
            parts.append(f"Speaks against DIT now: {_listed(self.opposes)}.")
        if self.open:
            parts.append(f"Still open: {_listed(self.open)}.")
        if not parts:
            parts.append("Every answer speaks for DIT.")
        return " ".join(parts)


def summarise(answers: Mapping[str, str]) -> Summary:
    """Sum up answers (criterion id -> yes, partly, no, unknown).

    A bar answered against, or two other answers against, is "not now"; one against, or any
    still open, is "discuss". Our own rule: nothing published weighs these criteria.
    """
    criteria = assessment().criteria
    against = [c for c in criteria if answers.get(c.id) in c.opposes]
    supports = [c for c in criteria if answers.get(c.id) in c.supports]
    undecided = [c for c in criteria if c not in against and c not in supports]
    return Summary(
        _leaning(against, undecided),
        *(tuple(c.name for c in group) for group in (supports, against, undecided)),
    )


def unexplained(answers: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The names of criteria answered other than plainly for DIT, with no reason given.

    ``answers`` is criterion id -> {answer, reason}. "Not known yet" needs its reason too: what is
    to be found out, and from whom.
    """
    return tuple(
        criterion.name
        for criterion in assessment().criteria
        if (one := answers.get(criterion.id))
        and criterion.speaks(one.get("answer", "")) != "for"
        and not one.get("reason", "").strip()
    )


def answer_leaning(criterion: Criterion, leaning: Leaning | str) -> str:
    """The answer that leans so, where only the leaning was recorded, as in an imported course."""
    if leaning == Leaning.FITS:
        return min(criterion.supports)
    if leaning == Leaning.NOT_NOW and criterion.opposes:
        return min(criterion.opposes)
    return "partly"


def _leaning(against: list[Criterion], undecided: list[Criterion]) -> Leaning:
    if any(criterion.bar for criterion in against) or len(against) > 1:
        return Leaning.NOT_NOW
    if against or undecided:
        return Leaning.DISCUSS
    return Leaning.FITS


def _listed(names: tuple[str, ...]) -> str:
    lowered = [name[0].lower() + name[1:] for name in names]
    return lowered[0] if len(lowered) == 1 else f"{', '.join(lowered[:-1])} and {lowered[-1]}"
