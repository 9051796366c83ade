"""Patterns: what recurs between a client and different people, with its evidence and its doubt."""

from betweenus.domain.patterns.candidate import Candidate, Ranking, Reading
from betweenus.domain.patterns.episodes import ROUNDS, Episode, check_episode
from betweenus.domain.patterns.ranking import FEWEST_EPISODES, FEWEST_PEOPLE, rank
from betweenus.domain.patterns.vocabulary import (
    Code,
    EpisodePart,
    Octant,
    Scheme,
    Vocabulary,
)
from betweenus.domain.patterns.vocabulary_reading import add_codes, load_vocabulary, vocabulary

__all__ = [
    "FEWEST_EPISODES",
    "FEWEST_PEOPLE",
    "ROUNDS",
    "Candidate",
    "Code",
    "Episode",
    "EpisodePart",
    "Octant",
    "Ranking",
    "Reading",
    "Scheme",
    "Vocabulary",
    "add_codes",
    "check_episode",
    "load_vocabulary",
    "rank",
    "vocabulary",
]
