"""Anchors are lines that can be read with the eye, and a line that is none is named."""

from datetime import UTC, datetime

import pytest

from betweenus.domain.refusals import Refusal
from betweenus.domain.trail import Anchor, read_anchors, said

ONE = Anchor(datetime(2026, 2, 10, 9, 0, tzinfo=UTC), 12345, f"1:{'ab' * 32}")


def test_a_line_says_when_how_many_and_the_hash():
    assert said(ONE) == f"2026-02-10T09:00:00+00:00 12345 1:{'ab' * 32}\n"


def test_what_was_written_is_read_and_empty_lines_are_nothing():
    assert read_anchors([said(ONE), "\n", said(ONE)]) == (ONE, ONE)


@pytest.mark.parametrize(
    "line",
    [
        said(ONE)[:60],
        said(ONE).replace("12345", "many"),
        said(ONE).replace("+00:00", ""),
        said(ONE).replace("2026", "next year"),
        "what is this",
    ],
)
def test_a_line_that_is_none_is_named(line):
    with pytest.raises(Refusal, match="Line 2"):
        read_anchors([said(ONE), line])
