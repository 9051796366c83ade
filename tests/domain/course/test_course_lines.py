"""The line of a value is found again, whatever stands in the texts and lists around it."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from betweenus.domain.course import packaged_text
from betweenus.domain.lines import line_of, locate

TRICKY = '''\
title = "it says [[tasks]] and # here"   # and """ in a remark

[[tasks]]
id = "one"
words = """
session = 9
[[tasks]]
quotation marks \\""" inside
"""
session = 4

[[tasks]]   # the second
"id" = 'two'
sessions = [
    [1],  # ]
    2,
]
words = \'\'\'a \\\'\'\'
session = 5
[measures]
id = "three"
'''


def test_what_stands_inside_texts_lists_and_remarks_is_no_key():
    tomllib.loads(TRICKY)
    places = locate(TRICKY)
    assert places == {
        ("", 0, "title"): 1,
        ("tasks", 0, ""): 3,
        ("tasks", 0, "id"): 4,
        ("tasks", 0, "words"): 5,
        ("tasks", 0, "session"): 10,
        ("tasks", 1, ""): 12,
        ("tasks", 1, "id"): 13,
        ("tasks", 1, "sessions"): 14,
        ("tasks", 1, "words"): 18,
        ("tasks", 1, "session"): 19,
        ("measures", 0, ""): 20,
        ("measures", 0, "id"): 21,
    }


def test_a_missing_key_is_at_its_section_and_a_missing_section_at_the_start():
    places = locate(TRICKY)
    assert line_of(places, "tasks", 1, "artefact") == 12
    assert line_of(places, "", 0, "measures") == 20
    assert line_of(places, "", 0, "phases") == 1


def test_sections_written_as_a_list_are_at_the_line_of_that_list():
    places = locate('id = "x"\nphases = [{ id = "a" }, { id = "b" }]\n')
    assert line_of(places, "phases", 1, "id") == 2


def test_every_key_of_the_packaged_file_is_found_where_it_stands():
    text = packaged_text()
    lines = text.split("\n")
    places = locate(text)
    keys = 0
    for table, rows in tomllib.loads(text).items():
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            for key in row:
                assert lines[places[table, index, key] - 1].startswith(f"{key} = ")
                keys += 1
    assert keys > 200


# Values as an editor may write them, with everything in them that could be taken for a key.
HARD = st.text(alphabet="ab =[]{}#'\n,", max_size=12)
VALUES = st.one_of(
    st.integers(0, 20).map(str),
    st.booleans().map(lambda value: str(value).lower()),
    HARD.map(lambda text: '"' + text.replace("\n", "\\n") + '"'),
    HARD.map(lambda text: '"""' + text + '"""'),
    HARD.map(lambda text: "'''" + text.replace("'", "") + "'''"),
    st.lists(st.integers(0, 9), max_size=3).map(
        lambda found: "[ # ]\n" + "".join(f"  [{n}], # [x] = 1\n" for n in found) + "]"
    ),
    HARD.map(lambda text: '{ a = "' + text.replace("\n", " ") + '" }'),
)
SECTIONS = st.lists(
    st.tuples(
        st.sampled_from(["tasks", "gates"]),
        st.lists(st.tuples(VALUES, st.sampled_from(["", "  # a = 1", ' # """'])), max_size=4),
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(SECTIONS)
def test_lines_are_right_for_any_mixture_of_values(sections):
    text, expected, seen = "", {}, {}
    for table, values in sections:
        index = seen[table] = seen.get(table, -1) + 1
        expected[table, index, ""] = text.count("\n") + 1
        text += f"[[{table}]]\n"
        for number, (value, remark) in enumerate(values):
            expected[table, index, f"key{number}"] = text.count("\n") + 1
            text += f"key{number} = {value}{remark}\n"
    tomllib.loads(text)
    assert locate(text) == expected
