"""The licence holder's words for a questionnaire whose text may not be shipped.

A service keeps them in a folder of its own, one file for each questionnaire, called as the measure
is and ending in ``.toml``. ``empty_wording`` writes one to fill in; ``worded`` lays one over the
shipped structure and scoring, which it cannot change.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from betweenus.domain.measures.definition import Measure
from betweenus.domain.measures.parts import Comment, Item, Option
from betweenus.domain.measures.tables import Table, read_table

MOST_NAMED = 11  # answers, as many as 0 to 10 has


def worded(measure: Measure, path: Path) -> Measure:
    """The measure with its questions in words; raises ``CatalogueError`` naming file and field."""
    file = read_table(path)
    if not measure.wording_held_locally:
        raise file.wrong("", f"{measure.short_title} comes with its wording; take this file away")
    offered = {value for item in measure.items for value in item.values}
    items, answers = file.table("items"), _answers(file, "answers", offered)
    found = replace(
        measure,
        recall=replace(measure.recall, stem=file.text("stem")),
        items=tuple(
            _item(item, items, _of_its_own(file, item) or answers) for item in measure.items
        ),
        comments=_comments(measure, file),
    )
    items.close()
    file.close()
    return found


def _item(item: Item, words: Table, answers: Mapping[int, str]) -> Item:
    options = tuple(Option(one.value, answers.get(one.value, one.text)) for one in item.options)
    return replace(item, text=words.text(str(item.number)), options=options)


def _comments(measure: Measure, file: Table) -> tuple[Comment, ...]:
    if not measure.comments:
        return ()
    words = file.table("comments")
    comments = tuple(replace(one, text=words.text(one.id)) for one in measure.comments)
    words.close()
    return comments


def _answers(file: Table, name: str, offered: Collection[int]) -> dict[int, str]:
    """The words of answers by their number; an answer without words keeps its number."""
    if not file.has(name):
        return {}
    table = file.table(name)
    for value in table.values:
        if value not in map(str, offered):
            raise table.wrong(value, "must be the number of an answer")
    answers = {int(value): table.text(value) for value in table.values}
    table.close()
    return answers


def _of_its_own(file: Table, item: Item) -> dict[int, str]:
    """The answers' words for one question whose answers are not those of the others."""
    return _answers(file, f"answers_to_{item.number}", item.values)


def empty_wording(measure: Measure) -> str:
    """A file to fill in with the licence holder's words."""
    return "\n".join(_lines(measure)) + "\n"


def _lines(measure: Measure) -> Iterator[str]:
    yield f"# The words of {measure.short_title}, from its licence holder: {measure.licence.name}."
    yield '# Fill in every "" with the words as they are; numbers and scoring do not stand here.'
    yield 'stem = ""  # the sentence above the questions'
    common = measure.items[0].options
    yield ""
    yield "[answers]  # take a line away, and the answer is shown as its number"
    yield from _to_fill_in(common)
    for item in measure.items:
        if item.options != common:
            yield ""
            yield f"[answers_to_{item.number}]"
            yield from _to_fill_in(item.options)
    yield ""
    yield "[items]"
    for item in measure.items:
        about = "" if item.id == f"q{item.number}" else f"  # {item.id}"
        yield f'{item.number} = ""{about}'
    if measure.comments:
        yield ""
        yield "[comments]  # answered in the client's own words"
        yield from (f'{json.dumps(comment.id)} = ""' for comment in measure.comments)


def _to_fill_in(options: Sequence[Option]) -> Iterator[str]:
    """A line for every answer; of a long row of numbers, only the ends have words as a rule."""
    named = options if len(options) <= MOST_NAMED else (options[0], options[-1])
    yield from (f'{option.value} = ""' for option in named)
