"""The first thing wrong with a trail is found and called what it is."""

from datetime import UTC, datetime

import pytest

from betweenus.domain.trail import Anchor, Content, FaultKind, Row, digest, follow, walk
from tests.domain.trail.test_chain import EVENT

WHEN = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
EVENTS = 12


def content(number: int) -> Content:
    return EVENT._replace(about=f"event:{number}")


def chained(contents, before="", first=1) -> list[Row]:
    rows = []
    for number, one in enumerate(contents, start=first):
        before = follow(before, digest(one))
        rows.append(Row(number, one, before))
    return rows


def trail(count: int = EVENTS) -> list[Row]:
    return chained(content(number) for number in range(1, count + 1))


def checked(rows, anchors=(), **options):
    rows = sorted(rows)

    def rest(after):
        return [row for row in rows if row.number > after or not after]

    return walk(rest(options.get("after", (0, ""))[0]), anchors, rest=rest, **options)


def anchor(row: Row) -> Anchor:
    return Anchor(WHEN, row.number, row.hash)


def first_fault(rows, anchors=()):
    fault = checked(rows, anchors).fault
    assert fault, "nothing was found"
    return fault.kind, fault.number, fault.until


def test_a_whole_trail_is_followed_to_its_end():
    rows = trail()
    verdict = checked(rows, [anchor(rows[4]), anchor(rows[-1])])
    assert (verdict.number, verdict.hash, verdict.anchors) == (EVENTS, rows[-1].hash, 2)
    assert verdict.fault is None


def test_an_empty_trail_is_whole():
    assert checked([]).fault is None
    assert checked([]).number == 0


def test_it_can_be_followed_from_an_event_that_was_anchored():
    rows = trail()
    assert checked(rows, after=(5, rows[4].hash)).number == EVENTS
    assert checked(rows, after=(5, rows[3].hash)).fault.number == 6


@pytest.mark.parametrize("number", [1, 5, EVENTS])
def test_an_edited_event(number):
    rows = trail()
    rows[number - 1] = rows[number - 1]._replace(content=content(99))
    assert first_fault(rows) == (FaultKind.CHANGED, number, number)


@pytest.mark.parametrize("number", [1, 5, EVENTS])
def test_an_event_whose_hash_was_edited(number):
    rows = trail()
    rows[number - 1] = rows[number - 1]._replace(hash=follow("", digest(content(99))))
    kind, first, _ = first_fault(rows)
    assert (kind, first) == (FaultKind.CHANGED, number)


def test_an_event_that_cannot_be_read():
    rows = trail()
    rows[4] = rows[4]._replace(content=None)
    fault = checked(rows).fault
    assert fault.number == 5
    assert "cannot be read" in fault.words


@pytest.mark.parametrize(("first", "last"), [(1, 1), (5, 5), (5, 8)])
def test_deleted_events(first, last):
    rows = [row for row in trail() if not first <= row.number <= last]
    assert first_fault(rows) == (FaultKind.MISSING, first, last)


def test_an_event_put_in_between():
    rows = trail()
    later = [row._replace(number=row.number + 1) for row in rows[5:]]
    made_up = Row(6, content(99), follow(rows[4].hash, digest(content(98))))
    assert first_fault([*rows[:5], made_up, *later]) == (FaultKind.PUT_IN, 6, 6)


def test_two_events_put_in_between():
    rows = trail()
    later = [row._replace(number=row.number + 2) for row in rows[5:]]
    made_up = [Row(6, content(98), "1:00"), Row(7, content(99), "1:01")]
    assert first_fault([*rows[:5], *made_up, *later]) == (FaultKind.PUT_IN, 6, 7)


@pytest.mark.parametrize("number", [0, -7])
def test_an_event_put_in_before_the_first(number):
    rows = [Row(number, content(99), follow("", digest(content(99)))), *trail()]
    assert first_fault(rows) == (FaultKind.PUT_IN, number, number)


def test_an_event_put_in_at_the_end():
    rows = [*trail(), Row(EVENTS + 1, content(99), follow("", digest(content(99))))]
    assert first_fault(rows)[1] == EVENTS + 1


@pytest.mark.parametrize(("one", "other"), [(1, 2), (5, 6), (3, 9), (1, EVENTS)])
def test_two_events_that_changed_places(one, other):
    rows = trail()
    rows[one - 1], rows[other - 1] = (
        rows[other - 1]._replace(number=one),
        rows[one - 1]._replace(number=other),
    )
    assert first_fault(rows)[:2] == (FaultKind.MOVED, one)


def test_an_event_moved_to_the_end_leaves_a_gap_that_is_not_called_missing():
    rows = trail()
    rows[4] = rows[4]._replace(number=EVENTS + 1)
    fault = checked(rows).fault
    assert (fault.kind, fault.number) == (FaultKind.MOVED, 5)
    assert str(EVENTS + 1) in fault.words


def test_a_chain_made_anew_does_not_agree_with_the_anchors():
    rows = trail()
    made_anew = chained((content(70 + n) for n in range(8)), rows[3].hash, first=5)
    forged = [*rows[:4], *made_anew]
    assert checked(forged).fault is None, "by itself it is a chain like any other"
    anchors = [anchor(rows[2]), anchor(rows[6]), anchor(rows[9])]
    assert first_fault(forged, anchors) == (FaultKind.REWRITTEN, 4, 7)


def test_a_trail_cut_off_at_its_end():
    rows = trail()
    assert first_fault(rows[:8], [anchor(rows[2]), anchor(rows[9])]) == (FaultKind.CUT_OFF, 9, 10)


def test_a_trail_that_is_gone():
    rows = trail()
    assert first_fault([], [anchor(rows[9])]) == (FaultKind.CUT_OFF, 1, 10)


def test_anchors_are_met_in_any_order_and_more_than_once():
    rows = trail()
    verdict = checked(rows, [anchor(rows[7]), anchor(rows[1]), anchor(rows[7])])
    assert (verdict.anchors, verdict.fault) == (3, None)


def test_the_first_of_several_faults_is_named():
    rows = trail()
    rows[8] = rows[8]._replace(content=content(99))
    del rows[3]
    assert first_fault(rows) == (FaultKind.MISSING, 4, 4)
