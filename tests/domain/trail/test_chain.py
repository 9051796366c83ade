"""What of an event its hash covers, and that it is the same from whichever database it comes."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from betweenus.domain.trail.chain import Content, Row, canonical, digest, follow, follows, plain

AT = datetime(2026, 2, 10, 9, 0, 0, 123456, tzinfo=UTC)
EVENT = Content(
    at=AT,
    account_id="6f2b3f0e5f0e4f0e8f0e000000000000",
    account_name="Rosa Lind",
    role="therapist",
    relation="own",
    purpose="care",
    act="read case",
    person_id="00000000000000000000000000000001",
    about="course:x",
    done=True,
    detail='{"page":"overview"}',
)
OTHERWISE = {
    "at": AT + timedelta(microseconds=1),
    "account_id": None,
    "account_name": "Rosa Lint",
    "role": "supervisor",
    "relation": "",
    "purpose": "",
    "act": "read note",
    "person_id": None,
    "about": "",
    "done": False,
    "detail": '{"page":"Overview"}',
}


WRITTEN = (
    '[1770714000123456,"6f2b3f0e5f0e4f0e8f0e000000000000","Rosa Lind","therapist","own","care",'
    '"read case","00000000000000000000000000000001","course:x",true,{"page":"overview"}]'
)


def test_an_event_is_written_down_as_it_always_was():
    """Whoever changes this breaks every chain there is: a new way of writing needs a new FORM."""
    assert digest(EVENT) == hashlib.sha256(WRITTEN.encode()).hexdigest()
    assert follow("1:ab", "cd") == f"1:{hashlib.sha256(b'1:abcd').hexdigest()}"


@pytest.mark.parametrize("name", Content._fields)
def test_everything_an_event_says_is_covered(name):
    assert digest(EVENT._replace(**{name: OTHERWISE[name]})) != digest(EVENT)


def test_what_moves_from_one_field_to_the_next_is_noticed():
    one = EVENT._replace(account_name="ab", role="c")
    other = EVENT._replace(account_name="a", role="bc")
    assert digest(one) != digest(other)


def test_a_moment_is_the_same_in_every_time_zone():
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert digest(EVENT._replace(at=elsewhere)) == digest(EVENT)


def test_a_hash_covers_the_one_before():
    assert follow("1:aa", digest(EVENT)) != follow("1:ab", digest(EVENT))


def test_an_event_that_cannot_be_read_follows_nothing():
    assert not follows("", Row(1, None, follow("", digest(EVENT))))


numbers = some.integers() | some.floats(
    allow_nan=False, allow_infinity=False, min_value=-(2**53), max_value=2**53
)
details = some.dictionaries(
    some.text(max_size=8),
    some.recursive(
        some.none() | some.booleans() | numbers | some.text(max_size=8),
        lambda inside: (
            some.lists(inside, max_size=3)
            | some.tuples(inside)
            | some.dictionaries(some.text(max_size=4), inside, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


@given(details)
def test_a_detail_is_the_same_when_it_comes_back_from_a_database(detail):
    """As text in another order (SQLite keeps text, PostgreSQL keeps values)."""
    backwards = dict(reversed(detail.items()))
    kept = json.loads(json.dumps(backwards, indent=1))
    assert canonical(kept) == canonical(plain(detail))


def test_a_whole_number_is_the_same_with_and_without_a_point():
    assert canonical({"n": [3.0]}) == canonical({"n": [3]}) == '{"n":[3]}'
    assert canonical({"n": 3.5}) == '{"n":3.5}'


def test_what_is_no_json_is_refused_and_not_written_down():
    with pytest.raises(ValueError, match="not JSON compliant"):
        plain({"n": float("nan")})
