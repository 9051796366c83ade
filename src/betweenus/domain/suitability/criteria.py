"""What is asked before DIT is offered, what each answer speaks for, and what may be offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from betweenus.domain.course.rows import rows, unlike
from betweenus.domain.datafiles import Row, read_packaged, texts
from betweenus.domain.measures.figures import Source

ANSWERS: Mapping[str, str] = MappingProxyType(
    {"yes": "Yes", "partly": "Partly", "no": "No", "unknown": "Not known yet"}
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question. ``supports`` and ``opposes`` are answers; ``bar`` weighs alone."""

    id: str
    name: str
    asks: str
    hint: str
    supports: frozenset[str]
    opposes: frozenset[str]
    bar: bool
    source: Source

    def speaks(self, answer: str) -> str:
        """What an answer does: speaks "for" DIT now, "against" it, or leaves it "open"."""
        if answer in self.supports:
            return "for"
        return "against" if answer in self.opposes else "open"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to bear in mind beside a criterion. It decides nothing."""

    criterion: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment that may be offered, with its SNOMED CT code where there is one."""

    id: str
    name: str
    code: str
    source: Source


@dataclass(frozen=True, slots=True)
class Decision:
    """What the therapist may decide; ``close`` is the end code when the referral ends with it."""

    id: str
    name: str
    close: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the assessment page offers."""

    criteria: tuple[Criterion, ...]
    treatments: tuple[Treatment, ...]
    decisions: tuple[Decision, ...]
    relationship_difficulties: Mapping[str, str]
    cautions: tuple[Caution, ...] = ()

    def decision(self, decision_id: str) -> Decision:
        """The decision of that id."""
        return next(found for found in self.decisions if found.id == decision_id)

    def cautions_for(self, criterion_id: str) -> tuple[Caution, ...]:
        """What to bear in mind beside this criterion."""
        return tuple(caution for caution in self.cautions if caution.criterion == criterion_id)


@lru_cache(maxsize=1)
def assessment() -> Assessment:
    """The packaged assessment."""
    return read_packaged(__package__, "criteria.toml", read_assessment)


def read_assessment(top: Row) -> Assessment:
    """An assessment from its file."""
    criteria = tuple(_criterion(row) for row in _listed(top, "criteria"))
    return Assessment(
        criteria=criteria,
        treatments=tuple(_treatment(row) for row in _listed(top, "treatments")),
        decisions=tuple(_decision(row) for row in _listed(top, "decisions")),
        relationship_difficulties=_difficulties(top),
        cautions=tuple(
            _caution(row, [one.id for one in criteria]) for row in rows(top, "cautions")
        ),
    )


def _listed(top: Row, table: str) -> list[Row]:
    found = rows(top, table)
    unlike(found)
    return found


def _criterion(row: Row) -> Criterion:
    supports, opposes = (frozenset(texts(row, key, ANSWERS)) for key in ("for", "against"))
    if both := supports & opposes:
        row.wrong("against", f"{', '.join(sorted(both))} cannot speak both for and against")
    if not supports:
        row.wrong("for", "is empty; name at least one answer that speaks for DIT")
    criterion = Criterion(
        id=row.id(),
        name=row.text("name"),
        asks=row.text("asks"),
        hint=row.words("hint"),
        supports=supports,
        opposes=opposes,
        bar=row.words("weight") == "bar",
        source=row.source(),
    )
    row.close()
    return criterion


def _caution(row: Row, criteria: list[str]) -> Caution:
    caution = Caution(
        row.one_of("criterion", criteria, "the criteria"), row.text("words"), row.source()
    )
    row.close()
    return caution


def _treatment(row: Row) -> Treatment:
    treatment = Treatment(row.id(), row.text("name"), row.words("code"), row.source())
    row.close()
    return treatment


def _decision(row: Row) -> Decision:
    decision = Decision(row.id(), row.text("name"), row.words("close"))
    row.close()
    return decision


def _difficulties(top: Row) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in _listed(top, "relationship_difficulties"):
        found[row.id()] = row.text("words")
        row.close()
    return MappingProxyType(found)
