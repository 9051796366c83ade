"""The focus (IPAF): its parts, what a wording needs, and what of it the client may see.

The Interpersonal Affective Focus is how I see myself, how I see the other, the feeling that joins
the two, and what the pattern defends against (McEvoy 2023; clinician's guide, 2025).
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from betweenus.domain.formulation.states import FocusState
from betweenus.domain.refusals import Refusal

LONGEST_PLAIN = 5  # sentences of the plain-words version (clinical.md 1.4, own rule)
MOST_AFFECTS = 3

# Words that end in a full stop without ending a sentence.
_ABBREVIATED = re.compile(
    r"\b(?:e\.g|i\.e|etc|Dr|Mr|Mrs|Ms|Mx|St|vs|Prof|a\.m|p\.m)\.", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9]|\s*$)")


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
    """The focus as it was stored; unknown keys are a programming error."""
    affects = tuple(Affect(**affect) for affect in parts.get("affects", ()))
    texts = {key: parts.get(key, "") for key in ("reversed", "defence", "origins", "cost", "plain")}
    return Focus(parts.get("self", ""), parts.get("other", ""), affects=affects, **texts)


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
    "defence": "What the pattern spares the client, and how. Only you see this until it is agreed.",
    "origins": "Where it was learnt. Never required.",
    "cost": "How it keeps the low mood or anxiety going, in a sentence or two.",
    "plain": "At most five sentences, no jargon, with the client’s phrases.",
}


def sentences(text: str) -> int:
    """How many sentences a text has; "e.g.", "Dr." and an ellipsis inside do not end one."""
    quiet = _ABBREVIATED.sub(lambda found: found[0].replace(".", ""), text.strip())
    if not quiet:
        return 0
    ends = len(_SENTENCE_END.findall(quiet))
    tail = re.split(_SENTENCE_END, quiet)[-1].strip()
    return ends + (1 if tail else 0)


def check_for(focus: Focus, state: FocusState) -> None:
    """Raise Refusal, naming the part, when a wording lacks what this state needs.

    A draft needs nothing. To be said it needs self, other and a feeling; to be shared it needs
    its plain words too, at most five sentences.
    """
    if state is FocusState.DRAFT:
        return
    for key, value in (("self", focus.self_view), ("other", focus.other_view)):
        if not value.strip():
            raise Refusal(
                f"“{PART_WORDS[key]}” is still empty.",
                "Fill it in before you mark the focus as said.",
                field=key,
            )
    if not focus.affects:
        raise Refusal("No feeling joins the two yet.", "Name at least one.", field="affects")
    if state is not FocusState.SAID:
        _check_plain(focus.plain)


def _check_plain(plain: str) -> None:
    count = sentences(plain)
    if count == 0:
        raise Refusal(
            "The focus has no plain words yet.",
            "Write at most five sentences that the client could read at home.",
            field="plain",
        )
    if count > LONGEST_PLAIN:
        raise Refusal(
            f"The plain words are {count} sentences long.",
            f"Trim them to {LONGEST_PLAIN}: one pattern, the client’s phrases, no jargon.",
            field="plain",
        )


@dataclass(frozen=True, slots=True)
class ClientView:
    """What a client sees of the focus: the plain words, and once agreed the picture."""

    plain: str
    agreed: bool
    self_view: str = ""
    other_view: str = ""
    shown: tuple[str, ...] = field(default=())
    hidden: tuple[str, ...] = field(default=())


def for_client(focus: Focus, state: FocusState) -> ClientView | None:
    """What the client may see of a wording in this state; None before it was shared.

    The defence, its origins and the other way round are the therapist's; the agreed plain words
    carry what the two of them made of the defence.
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
        hidden=focus.hidden,
    )
