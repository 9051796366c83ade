"""Whatever is sent to whatever address by whomever: an answer, and never a fault of ours.

A few hundred requests, the same each time; ``python -m tests.faults.every_form`` sends as many as
there is time for, drawn anew. Each route is met once besides with nothing but spoilt values.
"""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attack.fuzz import DIGITS, LONG, Fuzz, Request
from tests.attack.ways import ROUTES, address, guard

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def fuzz(world):
    return Fuzz(world)


@settings(
    max_examples=250,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=False))
def test_no_request_is_a_fault_of_ours(fuzz, random):
    request = fuzz.draw(random)
    answer = fuzz.send(request)
    assert answer.status_code < 500, str(request)


@pytest.mark.parametrize("name", list(ROUTES))
def test_every_address_stands_what_no_form_would_send(fuzz, name):
    random = Random(name)
    who = fuzz.who(name, random)
    offered = [method for method in ("GET", "POST") if guard(name).of(method)]
    for value in ("\x00", DIGITS, LONG, "²", "not-an-id"):
        data = {one: value for one in fuzz.names(name) if one != "file"}
        for method in offered:
            path = address(ROUTES[name], fuzz.ids)
            query = "?page=" + "9" * 4301 + "&at=²&since=\x00&from=x" if method == "GET" else ""
            sent = Request(name, who, method, path + query, data if method == "POST" else {})
            assert fuzz.send(sent).status_code < 500, f"{who} {method} {name} {value[:20]!r}"
