"""The readings beside the ranking: each part's most frequent code, and three latent classes."""

import numpy as np

from betweenus.domain import patterns
from betweenus.domain.patterns.classes import latent_classes, most_frequent
from betweenus.domain.patterns.told import NOT_CODED, as_told
from tests.domain.patterns.tellings import ASHAMED, LEFT, RESCUING, WORDS, parts, told

THREE_KINDS = told(
    *[("Mum", ASHAMED)] * 4, *[("Boss", LEFT)] * 3, *[("Sam", RESCUING)] * 2, ("Jo", ASHAMED)
)


def test_three_kinds_of_episodes_are_told_apart_whoever_they_are_about():
    ranking = patterns.rank(THREE_KINDS, WORDS, resample=False)
    assert [one.parts for one in ranking.classes] == [parts(ASHAMED), parts(LEFT), parts(RESCUING)]
    assert [one.share for one in ranking.classes] == [0.5, 0.3, 0.2]


def test_every_episode_belongs_to_the_classes_in_shares():
    made = latent_classes(as_told(THREE_KINDS, WORDS))
    assert np.allclose(sum(one.belongs for one in made), 1)


def test_the_classic_summary_counts_every_part_by_itself():
    rows = told(
        ("Mum", "be_valued criticises - - shame -"),
        ("Boss", "be_valued rejects - - anger -"),
        ("Sam", "closeness rejects - - anger -"),
    )
    expected = as_told(told(("Any", "be_valued rejects - - anger -")), WORDS).codes[0]
    assert most_frequent(as_told(rows, WORDS)).tolist() == expected.tolist()
    assert expected[2] == NOT_CODED
