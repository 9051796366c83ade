"""Small numbers are not said, and cannot be worked out from the others."""

from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.outcomes.small_numbers import (
    FEWER,
    NOT_SHOWN,
    Shown,
    percent,
    shown,
    shown_parts,
)


def words(counts: dict[str, int]) -> dict[str, str]:
    return {key: one.words for key, one in shown_parts(counts).items()}


def test_one_to_four_is_fewer_than_five():
    assert [shown(n).words for n in range(7)] == ["0", FEWER, FEWER, FEWER, FEWER, "5", "6"]


def test_a_single_small_part_takes_the_next_smallest_with_it():
    assert words({"46": 20, "47": 3, "48": 8}) == {"46": "20", "47": FEWER, "48": NOT_SHOWN}


def test_two_small_parts_hide_each_other():
    assert words({"46": 20, "47": 3, "48": 1}) == {"46": "20", "47": FEWER, "48": FEWER}


def test_nothing_is_added_where_nothing_is_small():
    assert words({"a": 5, "b": 0, "c": 9}) == {"a": "5", "b": "0", "c": "9"}


def test_a_small_number_beside_nothings_stands_alone():
    assert words({"a": 3, "b": 0}) == {"a": FEWER, "b": "0"}


def test_a_share_is_said_only_with_its_count():
    assert percent(shown(6), shown(8)) == "75%"
    assert percent(shown(3), shown(8)) == ""
    assert percent(Shown(None, NOT_SHOWN), shown(8)) == ""
    assert percent(shown(0), shown(0)) == ""


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 40), max_size=7))
def test_no_small_count_follows_from_the_total_and_the_rest(counts):
    found = shown_parts(counts)
    assert not [one for one in found.values() if one.count is not None and 0 < one.count < 5]
    hidden = [counts[key] for key, one in found.items() if one.count is None]
    total = sum(counts.values())
    # One part alone is left out only where the total is that part, and not said itself.
    assert len(hidden) != 1 or shown(total).count is None
