"""The focus (IPAF): its parts, what a wording needs, and what of it the client may see.

The Interpersonal Affective Focus is how I see myself, how I see the other, the feeling that joins
the two, and what the pattern defends against (McEvoy 2023; clinician's guide, 2025).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from betweenus.domain.formulation.plain import jargon, sentences
from betweenus.domain.formulation.states import FocusState
from betweenus.domain.refusals import Refusal

LONGEST_PLAIN = 5  # sentences of the plain-words version (clinical.md 1.4, own rule)
MOST_AFFECTS = 3


@dataclass(frozen=True, slots=True)
class Affect:
    """A feeling of the pattern; ``shown`` on the surface, or hidden beneath it."""

    name: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Focus:
    """One wording of the focus. Empty parts are open, not wrong, until a state needs them."""

    self_view: str = ""
    other_view: str = ""
    reversed: str = ""
    affects: tuple[Affect, ...] = ()
    defence: str = ""
    origins: str = ""
    cost: str = ""
    plain: str = ""

    def __post_init__(self) -> None:
        """At most three affects."""
        if len(self.affects) > MOST_AFFECTS:
            raise Refusal(
                f"A focus joins self and other by one to {MOST_AFFECTS} feelings.",
                "Choose the ones that matter most.",
                field="affects",
            )

    @property
    def shown(self) -> tuple[str, ...]:
        """The feelings on the surface."""
        return tuple(affect.name for affect in self.affects if affect.shown)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The feelings beneath."""
        return tuple(affect.name for affect in self.affects if not affect.shown)

    def as_parts(self) -> dict[str, Any]:
        """As stored: the names of PART_WORDS, affects as name and shown."""
        stored = asdict(self)
        stored["self"] = stored.pop("self_view")
        stored["other"] = stored.pop("other_view")
        return stored


def from_parts(parts: Mapping[str, Any]) -> Focus:
    """The focus as it was stored or typed: text stripped, feelings without a name left out."""
    affects = tuple(
        Affect(name, bool(affect.get("shown", True)))
        for affect in parts.get("affects") or ()
        if (name := str(affect.get("name") or "").strip())
    )
    self_view, other_view, *rest = (str(parts.get(key) or "").strip() for key in _TEXTS)
    reversed_, defence, origins, cost, plain = rest
    return Focus(self_view, other_view, reversed_, affects, defence, origins, cost, plain)


_TEXTS = ("self", "other", "reversed", "defence", "origins", "cost", "plain")

PART_WORDS: Mapping[str, str] = {
    "self": "How I see myself",
    "other": "How I see the other",
    "reversed": "The other way round",
    "affects": "The feeling between",
    "defence": "What it protects against",
    "origins": "Where it was learnt",
    "cost": "What it costs, and the symptoms",
    "plain": "In plain words",
}
PART_ASKS: Mapping[str, str] = {
    "self": "When this happens, I feel I am … In the client’s own words.",
    "other": "… and other people seem …",
    "reversed": "Where the client acts the other’s part, and somebody else is left in theirs.",
    "affects": "One to three feelings that join the two: what shows, and what is underneath.",
    "defence": "What the pattern spares the client, and how. The client never sees this part.",
    "origins": "Where it was learnt. Never required.",
    "cost": "How it keeps the low mood or anxiety going, in a sentence or two.",
    "plain": "At most five sentences, no jargon, with the client’s phrases.",
}


def check_for(focus: Focus, state: FocusState) -> None:
    """Raise Refusal, naming the first part, when a wording lacks what this state needs."""
    for refusal in missing_for(focus, state):
        raise refusal


def missing_for(focus: Focus, state: FocusState) -> tuple[Refusal, ...]:
    """Everything a wording lacks for this state, each with its part as ``field``.

    A draft needs nothing. To be said it needs self, other and a feeling; to be shared it needs
    its plain words too, at most five sentences.
    """
    if state is FocusState.DRAFT:
        return ()
    found = [
        Refusal(
            f"“{PART_WORDS[key]}” is still empty.",
            "Fill it in before you mark the focus as said.",
            field=key,
        )
        for key, value in (("self", focus.self_view), ("other", focus.other_view))
        if not value.strip()
    ]
    if not focus.affects:
        found.append(
            Refusal("No feeling joins the two yet.", "Name at least one.", field="affects")
        )
    if state is not FocusState.SAID:
        found += _missing_in_plain(focus.plain)
    return tuple(found)


def _missing_in_plain(plain: str) -> list[Refusal]:
    count = sentences(plain)
    if count == 0:
        return [
            Refusal(
                "The focus has no plain words yet.",
                "Write at most five sentences that the client could read at home.",
                field="plain",
            )
        ]
    if count > LONGEST_PLAIN:
        return [
            Refusal(
                f"The plain words are {count} sentences long.",
                f"Trim them to {LONGEST_PLAIN}: one pattern, the client’s phrases, no jargon.",
                field="plain",
            )
        ]
    return []


def cautions(focus: Focus) -> tuple[str, ...]:
    """What to look at again in the plain words. They advise, and never block."""
    found = []
    count = sentences(focus.plain)
    if count > LONGEST_PLAIN:
        found.append(f"{count} sentences: at most {LONGEST_PLAIN} can be shared.")
    if words := jargon(focus.plain):
        found.append(f"Words the client may not know: {', '.join(words)}.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ClientView:
    """What a client sees of the focus: the plain words, and once agreed the picture.

    There is no field for the defence, its origins, the other way round, the cost or the feelings
    beneath: what does not exist here cannot reach a client's page by mistake.
    """

    plain: str
    agreed: bool
    self_view: str = ""
    other_view: str = ""
    shown: tuple[str, ...] = ()


def for_client(focus: Focus, state: FocusState) -> ClientView | None:
    """What the client may see of a wording in this state; None before it was shared.

    What the two of them made of the defence and of the feelings beneath stands in the plain words,
    or has not been agreed yet; so those words are all of it that the client's pages show.
    """
    if not state.visible_to_client:
        return None
    if state is FocusState.SHARED:
        return ClientView(focus.plain, agreed=False)
    return ClientView(
        focus.plain,
        agreed=True,
        self_view=focus.self_view,
        other_view=focus.other_view,
        shown=focus.shown,
    )


def newest_for_client(versions: Iterable[tuple[Focus, FocusState]]) -> ClientView | None:
    """What the client sees of all versions (oldest first): the newest that is shared or agreed.

    A draft of the next version hides nothing: the words they have stay until new ones are shared.
    """
    views = [view for focus, state in versions if (view := for_client(focus, state))]
    return views[-1] if views else None
