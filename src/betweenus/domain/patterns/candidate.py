"""What a ranking says: candidates with their evidence and doubt, and other readings beside them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern that may be the focus; a part that is not in ``parts`` is left open.

    - ``episodes_for``, ``episodes_against``: ids, in the order told. The rest say neither.
    - ``people``: how many different people it shows with; ``where``: how many of them now, in
      the past, and with the therapist.
    - ``strongest``: the person it shows with most.
    - ``stability``: in what share of resamples it comes first; ``steadiness`` the same in words.
    - ``survives_without_strongest_person``, ``chance``: see ``doubt``.
    - ``confidence``: how often such a first candidate was right, on simulated clients only; None
      where fewer than five parts are known.

    What needs resampling is None where it was left out, or is not said of later candidates.
    """

    parts: Mapping[str, str]
    episodes_for: tuple[str, ...]
    episodes_against: tuple[str, ...]
    people: int
    where: Mapping[str, int]
    strongest: str
    stability: float | None
    steadiness: str
    survives_without_strongest_person: bool | None
    chance: float | None
    confidence: float | None
    says: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to sum up the same episodes, to be seen beside the ranking."""

    name: str
    parts: Mapping[str, str]
    share: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What can be said of the episodes; without candidates when it is ``too_early``.

    ``shared`` is whether more than chance and one relationship speaks for any shared pattern.
    """

    candidates: tuple[Candidate, ...]
    too_early: bool
    episodes: int
    people: int
    shared: bool | None
    would_help: str
    would_change: str
    classic: Reading | None
    classes: tuple[Reading, ...]
    counts: Mapping[str, Mapping[str, int]]
