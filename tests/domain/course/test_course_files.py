"""A service edits its protocol: each mistake is named by line and field, with what to write."""

import pytest

from betweenus.domain.course import ProtocolError, load_protocol, packaged_text

SMALL = """\
id = "small"
version = "1"
title = "A small course"
sessions = 3
source = "invented for these tests"

[[phases]]
id = "first"
name = "First"
sessions = 1
aim = "Meet."
client = "We meet."
source = "ours"

[[phases]]
id = "second"
name = "Second"
sessions = 2
aim = "Part."
client = "We part."
source = "ours"

[[artefacts]]
id = "goals"
name = "Goals"

[[tasks]]
id = "set_goals"
session = 1
words = "Agree goals"
artefact = "goals"
source = "ours"

[[measures]]
id = "phq-9"
sessions = "every"
source = "ours"

[[gates]]
id = "goals"
artefact = "goals"
amber_after = 1
red_after = 2
words = "There are no goals."
todo = "Agree some."
source = "ours"
"""


def problems(text):
    """What the service lead is told, a line each."""
    with pytest.raises(ProtocolError) as caught:
        load_protocol(text, "ours.toml")
    return [str(problem) for problem in caught.value.problems]


def put(old, new):
    """The small file with its one ``old`` replaced."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def test_a_sound_file_becomes_a_protocol():
    protocol = load_protocol(SMALL)
    assert [phase.id for phase in protocol.phase_by_session] == ["first", "second", "second"]
    assert protocol.gates[0].todo == "Agree some."


def test_the_packaged_file_can_be_a_services_starting_point():
    text = packaged_text().replace("words = ", "words    = ").replace("\n", "\r\n")
    assert load_protocol("\ufeff" + text).sessions == 16


MISTAKES = {
    "phases that do not add up": (
        put("sessions = 3", "sessions = 4"),
        "Line 4, sessions: says 4, but the phases add up to 3 (1 + 2); change one.",
    ),
    "a number in quotation marks": (
        put("session = 1\nwords", 'session = "1"\nwords'),
        "Line 29, tasks.session: write a whole number without quotation marks, like session = 1.",
    ),
    "true where a number belongs": (
        put("session = 1\nwords", "session = true\nwords"),
        "Line 29, tasks.session: write a whole number without quotation marks, like session = 3.",
    ),
    "a task beyond the end": (
        put("session = 1\nwords", "session = 4\nwords"),
        "Line 29, tasks.session: 4 is not possible here; write a number from 1 to 3.",
    ),
    "a task that ends before it begins": (
        put("session = 1\nwords", "session = 2\nuntil = 1\nwords"),
        "Line 30, tasks.until: 1 comes before session 2; write 2 or a later one.",
    ),
    "a gate beyond the end": (
        put("red_after = 2", "red_after = 9"),
        "Line 43, gates.red_after: 9 is not possible here; write a number from 0 to 3.",
    ),
    "a gate that turns red before amber": (
        put("red_after = 2", "red_after = 0"),
        "Line 43, gates.red_after: 0 comes before amber_after (1); write 1 or more.",
    ),
    "a gate that never shows": (
        put("amber_after = 1\nred_after = 2\n", ""),
        "Line 39, gates.amber_after: is missing; say after which session this gate shows.",
    ),
    "an artefact that is not in the file": (
        put('artefact = "goals"\nsource', 'artefact = "gaols"\nsource'),
        (
            "Line 31, tasks.artefact: 'gaols' is not among the [[artefacts]] of this file; "
            "did you mean 'goals'?"
        ),
    ),
    "an artefact the software cannot tell": (
        put(
            '[[artefacts]]\nid = "goals"',
            '[[artefacts]]\nid = "goals"\nname = "Goals"\n[[artefacts]]\nid = "mid_revue"',
        ),
        (
            "Line 27, artefacts.id: 'mid_revue' is not among the artefacts the software can "
            "tell are done; did you mean 'mid_review'?"
        ),
    ),
    "a measure there is none of": (
        put('id = "phq-9"', 'id = "phq9"'),
        "Line 35, measures.id: there is no measure 'phq9'; did you mean 'phq-9'?",
    ),
    "sessions of a measure in the wrong form": (
        put('"every"', "[1, 8]"),
        'Line 36, measures.sessions: write "every", or session numbers from 1 to 3 like [1, 3].',
    ),
    "a phase without sessions": (
        put("sessions = 1\n", "sessions = 0\n"),
        "Line 10, phases.sessions: 0 is not possible here; write a number from 1 to 60.",
    ),
    "two phases of one id": (
        put('id = "second"', 'id = "first"'),
        "Line 16, phases.id: 'first' is used twice; give each its own id.",
    ),
    "an id with a space": (
        put('id = "set_goals"', 'id = "set goals"'),
        "Line 28, tasks.id: write small letters, digits, - and _ only, without spaces.",
    ),
    "a misspelt field": (
        put("todo =", "tood ="),
        "Line 45, gates.tood: is not a field of this section; did you mean 'todo'?",
    ),
    "a missing field, named at the head of its section": (
        put('words = "Agree goals"\n', ""),
        'Line 27, tasks.words: is missing; write words = "..." with some words.',
    ),
    "words without quotation marks around a number": (
        put('version = "1"', "version = 1"),
        'Line 2, version: write words in quotation marks, like "1".',
    ),
    "a value without its source": (
        put('todo = "Agree some."\nsource = "ours"', 'todo = "Agree some."'),
        'Line 39, gates.source: is missing; write where this comes from, like "our own rule".',
    ),
    "a mark in quotation marks": (
        put('todo = "Agree some."', 'todo = "Agree some."\nverified = "yes"'),
        (
            "Line 46, gates.verified: write verified = true or verified = false, without quotation "
            "marks."
        ),
    ),
    "a section with single brackets": (
        put("[[measures]]", "[measures]"),
        "Line 34, measures: write each one as a section of its own that begins with [[measures]].",
    ),
    "a section nobody knows": (
        SMALL + '\n[[gate]]\nid = "x"\n',
        "Line 48, gate: is not a field of this section; did you mean 'gates'?",
    ),
    "a number of sessions that is missing": (
        put("sessions = 3\n", ""),
        "Line 1, sessions: is missing; write sessions = 3.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_its_field_and_what_to_write(mistake):
    text, told = MISTAKES[mistake]
    assert told in problems(text)


def test_every_mistake_is_told_at_once_in_the_order_of_the_file():
    text = put('version = "1"', "version = 1").replace("red_after = 2", "red_after = 9")
    text = text.replace('id = "phq-9"', 'id = "phq9"').replace("name = ", "nmae = ", 1)
    lines = [int(told.split()[1].rstrip(",")) for told in problems(text)]
    assert lines == sorted(lines)
    # The misspelt name counts as missing (at its section, line 7) and as unknown (line 9).
    assert lines == [2, 7, 9, 35, 43]


def test_a_wrong_number_of_sessions_does_not_make_the_last_sessions_tasks_wrong_too():
    text = put("sessions = 3", "sessions = 2").replace("session = 1\n", "session = 3\n")
    assert len(problems(text)) == 1


def test_the_error_as_a_whole_names_the_file():
    with pytest.raises(ProtocolError, match=r"^ours\.toml: Line 4, sessions: says 4"):
        load_protocol(put("sessions = 3", "sessions = 4"), "ours.toml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (put('title = "A small course"', 'title = "A small course'), 3),
        (put("[[measures]]", "[[measures]"), 34),
        (SMALL + 'id = "again"\nid = "again"\n', 47),
        (SMALL + 'extra = """never closed\n\n', 47),
        (SMALL + "sessions", 47),
    ],
)
def test_a_file_that_is_not_toml_names_the_line_that_cannot_be_read(text, line):
    (told,) = problems(text)
    assert told.startswith(f"Line {line}, spelling: the file cannot be read from here on")
    assert "check the quotation marks" in told


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark", "phases = 3", "phases = []"])
def test_an_empty_file_says_what_a_protocol_needs(text):
    told = " ".join(problems(text))
    assert "[[phases]]" in told
    assert 'write title = "..."' in told
