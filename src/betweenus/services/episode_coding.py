"""Coding episodes: each choice is a decision that is added, and the newest of a slot stands.

What a model had on offer when somebody decided is kept with the decision, and which model it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.patterns import Vocabulary
from betweenus.domain.patterns.coding import SLOT_WORDS, SLOTS, check_code, decided
from betweenus.domain.refusals import Conflict
from betweenus.records.episodes import CodeDecision, Episode
from betweenus.services import clock, progress, vocabulary
from betweenus.services.acting import acting
from betweenus.services.episode_writing import load


class Offered(Protocol):
    """One suggested code, as a page showed it, and the words of the story it rests on."""

    @property
    def code(self) -> str: ...
    @property
    def probability(self) -> float: ...
    @property
    def words(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose for one slot, and what was on offer; a blank code leaves it open."""

    code: str
    offered: Sequence[Offered] = ()
    offered_by: str = ""


class ChosenElsewhere(Conflict):
    """Slots were decided in another window meanwhile; ``slots`` are those that differ."""

    def __init__(self, slots: Sequence[str]) -> None:
        self.slots = tuple(slots)
        names = ", ".join(f"“{SLOT_WORDS[slot]}”" for slot in slots)
        differ = "differs" if len(self.slots) == 1 else "differ"
        super().__init__(
            f"This episode was coded elsewhere meanwhile: {names} {differ} from your choice.",
            "What is saved now stands beside your choice. Save again to keep yours.",
        )


def decide(
    *,
    by: Identity,
    episode_id: UUID,
    slot: str,
    code: str,
    suggested: Sequence[Offered] = (),
    suggested_by: str = "",
) -> None:
    """Decide one slot: a code of the vocabulary, or blank to leave it open."""
    _decide(by, episode_id, {slot: Choice(code, suggested, suggested_by)}, None)


def code(
    *, by: Identity, episode_id: UUID, chosen: Mapping[str, Choice], seen_decisions: int
) -> int:
    """Decide several slots at once; says how many decisions were added.

    Raises ChosenElsewhere when one of them was decided otherwise since ``seen_decisions``.
    """
    return _decide(by, episode_id, chosen, seen_decisions)


def _decide(by: Identity, episode_id: UUID, chosen: Mapping[str, Choice], seen: int | None) -> int:
    words = vocabulary.words()
    row = load(episode_id)
    person = progress.load(row.course_id).person_id
    with acting(by=by, act=Act.CODE_EPISODES, person=person, about=f"episode:{episode_id}") as deed:
        row = Episode.objects.select_for_update().get(pk=episode_id)
        rows = list(CodeDecision.objects.filter(episode=row).order_by("number"))
        standing = {decision.slot: decision for decision in rows}
        new = {
            slot: choice
            for slot, choice in chosen.items()
            if slot not in standing or standing[slot].code != choice.code
        }
        for slot, choice in new.items():
            if choice.code or slot not in SLOTS:
                check_code(slot, choice.code, words)
        later = {decision.slot for decision in rows[seen:]} if seen is not None else set()
        if apart := [slot for slot in SLOTS if slot in new and slot in later]:
            raise ChosenElsewhere(apart)
        _add(by, row, len(rows), new, words)
        deed.detail["decided"] = len(new)
        return len(new)


def _add(
    by: Identity, row: Episode, before: int, new: Mapping[str, Choice], words: Vocabulary
) -> None:
    CodeDecision.objects.bulk_create(
        CodeDecision(
            episode=row,
            number=number,
            slot=slot,
            code=new[slot].code,
            state=decided(new[slot].code, {one.code for one in new[slot].offered}),
            vocabulary=f"{words.id} {words.version}",
            suggested=[_kept(one) for one in new[slot].offered],
            suggested_by=new[slot].offered_by,
            at=clock.now(),
            by_id=by.account_id,
        )
        for number, slot in enumerate((slot for slot in SLOTS if slot in new), start=before + 1)
    )


def _kept(one: Offered) -> dict[str, object]:
    words = [one.words] if isinstance(one.words, str) else list(one.words)
    return {"code": one.code, "probability": round(float(one.probability), 3), "words": words}
