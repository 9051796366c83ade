"""Mood and the focus a second way: drawn at random from the model as it is written down."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain.tracking.mood import (
    LASTING,
    LIKELY_POINTS,
    NOISE_BEFORE,
    NOISE_KNOWN,
    Week,
    points,
)

DRAWS = 200_000

# (week, rating, score)
HELD = {
    "every week": list(
        zip(range(9), (7, 6, 8, 5, 6, 3, 4, 2, 3), (15, 14, 16, 12, 13, 9, 11, 8, 8), strict=True)
    ),
    "weeks left out": list(
        zip(
            (0, 1, 4, 5, 6, 10, 11), (7, 6, 8, 5, 6, 3, 4), (15, 17, 12, 14, 10, 9, 13), strict=True
        )
    ),
    "the other way": list(zip(range(12), (3, 7) * 6, (14, 10) * 6, strict=True)),
}


def weeks(rows) -> list[Week]:
    return [Week(number, float(rating), float(score)) for number, rating, score in rows]


def drawn(rows) -> tuple[float, float, float]:
    """Middle and ends of 95 %, by drawing every unknown and weighing each draw by its density.

    Nothing of the closed form is used: the covariance of the disturbances is written out in full,
    and level, drift, points, noise and lasting are all drawn.
    """
    random = np.random.default_rng(20260210)
    number, rating, score = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    columns = np.column_stack([np.ones_like(number), number - number.mean(), rating])
    apart = np.abs(number[:, None] - number[None])
    places, weights = [], []
    each = DRAWS // len(LASTING)
    for lasting in LASTING:
        covariance = lasting**apart / (1 - lasting**2) if lasting else np.eye(len(number))
        inverse = np.linalg.inv(covariance)
        information = columns.T @ inverse @ columns
        information[2, 2] += (1 - lasting**2) / LIKELY_POINTS**2
        middle = np.linalg.solve(information, columns.T @ inverse @ score)
        away = score - columns @ middle
        usual = (away @ inverse @ away + NOISE_KNOWN * NOISE_BEFORE) / len(number)
        spread = 2 * usual * np.linalg.inv(information)

        # where to draw from: wider than the answer, heavy in the tails
        root = np.linalg.cholesky(spread)
        normal = random.standard_normal((each, 3))
        stretch = np.sqrt(5 / random.chisquare(5, each))
        unknown = middle + stretch[:, None] * normal @ root.T
        distance = (normal**2).sum(axis=1) * stretch**2
        log_from = -4 * np.log1p(distance / 5) - np.log(np.diag(root)).sum()
        log_noise = np.log(usual) + random.standard_normal(each)
        log_from += -0.5 * (log_noise - np.log(usual)) ** 2

        # how likely each draw is, beforehand and by the scores
        noise = np.exp(log_noise)
        left = score - unknown @ columns.T
        fit = np.einsum("di,ij,dj->d", left, inverse, left)
        log_to = -0.5 * np.linalg.slogdet(covariance)[1] - len(number) / 2 * log_noise
        log_to += -0.5 * fit / noise
        likely = LIKELY_POINTS**2 * noise / (1 - lasting**2)
        log_to += -0.5 * np.log(likely) - 0.5 * unknown[:, 2] ** 2 / likely
        log_to += -NOISE_KNOWN / 2 * log_noise - NOISE_KNOWN * NOISE_BEFORE / 2 / noise
        places.append(unknown[:, 2])
        weights.append(log_to - log_from)
    place, weight = np.concatenate(places), np.concatenate(weights)
    weight = np.exp(weight - weight.max())
    order = np.argsort(place)
    below = np.cumsum(weight[order]) / weight.sum()
    return tuple(
        float(place[order][np.searchsorted(below, share)]) for share in (0.5, 0.025, 0.975)
    )


@pytest.mark.parametrize("rows", HELD.values(), ids=HELD.keys())
def test_the_closed_form_agrees_with_draws_from_the_model(rows):
    found = points(weeks(rows))
    middle, low, high = drawn(rows)
    wide = high - low
    assert found.middle == pytest.approx(middle, abs=0.03 * wide)
    assert found.interval(0.95)[0] == pytest.approx(low, abs=0.06 * wide)
    assert found.interval(0.95)[1] == pytest.approx(high, abs=0.06 * wide)


# One answer takes some milliseconds, and each of these asks for two.
fewer = settings(max_examples=25)
rows_of_weeks = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 10), st.integers(0, 27)),
    min_size=5,
    max_size=12,
    unique_by=lambda row: row[0],
)


def ends(rows) -> tuple[float, float, float]:
    spread = points(weeks(rows))
    return spread.middle, *spread.interval(0.95)


@fewer
@given(rows_of_weeks, st.randoms(use_true_random=False))
def test_the_order_of_the_weeks_does_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    assert ends(mixed) == ends(rows)


@fewer
@given(rows_of_weeks, st.integers(-5, 5), st.integers(-9, 9), st.integers(-40, 40))
def test_where_scales_and_weeks_begin_does_not_matter(rows, rating, score, week):
    moved = [(number + week, a + rating, b + score) for number, a, b in rows]
    assert ends(moved) == pytest.approx(ends(rows), abs=1e-6)


@fewer
@given(rows_of_weeks)
def test_turning_the_scores_round_turns_the_answer_round(rows):
    middle, low, high = ends(rows)
    turned = ends([(number, rating, -score) for number, rating, score in rows])
    assert turned == pytest.approx((-middle, -high, -low), abs=1e-6)


@fewer
@given(rows_of_weeks, st.integers(-2, 2))
def test_a_steady_drift_of_the_scores_is_not_taken_for_the_focus(rows, slope):
    drifting = [(number, rating, score + slope * number) for number, rating, score in rows]
    assert ends(drifting) == pytest.approx(ends(rows), abs=1e-6)


def test_more_weeks_of_the_same_make_it_surer():
    few = HELD["every week"]
    more = [*few, *((number + 9, rating, score) for number, rating, score in few)]
    low, high = points(weeks(few)).interval(0.95)
    surer = points(weeks(more)).interval(0.95)
    assert surer[1] - surer[0] < high - low
