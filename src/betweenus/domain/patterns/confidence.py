"""How often a first candidate like this one was right, on simulated clients (bench/patterns.py).

A logistic curve over what is known of the candidate, fitted once to clients of development seeds,
all of whom have a pattern: whether there is one is the separate question of chance. It says nothing
of real clients.
"""

from math import exp

from betweenus.domain.patterns.finding import Found

# intercept, stability, how sure the parts are, evidence that anything is shared, lead in episodes
CURVE = (-5.18, 3.03, 3.38, 0.09, 0.78)
MOST_EVIDENCE = 20.0
MOST_LEAD = 4.0


def confidence(stability: float, found: tuple[Found, ...], shared: float) -> float:
    """Between 0 and 1, to two places: more digits would promise more than was simulated."""
    at, *slopes = CURVE
    for slope, value in zip(slopes, said_by(stability, found, shared), strict=True):
        at += slope * value
    return round(1 / (1 + exp(-at)), 2)


def said_by(stability: float, found: tuple[Found, ...], shared: float) -> tuple[float, ...]:
    """What the curve is drawn over."""
    second = found[1].spread if len(found) > 1 else 0.0
    return (
        stability,
        found[0].sure,
        max(-2.0, min(shared, MOST_EVIDENCE)),
        min(found[0].spread - second, MOST_LEAD),
    )
