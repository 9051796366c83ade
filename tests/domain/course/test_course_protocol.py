"""The protocol that comes with the software: what it holds, and that it marks what is unchecked."""

import pytest

from betweenus.domain.course import LENGTHS, default_protocol, load_protocol, packaged_text
from betweenus.domain.course.sections import KNOWN_ARTEFACTS
from betweenus.domain.measures.catalogue import all_measures


def test_the_course_has_sixteen_sessions_in_three_phases():
    protocol = default_protocol()
    assert [(phase.name, phase.sessions) for phase in protocol.phases] == [
        ("Initial", 4),
        ("Middle", 8),
        ("Ending", 4),
    ]
    assert [protocol.phase_of(n).id for n in (1, 4, 5, 12, 13, 16)] == [
        "initial",
        "initial",
        "middle",
        "middle",
        "ending",
        "ending",
    ]


def test_sessions_beyond_the_plan_belong_to_the_ending():
    assert default_protocol().phase_of(18).id == "ending"


def test_every_session_has_something_to_do():
    protocol = default_protocol()
    assert all(protocol.tasks_of(n) for n in range(1, 17))


def test_the_focus_is_put_to_the_client_and_agreed_with_goals_in_session_four():
    assert [task.id for task in default_protocol().tasks_of(4)] == [
        "focus_say",
        "focus_agree",
        "goals",
    ]


def test_phq9_and_gad7_are_asked_before_every_session():
    protocol = default_protocol()
    assert {protocol.measures_of(n) for n in range(1, 17)} == {("phq-9", "gad-7")}


def test_a_measure_that_cannot_be_shown_is_named_but_not_asked_until_it_can():
    text = packaged_text()
    now = load_protocol(text, measures={"phq-9", "gad-7", "core-10", "ecr-rs", "rfq-8", "core-om"})
    later = load_protocol(text, measures={"phq-9", "gad-7", "wsas", "wai-sr"})
    assert [m.id for m in now.measures if not m.available] == ["wsas", "wai-sr"]
    assert now.measures_of(8) == ("phq-9", "gad-7")
    assert later.measures_of(8) == ("phq-9", "gad-7", "wsas", "wai-sr")
    assert later.measures_of(9) == ("phq-9", "gad-7", "wsas")


def test_what_is_optional_is_named_with_its_sessions_and_asked_of_nobody_by_itself():
    protocol = default_protocol()
    optional = {m.id: m.sessions for m in protocol.measures if m.optional}
    assert optional == {"core-10": (), "ecr-rs": (2, 8, 16), "rfq-8": (1, 16), "core-om": (1, 16)}
    asked = {measure for n in range(1, 17) for measure in protocol.measures_of(n)}
    assert not asked & set(optional)


def test_what_is_asked_before_a_session_takes_under_five_minutes():
    # 12 seconds a question, our own estimate for somebody who reads each one.
    protocol = load_protocol(packaged_text(), measures=[m.id for m in all_measures()])
    items = {m.id: len(m.items) for m in all_measures()}
    for number in (1, 2, 5, 9):
        seconds = sum(items[measure] * 12 for measure in protocol.measures_of(number))
        assert seconds < 5 * 60, number


def test_every_artefact_the_software_knows_is_in_it_by_name():
    protocol = default_protocol()
    assert {artefact.id for artefact in protocol.artefacts} == KNOWN_ARTEFACTS
    assert protocol.artefact_name("focus_agreed") == "Agreed focus"


def test_nothing_without_a_published_source_passes_as_checked():
    protocol = default_protocol()
    assert {gate.id for gate in protocol.gates if gate.source.verified} == {"end_measures"}
    assert {task.id for task in protocol.tasks if task.source.verified} == {
        "focus_say",
        "focus_agree",
    }
    assert {gate.source.mark for gate in protocol.gates if gate.id == "focus"} == {"unverified"}


def test_the_draft_of_the_focus_and_other_work_of_the_therapist_alone_has_no_words_for_the_client():
    private = {task.id for task in default_protocol().tasks if not task.client}
    assert private == {"focus_draft", "letter_draft", "discharge"}


@pytest.mark.parametrize("length", LENGTHS)
def test_words_do_not_claim_a_number_of_sessions_that_a_variant_does_not_have(length):
    protocol = default_protocol(length)
    words = " ".join(f"{task.words} {task.client}" for task in protocol.tasks)
    words += " ".join(f"{phase.aim} {phase.client}" for phase in protocol.phases)
    assert "16" not in words
    assert "sixteen" not in words.lower()
