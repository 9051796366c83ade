"""The evidence for patterns against a slow reference: every pattern, episode and person by itself.

The reference follows the words at the top of ``evidence`` in plain Python and shares no line with
it. It shows agreement, not that the model is true of people.
"""

from itertools import product
from math import exp, log, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain.patterns.evidence import COMMON, OWN_SCRIPT, SHARED, SHARES, SHOWN, weigh
from betweenus.domain.patterns.finding import find
from betweenus.domain.patterns.told import MISCODED, NOT_CODED, TO_NEAR, Told, heard_as

CODES = 3
LIKE = {0: [1], 1: [0, 2], 2: [1]}


@st.composite
def tiny_tellings(draw):
    """Two to eight episodes of two parts with three codes each, told of up to three people."""
    code = st.sampled_from([0, 1, 2, NOT_CODED])
    rows = draw(st.lists(st.tuples(st.integers(0, 2), code, code), min_size=2, max_size=8))
    return rows if any(code != NOT_CODED for _, *codes in rows for code in codes) else [(0, 0, 0)]


def as_told(rows) -> Told:
    people = sorted({person for person, *_ in rows})
    return Told(
        np.array([codes for _, *codes in rows]),
        np.array([people.index(person) for person, *_ in rows]),
        tuple(heard_as([LIKE[code] for code in range(CODES)], CODES) for _ in range(2)),
    )


def heard(meant: int, as_code: int) -> float:
    """How often one code is coded as another."""
    if meant == as_code:
        rest = [heard(meant, code) for code in range(CODES) if code != meant]
        return 1 - sum(rest)
    anywhere = MISCODED * (1 - TO_NEAR) / (CODES - 1)
    near = MISCODED * TO_NEAR / len(LIKE[meant]) if as_code in LIKE[meant] else 0
    return anywhere + near


def reference(rows) -> dict[tuple[int, int], float]:
    """The evidence for every pattern of codes that were told."""
    told = [[codes[part] for _, *codes in rows] for part in range(2)]
    common = [{code: (part.count(code) + COMMON) for code in range(CODES)} for part in told]
    common = [{code: n / sum(one.values()) for code, n in one.items()} for one in common]
    used = [[code for code in range(CODES) if code in part] or [0] for part in told]

    def ratio(pattern, codes) -> float:
        made = 1.0
        for part, (meant, code) in enumerate(zip(pattern, codes, strict=True)):
            if code != NOT_CODED:
                usual = common[part][code]
                made *= (SHOWN * heard(meant, code) + (1 - SHOWN) * usual) / usual
        return made

    def shows(pattern, person) -> float:
        of = [ratio(pattern, codes) for who, *codes in rows if who == person]
        return sum(prod(1 - share + share * one for one in of) for share in SHARES) / len(SHARES)

    evidence = {}
    patterns = list(product(*used))
    for pattern in patterns:
        evidence[pattern] = 0.0
        for person in {who for who, *_ in rows}:
            script = sum(shows(other, person) for other in patterns) / len(patterns)
            without = (1 - OWN_SCRIPT) + OWN_SCRIPT * script
            evidence[pattern] += log(
                ((1 - SHARED) * without + SHARED * shows(pattern, person)) / without
            )
    return evidence


@settings(max_examples=60, deadline=None)
@given(tiny_tellings())
def test_the_evidence_is_that_of_the_reference(rows):
    weighed = weigh(as_told(rows))
    expected = reference(rows)
    found = {
        tuple(int(codes[at]) for codes, at in zip(weighed.codes, place, strict=True)): float(value)
        for place, value in np.ndenumerate(weighed.evidence)
    }
    assert found == pytest.approx(expected, abs=1e-4)
    shared = log(sum(exp(one) for one in expected.values()) / len(expected))
    assert weighed.shared == pytest.approx(shared, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(tiny_tellings())
def test_no_episode_is_explained_more_than_whole(rows):
    told = as_told(rows)
    found = find(told)
    shared_out = sum(one.explains for one in found)
    assert (shared_out <= 1 + 1e-9).all()
    for one in found:
        by_person = dict.fromkeys({who for who, *_ in rows}, 0.0)
        for (who, *_), share in zip(rows, one.explains, strict=True):
            by_person[who] += float(share)
        expected = sum(by_person.values()) - 0.75 * max(by_person.values())
        assert one.spread == pytest.approx(expected)
    assert [one.spread for one in found] == sorted((one.spread for one in found), reverse=True)
