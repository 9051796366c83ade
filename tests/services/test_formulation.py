"""Map, focus, goals and mid review: versions kept, nothing shown before it was said."""

import pytest

from betweenus.domain.formulation.focus import PART_WORDS
from betweenus.domain.formulation.states import FocusState
from betweenus.domain.refusals import Conflict, NotAllowed, NotFound, Refusal
from betweenus.services import clock, focus, goals, midreview, people, portal, relationship_map
from tests import worlds

pytestmark = pytest.mark.django_db

PARTS = {
    "self": "a nuisance",
    "other": "already fed up",
    "affects": [{"name": "shame", "shown": True}, {"name": "longing", "shown": False}],
    "defence": "asks for nothing",
    "plain": "When I need something I feel a nuisance. I keep quiet.",
}


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 4)


@pytest.fixture
def tom(course):
    return people.identify(worlds.client_of(course))


def wrote(clinic, course, seen=0, **changes):
    return focus.write(
        by=clinic.rosa.acts, course_id=course.pk, parts=PARTS | changes, seen_number=seen
    )


def moved(clinic, course, *states):
    for state in states:
        focus.move(by=clinic.rosa.acts, course_id=course.pk, to=state)


# -- map


def test_each_change_of_the_map_is_a_version_and_sessions_can_be_compared(clinic, course):
    by = clinic.rosa.acts
    first = [{"name": "Mum", "relation": "mother", "closeness": 4}]
    relationship_map.save(by=by, course_id=course.pk, people=first, seen_number=0)
    worlds.attend(clinic.rosa, course, 1)
    now = relationship_map.read(by=by, course_id=course.pk).now
    further = [{"key": now.people[0].key, "name": "Mum", "closeness": 2}, {"name": "Jo"}]
    relationship_map.save(by=by, course_id=course.pk, people=further, seen_number=1)
    page = relationship_map.read(by=by, course_id=course.pk)
    assert [s.session for s in page.snapshots] == [3, 4]
    assert [(p.key, p.closeness) for p in page.now.people] == [("mum", 2), ("jo", 3)]
    assert page.before.people[0].closeness == 4
    assert relationship_map.read(by=by, course_id=course.pk, at_session=3).now.number == 1


def test_a_map_changed_elsewhere_is_not_overwritten(clinic, course):
    by = clinic.rosa.acts
    relationship_map.save(by=by, course_id=course.pk, people=[{"name": "Mum"}], seen_number=0)
    with pytest.raises(Conflict):
        relationship_map.save(by=by, course_id=course.pk, people=[{"name": "Jo"}], seen_number=0)


@pytest.mark.parametrize(
    "people_typed",
    [
        [{"name": ""}],
        [{"name": "x" * 25}],
        [{"name": "A", "closeness": 9}],
        [{"name": f"P{n}"} for n in range(16)],
        [{"name": "A", "when": "therapist"}, {"name": "B", "when": "therapist"}],
    ],
)
def test_a_map_that_cannot_be_drawn_is_refused(clinic, course, people_typed):
    with pytest.raises(Refusal):
        relationship_map.save(
            by=clinic.rosa.acts, course_id=course.pk, people=people_typed, seen_number=0
        )


# -- focus


def test_the_client_sees_nothing_until_it_was_said_and_shared(clinic, course, tom):
    wrote(clinic, course)
    assert focus.for_portal(course.pk) is None
    with pytest.raises(Refusal, match="said in session"):
        moved(clinic, course, "shared")
    moved(clinic, course, "said")
    assert focus.for_portal(course.pk) is None
    with pytest.raises(NotFound):
        focus.answer(by=tom, course_id=course.pk, words="hello")
    moved(clinic, course, "shared")
    mine = focus.for_portal(course.pk)
    assert mine.view.plain == PARTS["plain"]
    assert "asks for nothing" not in repr(mine)


def test_every_version_is_kept_with_who_and_when(clinic, course):
    wrote(clinic, course)
    moved(clinic, course, "said", "agreed")
    wrote(clinic, course, seen=1, plain="When I need something I go quiet.")
    page = focus.read(by=clinic.rosa.acts, course_id=course.pk)
    assert [v.number for v in page.versions] == [1, 2]
    assert [m.state for m in page.versions[0].moves] == [FocusState.SAID, FocusState.AGREED]
    assert page.versions[0].by == "Rosa Lind"
    assert page.agreed.number == 1
    changed = [p.key for p in focus.compare(*page.versions) if p.changed]
    assert changed == ["plain"]


def test_an_agreed_revision_replaces_the_one_before(clinic, course):
    wrote(clinic, course)
    moved(clinic, course, "said", "agreed")
    wrote(clinic, course, seen=1, plain="When I need something I go quiet.")
    assert focus.for_portal(course.pk).view.plain == PARTS["plain"]
    moved(clinic, course, "said", "agreed")
    first, second = focus.read(by=clinic.rosa.acts, course_id=course.pk).versions
    assert (first.state, second.state) == (FocusState.REVISED, FocusState.AGREED)
    assert focus.for_portal(course.pk).view.plain.endswith("go quiet.")


def test_a_focus_changed_elsewhere_is_not_overwritten(clinic, course):
    wrote(clinic, course)
    with pytest.raises(Conflict):
        wrote(clinic, course, plain="From another tab.")


def test_the_same_act_twice_is_one(clinic, course, tom):
    """A button pressed twice, or "Back" and once more: nothing is doubled, nothing is refused."""
    by = clinic.rosa.acts
    assert wrote(clinic, course).pk == wrote(clinic, course).pk
    moved(clinic, course, "said", "said", "shared", "shared")
    answers = [focus.answer(by=tom, course_id=course.pk, words="Yes.").pk for _ in range(2)]
    set_twice = [goals.set_goal(by=by, course_id=course.pk, words="Ask").pk for _ in range(2)]
    rated = [goals.rate(by=by, goal_id=set_twice[0], value=4).pk for _ in range(2)]
    found = {"focus_fits": "yes", "words": "Slow start."}
    reviews = [midreview.record(by=by, course_id=course.pk, **found).pk for _ in range(2)]
    maps = [
        relationship_map.save(by=by, course_id=course.pk, people=[{"name": "Mum"}], seen_number=0)
        for _ in range(2)
    ]
    for pair in (answers, set_twice, rated, reviews, [one.pk for one in maps]):
        assert len(set(pair)) == 1
    states = [m.state for m in focus.read(by=by, course_id=course.pk).now.moves]
    assert states == [FocusState.SAID, FocusState.SHARED]


def test_a_move_names_the_part_that_is_missing(clinic, course):
    wrote(clinic, course, plain="")
    moved(clinic, course, "said")
    with pytest.raises(Refusal) as refused:
        moved(clinic, course, "shared")
    assert refused.value.field == "plain"


def test_the_client_answers_in_their_own_words(clinic, course, tom):
    wrote(clinic, course)
    moved(clinic, course, "said", "shared")
    focus.answer(by=tom, course_id=course.pk, fits="partly", words="More angry than ashamed.")
    newest = focus.read(by=clinic.rosa.acts, course_id=course.pk).now
    assert [(a.fits, a.words) for a in newest.answers] == [("partly", "More angry than ashamed.")]


def test_after_the_end_the_focus_is_there_to_read_and_not_to_answer(clinic, course, tom):
    wrote(clinic, course)
    moved(clinic, course, "said", "shared")
    assert portal.my_focus(by=tom).open
    worlds.ended(clinic.rosa, course)
    kept = portal.my_focus(by=tom)
    assert (kept.focus.view.plain, kept.open) == (PARTS["plain"], False)
    with pytest.raises(Refusal, match="nobody would read"):
        focus.answer(by=tom, course_id=course.pk, words="One more thing.")


def test_a_supervisor_reads_and_does_not_write(clinic, course):
    wrote(clinic, course)
    assert not focus.read(by=clinic.miriam.acts, course_id=course.pk).own
    with pytest.raises(NotAllowed):
        focus.move(by=clinic.miriam.acts, course_id=course.pk, to="said")


def test_parts_have_one_name_each():
    assert len(set(PART_WORDS.values())) == len(PART_WORDS)


# -- goals and mid review


def test_goals_are_baselined_rated_by_both_and_counted(clinic, course, tom):
    by = clinic.rosa.acts
    goal = goals.set_goal(by=by, course_id=course.pk, words="Ask for help once", first_rating=2)
    goals.rate(by=tom, goal_id=goal.pk, value=5)
    now = goals.read(by=by, course_id=course.pk).goals[0]
    assert now.says == "5, up 3 since the start"
    assert [r.by_client for r in now.ratings] == [False, True]


def test_an_aim_gives_a_goal_its_words(clinic, course):
    goal = goals.set_goal(
        by=clinic.rosa.acts, course_id=course.pk, words="", aim="sustain_closeness"
    )
    assert "close" in goal.words


def test_three_goals_are_enough_and_one_can_be_let_go(clinic, course):
    by = clinic.rosa.acts
    made = [goals.set_goal(by=by, course_id=course.pk, words=f"Goal {n}") for n in range(3)]
    with pytest.raises(Refusal, match="already 3"):
        goals.set_goal(by=by, course_id=course.pk, words="One more")
    goals.let_go(by=by, goal_id=made[0].pk)
    goals.set_goal(by=by, course_id=course.pk, words="One more")
    assert len(goals.read(by=by, course_id=course.pk).standing) == 3
    with pytest.raises(NotFound):
        goals.rate(by=by, goal_id=made[0].pk, value=3)


def test_the_client_cannot_set_goals(course, tom):
    with pytest.raises(NotAllowed):
        goals.set_goal(by=tom, course_id=course.pk, words="x")


def test_a_mid_review_says_whether_the_focus_still_fits(clinic, course):
    by = clinic.rosa.acts
    with pytest.raises(Refusal):
        midreview.record(by=by, course_id=course.pk, focus_fits="", words="Slow start.")
    midreview.record(by=by, course_id=course.pk, focus_fits="partly", words="Slow start.")
    page = midreview.read(by=by, course_id=course.pk)
    assert [r.focus_fits for r in page.reviews] == ["partly"]
