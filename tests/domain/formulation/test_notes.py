"""The session note: few required parts, phase first, nothing unknown kept."""

import pytest

from betweenus.domain.datafiles import ProtocolError, read_text
from betweenus.domain.formulation import notes
from betweenus.domain.formulation.note_parts import read_parts
from betweenus.domain.refusals import Refusal

USUAL = {"material": "Rang his sister.", "plan": "Ask about the silence.", "risk_level": "none"}


def test_a_usual_note_needs_three_parts():
    notes.check_signable(notes.tidy(USUAL))
    assert sum(part.required for part in notes.note_parts()) == 3


@pytest.mark.parametrize("gone", list(USUAL))
def test_a_note_without_one_of_them_says_which(gone):
    parts = notes.tidy({key: value for key, value in USUAL.items() if key != gone})
    with pytest.raises(Refusal) as refused:
        notes.check_signable(parts)
    assert refused.value.field == gone


def test_risk_that_is_present_must_be_put_in_words():
    with pytest.raises(Refusal) as refused:
        notes.check_signable(notes.tidy(USUAL | {"risk_level": "present"}))
    assert refused.value.field == "risk"


def test_each_phase_puts_its_own_parts_first():
    first = {
        p: [part.id for part in notes.parts_for(p) if part.leads(p)]
        for p in ("initial", "middle", "ending")
    }
    assert "focus_past" in first["initial"]
    assert "defence" in first["middle"]
    assert "focus_here" in first["ending"]
    assert all("risk_level" in parts and "plan" in parts for parts in first.values())


def test_lines_and_weights_are_tidied():
    kept = notes.tidy(
        USUAL
        | {"quotes": " I vanish \n\n so I left ", "technique": {"supportive": "3", "directive": ""}}
        | {"unknown": "x", "defence": "   "}
    )
    assert kept["quotes"] == ["I vanish", "so I left"]
    assert kept["technique"] == {"supportive": 3}
    assert "unknown" not in kept
    assert "defence" not in kept


def test_a_weight_out_of_range_is_refused():
    with pytest.raises(Refusal):
        notes.tidy(USUAL | {"technique": {"supportive": "5"}})


def test_where_the_focus_was_seen_follows_from_the_parts():
    assert notes.focus_seen({"focus_outside": "at work", "focus_here": "late again"}) == [
        "outside",
        "here",
    ]


def test_keyboard_letters_are_unique():
    keys = [part.key for part in notes.note_parts() if part.key]
    assert len(keys) == len(set(keys))


def test_a_phase_of_a_services_own_naming_still_has_a_note():
    assert [part.id for part in notes.parts_for("working through")] == [
        part.id for part in notes.parts_for("middle")
    ]


def test_a_choice_nobody_offers_is_not_kept():
    assert "risk_level" not in notes.tidy(USUAL | {"risk_level": "fine"})


NOTE = """\
[[parts]]
id = "material"
name = "What was brought"
kind = "text"
key = "m"
required = true
phases = ["initial"]
lead = ["initial"]
"""


@pytest.mark.parametrize(
    ("changed", "line", "says"),
    [
        (('kind = "text"', 'kind = "txt"'), 4, "did you mean 'text'?"),
        (('name = "What was brought"', 'nme = "What was brought"'), 3, "did you mean 'name'?"),
        (("required = true", 'required = "yes"'), 6, "true or required = false"),
        (('phases = ["initial"]', 'phases = ["inital"]'), 7, "did you mean 'initial'?"),
        (('lead = ["initial"]', 'lead = ["ending"]'), 8, "not among this part's phases"),
        (('key = "m"', 'key = "mm"'), 5, "not one letter"),
        (("required = true", "required = false"), 1, "none is required"),
        (('kind = "text"', 'kind = "choice"'), 4, "[[choices]]"),
        (('phases = ["initial"]', "phases = []"), 7, "never be offered"),
        (('id = "material"', "id = material"), 2, "cannot be read"),
    ],
)
def test_a_mistake_in_the_notes_file_is_named_by_line_and_field(changed, line, says):
    with pytest.raises(ProtocolError) as refused:
        read_text(NOTE.replace(*changed), "note.toml", read_parts)
    assert any(p.line == line and says in p.says for p in refused.value.problems), refused.value


def test_all_mistakes_are_named_at_once():
    twice = NOTE + NOTE.replace('kind = "text"', 'kind = "odd"')
    with pytest.raises(ProtocolError) as refused:
        read_text(twice, "note.toml", read_parts)
    assert {p.field for p in refused.value.problems} == {"parts.id", "parts.key", "parts.kind"}


def test_a_right_file_is_read():
    (part,) = read_text(NOTE, "note.toml", read_parts)
    assert part.required
    assert part.leads("initial")
    assert not part.leads("middle")
