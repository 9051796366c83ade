"""Suggesting: which passages may tell an episode and which codes may fit one; a person decides."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from betweenus.services.episodes import ToldEpisode


def codes_for(told: "ToldEpisode") -> Mapping[str, object]:
    """Slot -> what may be offered for it; empty when there is nothing to say."""
    del told
    return {}
