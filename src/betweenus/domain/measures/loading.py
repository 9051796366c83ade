"""From a measure's TOML file to its definition; what is wrong is named by file, line and field."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from betweenus.domain.measures.checking import check, check_numbering
from betweenus.domain.measures.definition import Measure
from betweenus.domain.measures.figures_reading import (
    read_bands,
    read_caseness,
    read_categories,
    read_cut,
    read_loinc,
    read_missing,
    read_reliable_change,
    read_source,
)
from betweenus.domain.measures.parts import (
    Comment,
    Example,
    Item,
    Licence,
    Option,
    Recall,
    Scale,
    Subject,
)
from betweenus.domain.measures.rules import SCORING_RULES, extremes
from betweenus.domain.measures.tables import Table, read_table

AUDIENCES = ("clinical", "service")

Options = dict[str, tuple[Option, ...]]


def load_measure(path: Path) -> Measure:
    """The measure one file defines; raises ``CatalogueError`` naming file, line and field."""
    file = read_table(path)
    items = _items(file)
    bands_of, bands = read_bands(file)
    measure = Measure(
        id=file.text("id"),
        version=file.text("version"),
        digest=digest_of(file.values),
        title=file.text("title"),
        short_title=file.text("short_title"),
        about=file.text("about"),
        completed_by=file.one_of("completed_by", ("client", "clinician")),
        better=file.one_of("better", ("lower", "higher", "neither")),
        source=file.text("source"),
        licence=_licence(file),
        recall=_recall(file),
        items=items,
        scales=tuple(_scale(table, items) for table in file.tables("scales")),
        bands=bands,
        caseness=read_caseness(file),
        reliable_change=read_reliable_change(file),
        loinc=read_loinc(file),
        examples=_examples(file),
        categories=read_categories(file),
        comments=_comments(file),
        subjects=_subjects(file),
        audience=file.one_of("audience", AUDIENCES) if file.has("audience") else "clinical",
        research=_optional_text(file, "research") or "",
    )
    file.close()
    check(measure, bands_of, file)
    return measure


def digest_of(values: dict[str, Any]) -> str:
    """SHA-256 of what the file says, whatever its layout; its examples are tests, not content."""
    content = {name: value for name, value in values.items() if name != "examples"}
    canonical = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _optional_text(table: Table, name: str) -> str | None:
    return table.text(name) if table.has(name) else None


def _licence(file: Table) -> Licence:
    table = file.table("licence")
    licence = Licence(
        name=table.text("name"),
        wording=table.one_of("wording", ("here", "locally")),
        source=read_source(table),
        attribution=_optional_text(table, "attribution"),
    )
    table.close()
    return licence


def _recall(file: Table) -> Recall:
    table = file.table("recall")
    recall = Recall(
        period=table.text("period"),
        days=table.whole("days"),
        stem=_optional_text(table, "stem"),
        source=read_source(table),
    )
    table.close()
    return recall


def _items(file: Table) -> tuple[Item, ...]:
    sets: Options = {table.text("id"): _options(table) for table in file.tables("answer_sets")}
    if not sets:
        raise file.wrong("answer_sets", "must hold at least one set of answers")
    items = tuple(_item(table, sets) for table in file.tables("items"))
    check_numbering(items, file)
    return items


def _options(answer_set: Table) -> tuple[Option, ...]:
    if answer_set.has("from"):
        return _numbered(answer_set)
    options = tuple(_option(table) for table in answer_set.tables("options"))
    values = [option.value for option in options]
    if not values or values != sorted(set(values)):
        raise answer_set.wrong("options", "must rise in value, each value once")
    answer_set.close()
    return options


def _numbered(answer_set: Table) -> tuple[Option, ...]:
    """A line of numbers, of which only some are named, such as the two ends of 1 to 7."""
    first, last = answer_set.whole("from"), answer_set.whole("to")
    named = answer_set.table("named") if answer_set.has("named") else None
    if first >= last:
        raise answer_set.wrong("to", f"must be more than {first}")
    options = tuple(
        Option(value, named.text(str(value)) if named and named.has(str(value)) else str(value))
        for value in range(first, last + 1)
    )
    if named:
        named.close()
    answer_set.close()
    return options


def _option(table: Table) -> Option:
    option = Option(table.whole("value"), table.text("text"), _optional_text(table, "loinc"))
    table.close()
    return option


def _item(table: Table, sets: Options) -> Item:
    """An item uses the first set of answers unless it names another."""
    name = table.one_of("answers", sets) if table.has("answers") else next(iter(sets))
    item = Item(
        number=table.whole("number"),
        id=table.text("id"),
        text=_optional_text(table, "text"),
        options=sets[name],
        scored=table.flag("scored") if table.has("scored") else True,
        risk=read_cut(table.table("risk"), "from") if table.has("risk") else None,
        loinc=_optional_text(table, "loinc"),
        note=_optional_text(table, "note"),
        may_not_apply=table.flag("may_not_apply") if table.has("may_not_apply") else False,
        answer_set=name,
    )
    table.close()
    return item


def _comments(file: Table) -> tuple[Comment, ...]:
    tables = file.tables("comments") if file.has("comments") else []
    comments = tuple(Comment(table.text("id"), _optional_text(table, "text")) for table in tables)
    for table in tables:
        table.close()
    return comments


def _subjects(file: Table) -> tuple[Subject, ...]:
    tables = file.tables("subjects") if file.has("subjects") else []
    subjects = tuple(Subject(table.text("id"), table.text("words")) for table in tables)
    for table in tables:
        table.close()
    return subjects


def _scale(table: Table, items: tuple[Item, ...]) -> Scale:
    numbers = table.wholes("items")
    scored = {item.number: item for item in items if item.scored}
    if not numbers or any(number not in scored for number in numbers):
        raise table.wrong("items", f"must list scored items, not {list(numbers)}")
    key = Scale(
        id=table.text("id"),
        title=table.text("title"),
        items=numbers,
        reversed=table.wholes("reversed"),
        rule=table.one_of("rule", SCORING_RULES),
        missing=read_missing(table),
        lowest=0,
        highest=0,
        source=read_source(table),
        recoded=_recoded(table, scored),
    )
    counted = [key.points(scored[number]) for number in numbers]
    lowest, highest = extremes(key.rule, [(min(points), max(points)) for points in counted])
    if table.many("range") != [lowest, highest]:
        raise table.wrong("range", f"must be [{lowest}, {highest}], which is what the items give")
    table.close()
    return replace(key, lowest=lowest, highest=highest)


def _recoded(scale: Table, scored: Mapping[int, Item]) -> dict[int, tuple[int, ...]]:
    """The points of each recoded item: one for each of its answers, in their order."""
    found: dict[int, tuple[int, ...]] = {}
    for table in scale.tables("recoded") if scale.has("recoded") else []:
        points = table.wholes("points")
        for number in table.wholes("items"):
            if number not in scored or len(points) != len(scored[number].values):
                raise table.wrong("points", f"must be one for each answer to question {number}")
            found[number] = points
        table.close()
    return found


def _examples(file: Table) -> tuple[Example, ...]:
    examples = tuple(_example(table) for table in file.tables("examples"))
    if not examples:
        raise file.wrong("examples", "must hold at least one worked example")
    return examples


def _example(table: Table) -> Example:
    # TOML has no null: a blank text stands for an unanswered question.
    answers = table.many("answers") if table.has("answers") else None
    example = Example(
        name=table.text("name"),
        answers=None if answers is None else tuple(None if a == "" else a for a in answers),
        total_only=table.number("total_only") if answers is None else None,
        expect=table.table("expect").values,
    )
    table.close()
    return example
