"""A dump of the database without the key: none of the words people wrote or said is in it.

The whole demo is loaded, so that most kinds of narrative have words; then every table is read as
the database holds it.
"""

import re
from itertools import islice

import pytest
from django.apps import apps
from django.db import connection

from betweenus.records.sealed import SealedText
from betweenus.services.demo.loading import load

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SEALED = re.compile(r"[\w-]+:[A-Za-z0-9+/]+={0,2}")
LONG = 24  # characters: so long a piece of text is nowhere by chance
OF_EACH = 6  # pieces of each column that are searched for


def _sealed():
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedText):
                yield model, field


def _words(value):
    """The pieces of text in a value that are long enough to be known again."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, str):
        lines = (line.strip() for line in value.splitlines())
        yield from (line[:60] for line in lines if len(line) >= LONG)


def _rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _dump() -> str:
    """Everything in every table, as the database has it."""
    tables = connection.introspection.table_names()
    return "\n".join(
        str(value)
        for table in tables
        for row in _rows(f"SELECT * FROM {connection.ops.quote_name(table)}")
        for value in row
    )


def test_no_word_of_any_sealed_field_is_in_a_dump():
    load()
    dump = _dump()
    assert "Helen Tovey" in dump, "the search would find what is there"
    searched = 0
    for model, field in _sealed():
        table, column = model._meta.db_table, connection.ops.quote_name(field.column)
        for (value,) in _rows(f"SELECT {column} FROM {table}"):
            assert not value or SEALED.fullmatch(value), f"{table}.{field.column} is not sealed"
        values = model._default_manager.values_list(field.name, flat=True)[:50]
        for piece in islice((piece for value in values for piece in _words(value)), OF_EACH):
            assert piece not in dump, f"{table}.{field.column} is readable: {piece!r}"
            searched += 1
    assert searched > 100
