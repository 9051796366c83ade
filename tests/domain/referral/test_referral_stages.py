"""What somebody waits for follows from where their referral stands and who has them."""

import pytest

from betweenus.domain.referral import PRESENTING, Stage, State, Task, stage_of, words_for


@pytest.mark.parametrize(
    ("state", "task", "stage"),
    [
        (State.RECEIVED, None, Stage.ASSESS),
        (State.ASSESSING, Task.ASSESS, Stage.ASSESS),
        (State.WAITING, None, Stage.ALLOCATE),
        (State.WAITING, Task.ASSESS, Stage.ALLOCATE),
        (State.WAITING, Task.TREAT, Stage.OPEN),
        (State.TREATING, Task.TREAT, None),
        (State.CLOSED, Task.ASSESS, None),
    ],
)
def test_the_stage(state, task, stage):
    assert stage_of(state, task) == stage


@pytest.mark.parametrize("state", list(State))
def test_somebody_has_a_stage_exactly_while_they_wait(state):
    assert (stage_of(state, None) is not None) == state.waits


def test_every_stage_says_what_has_to_happen():
    assert [stage.words for stage in Stage] == ["To assess", "To allocate", "To open"]


def test_what_was_kept_in_other_words_is_shown_as_it_is():
    assert words_for(["low_mood", "the neighbours"], PRESENTING) == ("Low mood", "the neighbours")
