"""The share of new moments a second way: drawn at random, and what must hold of any counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.tracking.share import INTERVAL, MISTAKEN, SEEN, Counted, share

DRAWS = 400_000


def drawn(counted: Counted) -> tuple[float, float]:
    """The ends of the interval from draws of share, seen and mistaken, weighed by how they fit."""
    random = np.random.default_rng(20260210)

    def one_of(table):
        values, weights = (np.array(column, dtype=float) for column in zip(*table, strict=True))
        return random.choice(values, DRAWS, p=weights / weights.sum())

    place = random.random(DRAWS)
    coded = place * one_of(SEEN) + (1 - place) * one_of(MISTAKEN)
    weight = coded**counted.follow * (1 - coded) ** (counted.told - counted.follow)
    order = np.argsort(place)
    below = np.cumsum(weight[order]) / weight.sum()
    low, high = ((1 - INTERVAL) / 2, (1 + INTERVAL) / 2)
    return tuple(float(place[order][np.searchsorted(below, at)]) for at in (low, high))


@pytest.mark.parametrize(
    "counted", [Counted(0, 3), Counted(2, 4), Counted(9, 12), Counted(3, 24), Counted(40, 60)]
)
def test_the_table_agrees_with_draws(counted):
    low, high = share(counted).interval(INTERVAL)
    assert (low, high) == pytest.approx(drawn(counted), abs=0.02)


counts = st.integers(0, 40).flatmap(
    lambda told: st.builds(Counted, st.integers(0, told), st.just(told))
)


@given(counts)
def test_a_share_lies_between_none_and_all(counted):
    low, high = share(counted).interval(INTERVAL)
    assert 0 <= low < share(counted).middle < high <= 1


@given(counts)
def test_one_more_that_follows_moves_it_up_and_one_more_that_does_not_moves_it_down(counted):
    here = share(counted).middle
    assert share(Counted(counted.follow + 1, counted.told + 1)).middle > here
    assert share(Counted(counted.follow, counted.told + 1)).middle < here


def test_with_no_moments_nothing_is_known():
    low, high = share(Counted(0, 0)).interval(0.9)
    assert (low, high) == pytest.approx((0.05, 0.95), abs=0.01)


def test_ten_times_the_moments_make_it_surer():
    few, many = (share(one).interval(INTERVAL) for one in (Counted(2, 5), Counted(20, 50)))
    assert many[1] - many[0] < few[1] - few[0]
