"""Courses of 12 and 20 sessions: the same phases, tasks and warnings, in proportion."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain.course import default_protocol, load_protocol, scaled


@pytest.mark.parametrize(("length", "phases"), [(12, [3, 6, 3]), (16, [4, 8, 4]), (20, [5, 10, 5])])
def test_phases_keep_their_proportions(length, phases):
    assert [phase.sessions for phase in default_protocol(length).phases] == phases


@pytest.mark.parametrize(
    ("length", "focus", "mid_review", "letter"),
    [
        (12, (3, 4), 7, 11),
        (16, (4, 5), 9, 14),
        (20, (5, 6), 11, 17),
    ],
)
def test_warnings_move_with_their_phases(length, focus, mid_review, letter):
    gates = {gate.id: gate for gate in default_protocol(length).gates}
    assert (gates["focus"].amber_after, gates["focus"].red_after) == focus
    assert gates["mid_review"].amber_after == mid_review
    assert gates["letter_draft"].amber_after == letter
    assert gates["letter_final"].red_after == length
    assert gates["consent"].amber_after == 0


@pytest.mark.parametrize("length", [12, 20])
def test_no_session_of_a_variant_is_without_a_task(length):
    protocol = default_protocol(length)
    assert all(protocol.tasks_of(session) for session in range(1, length + 1))


def test_in_a_longer_course_a_task_may_take_two_sessions():
    tasks = {task.id: task for task in default_protocol(20).tasks}
    assert (tasks["people_past"].session, tasks["people_past"].until) == (3, 4)


def test_measures_of_certain_sessions_move_too():
    measures = {measure.id: measure for measure in default_protocol(12).measures}
    assert measures["wai-sr"].sessions == (3, 6, 9, 12)
    assert measures["phq-9"].sessions == ()


def phase_at(protocol, session):
    return protocol.phase_of(session).id


def protocols():
    """Protocols of any shape: phases of any length, tasks and gates anywhere in them."""
    return st.lists(st.integers(1, 9), min_size=1, max_size=4).flatmap(
        lambda lengths: st.builds(
            _protocol,
            st.just(lengths),
            st.lists(
                st.tuples(st.integers(1, sum(lengths)), st.integers(0, 4)), min_size=1, max_size=8
            ),
        )
    )


def _protocol(lengths, places):
    last = sum(lengths)
    parts = [f'id = "any"\nversion = "1"\ntitle = "Any"\nsessions = {last}\nsource = "made up"']
    parts += [
        f'[[phases]]\nid = "p{n}"\nname = "P"\nsessions = {length}\naim = "a"\nclient = "c"\n'
        'source = "s"'
        for n, length in enumerate(lengths)
    ]
    parts.append('[[artefacts]]\nid = "goals"\nname = "Goals"')
    for n, (session, more) in enumerate(places):
        until = min(session + more, last)
        parts.append(
            f'[[tasks]]\nid = "t{n}"\nsession = {session}\nuntil = {until}\nwords = "w"\n'
            'source = "s"'
        )
        parts.append(
            f'[[gates]]\nid = "g{n}"\nartefact = "goals"\namber_after = {session}\n'
            f'red_after = {until}\nwords = "w"\ntodo = "t"\nsource = "s"'
        )
    return load_protocol("\n".join(parts))


@settings(max_examples=60, deadline=None)
@given(protocols(), st.integers(4, 40))
def test_whatever_the_length_no_task_is_lost_and_each_stays_in_its_phase(before, length):
    after = scaled(before, length)
    assert sum(phase.sessions for phase in after.phases) == after.sessions == length
    assert [phase.id for phase in after.phases] == [phase.id for phase in before.phases]
    assert [task.id for task in after.tasks] == [task.id for task in before.tasks]
    for old, new in zip(before.tasks, after.tasks, strict=True):
        assert 1 <= new.session <= new.until <= length
        assert phase_at(after, new.session) == phase_at(before, old.session)
        assert phase_at(after, new.until) == phase_at(before, old.until)


@settings(max_examples=60, deadline=None)
@given(protocols(), st.integers(4, 40))
def test_whatever_the_length_the_order_of_tasks_stays_and_no_warning_comes_too_early(
    before, length
):
    after = scaled(before, length)
    for old_one, new_one in zip(before.tasks, after.tasks, strict=True):
        for old_two, new_two in zip(before.tasks, after.tasks, strict=True):
            if old_one.session <= old_two.session:
                assert new_one.session <= new_two.session
    # In these protocols each gate stands beside the task of its number.
    for task, gate in zip(after.tasks, after.gates, strict=True):
        assert task.session <= gate.amber_after <= gate.red_after
        assert gate.red_after == task.until


@settings(max_examples=30, deadline=None)
@given(protocols())
def test_its_own_length_changes_nothing(protocol):
    assert scaled(protocol, protocol.sessions) == protocol
