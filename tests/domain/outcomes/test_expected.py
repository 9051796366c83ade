"""An expected course is drawn from enough courses that began alike, and else it is said why not."""

from betweenus.domain.outcomes.expected import ENOUGH, expected

FALLING = [{0: 15 + n % 3, 1: 15, 8: 5 + n, 16: n} for n in range(ENOUGH)]


def test_too_few_courses_draw_nothing_and_say_how_many_there_are():
    found = expected(15, FALLING[:-1])
    assert found.points == ()
    assert found.reason.endswith("within 3 points of this one, and only 19 have.")
    assert expected(15, FALLING[:1]).reason.endswith("and 1 has.")
    assert expected(15, [{}]).reason.endswith("and none has.")


def test_enough_give_the_middle_eight_of_ten_with_their_number():
    found = expected(15, FALLING)
    at_8 = next(at for at in found.points if at.session == 8)
    assert (at_8.low, at_8.middle, at_8.high, at_8.courses) == (7, 14.5, 22, ENOUGH)
    assert found.reason.startswith("From 20 ended courses")


def test_only_courses_that_began_alike_count():
    assert expected(10, FALLING).courses == 0
    assert expected(12, FALLING).courses == 7


def test_a_session_that_few_have_a_score_for_is_left_out():
    found = expected(15, [*FALLING, {0: 15, 9: 3}])
    assert [at.session for at in found.points] == [0, 1, 8, 16]


def test_without_a_first_score_there_is_nothing_to_compare():
    assert expected(None, FALLING).reason == "There is no first score yet to compare with."
