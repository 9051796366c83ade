"""Logistic regression in NumPy, for tools/train_language.py: two classes, or many."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 1500


def binary(x: Floats, y: NDArray[np.bool_], strictness: float) -> Floats:
    """Start and weights by Newton's method; the smaller the strictness, the smaller the weights."""
    rows = np.hstack([np.ones((len(x), 1)), x])
    less = np.eye(rows.shape[1]) / strictness
    less[0, 0] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - y) + less @ weights
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + less
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def many(x: Floats, y: NDArray[np.int64], strictness: float) -> tuple[Floats, Floats]:
    """Weights (number, class) and bias, by accelerated descent from zero."""
    rows = np.hstack([x, np.ones((len(x), 1))])
    wanted = np.eye(int(y.max()) + 1)[y]
    less = np.full((rows.shape[1], 1), 1 / strictness)
    less[-1] = 1e-3
    step = 1 / (0.5 * np.linalg.norm(rows, 2) ** 2 + 1 / strictness)
    weights = ahead = np.zeros((rows.shape[1], wanted.shape[1]))
    for number in range(STEPS):
        scores = rows @ ahead
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        new = ahead - step * (rows.T @ (likely - wanted) + less * ahead)
        ahead = new + number / (number + 3) * (new - weights)
        weights = new
    return weights[:-1], weights[-1]
