"""Prepared queries: put together once, and asked again and again with other values.

For a page that is opened all day, putting a query together costs several times what running it
does. A prepared query keeps the text, and fills in only what changes::

    _OF_COURSE = Prepared(lambda course: Appointment.objects.filter(course=course), UUID)
    rows = _OF_COURSE(course_id)

The rows are what the query itself would give: model instances with their related rows and counts,
or tuples. It asks the database each time; nothing that was read is kept. Whatever changes must be
one of the values: a query that looks at the clock while it is put together would stand still.
What Django keeps to itself is used in this file only; decision 8 says what it brings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

# The text depends on how many ids it has; few lengths are used, the last id filling up.
Row = tuple[Any, ...]

LENGTHS = (1, 8, 32, 128, 512, 1000)
MOST = LENGTHS[-1]


class Ids(tuple[UUID, ...]):
    """Some ids, at most MOST; the kind of value to name where a query takes several."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Statement:
    """A query as text, with the places of the values that change, and what makes rows of it.

    ``places`` maps a parameter's number to the number of its value, and its number in that.
    """

    sql: str
    params: tuple[object, ...]
    places: Mapping[int, tuple[int, int]]
    rows: Callable[[list[Row]], list[Any]]


class Prepared:
    """A query whose values are given when it is asked. ``kinds`` are UUID, Ids, date or str."""

    def __init__(self, make: Callable[..., QuerySet], *kinds: type) -> None:
        self._make = make
        self._kinds = kinds
        self._statements: dict[tuple[object, ...], _Statement] = {}

    def __call__(self, *values: Any) -> list[Any]:
        """The rows for these values, one for each of the kinds, none of them None."""
        assert len(values) == len(self._kinds), f"{len(values)} values for {self._kinds}"
        if any(kind is Ids and not value for kind, value in self._pairs(values)):
            return []
        filled = [
            [_stored(one) for one in (_filled_up(value) if kind is Ids else (value,))]
            for kind, value in self._pairs(values)
        ]
        lengths = tuple(len(value) for value in filled)
        statement = self._statement(lengths)
        params = list(statement.params)
        for place, (which, number) in statement.places.items():
            params[place] = filled[which][number]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            return statement.rows(cursor.fetchall())

    def first(self, *values: Any) -> Any:
        """The first of the rows, or None; the query itself says which that is."""
        return next(iter(self(*values)), None)

    def _pairs(self, values: Iterable[Any]) -> Iterator[tuple[type, Any]]:
        return zip(self._kinds, values, strict=True)

    def _statement(self, lengths: tuple[int, ...]) -> _Statement:
        key = (connection.vendor, *lengths)
        if key not in self._statements:
            self._statements[key] = self._put_together(lengths)
        return self._statements[key]

    def _put_together(self, lengths: tuple[int, ...]) -> _Statement:
        """The query written down with marks for its values, which are then found again."""
        marks = [
            tuple(_mark(kind, number) for _ in range(length))
            for number, (kind, length) in enumerate(self._pairs(lengths))
        ]
        queryset = self._make(
            *(mark if kind is Ids else mark[0] for kind, mark in self._pairs(marks))
        )
        _must_be_plain(queryset)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        known = {
            _stored(one): (which, number)
            for which, mark in enumerate(marks)
            for number, one in enumerate(mark)
        }
        places = {place: known[param] for place, param in enumerate(params) if _is(param, known)}
        assert set(places.values()) == set(known.values()), f"a value is not used in: {sql}"
        return _Statement(sql, tuple(params), places, _maker(queryset, compiler))


def _must_be_plain(queryset: QuerySet) -> None:
    """Rows of one query: nothing is fetched beside it, nor are its rows something else."""
    assert queryset._iterable_class in (ModelIterable, ValuesListIterable), (
        "neither rows nor tuples"
    )
    beside = queryset._prefetch_related_lookups or queryset._known_related_objects
    assert not beside, f"not a part of the query: {beside}"


def _filled_up(ids: Sequence[UUID]) -> Sequence[UUID]:
    """Ids in one of few numbers."""
    unlike = tuple(dict.fromkeys(ids))
    room = next(length for length in LENGTHS if length >= len(unlike))
    return unlike + unlike[-1:] * (room - len(unlike))


def _is(param: object, known: Mapping[object, object]) -> bool:
    return isinstance(param, str | UUID | date) and param in known


_dates = count()


def _mark(kind: type, number: int) -> Any:
    """A value nobody has, to be found again in the parameters of a query."""
    if kind in (UUID, Ids):
        return uuid4()
    if kind is date:
        return date(101, 1, 1) + timedelta(days=next(_dates) % 100_000)
    assert kind is str, f"a query cannot be prepared for a {kind}"
    return f"mark {number} {uuid4()}"


def _stored(value: Any) -> Any:
    """A value as this database takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _maker(queryset: QuerySet, compiler: SQLCompiler) -> Callable[[list[Row]], list[Any]]:
    """What makes of rows as the database gives them what the query is to give."""
    convert = _converter(compiler)
    if queryset._iterable_class is ValuesListIterable:
        return convert
    make = _instance_maker(compiler)
    return lambda rows: [make(row) for row in convert(rows)]


def _converter(compiler: SQLCompiler) -> Callable[[list[Row]], list[Row]]:
    """Every value as we have it: column by column, which takes half the time of row by row."""
    expressions = [one[0] for one in compiler.select[: compiler.col_count]]
    steps = [
        (place, _quick(functions, expression))
        for place, (functions, expression) in compiler.get_converters(expressions).items()
    ]
    width = len(expressions)

    def convert(rows: list[Row]) -> list[Row]:
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))[:width]
        for place, step in steps if rows else ():
            columns[place] = map(step, columns[place])
        return list(zip(*columns, strict=True))

    return convert


def _quick(functions: list[Any], expression: Any) -> Callable[[Any], Any]:
    """The steps from a stored value to ours as one; ids and moments come again and again."""

    def apply(value: Any) -> Any:
        for function in functions:
            value = function(value, expression, connection)
        return value

    kind = expression.output_field.get_internal_type()
    if kind not in _COME_AGAIN or functions != connection.ops.get_db_converters(expression):
        return apply
    # The database's own reading is the same for all values of a kind, and so is what is remembered.
    return _REMEMBERED.setdefault(kind, lru_cache(maxsize=32_768)(apply))


_COME_AGAIN = ("UUIDField", "DateField", "DateTimeField")
_REMEMBERED: dict[str, Callable[[Any], Any]] = {}


def _instance_maker(compiler: SQLCompiler) -> Callable[[Row], Any]:
    known, database = compiler.klass_info, connection.alias
    model = known["model"]
    start, end = known["select_fields"][0], known["select_fields"][-1] + 1
    names = [one[0].target.attname for one in compiler.select[start:end]]
    related = get_related_populators(known, compiler.select, database)
    annotations = tuple((compiler.annotation_col_map or {}).items())

    def make(row: Row) -> Any:
        made = model.from_db(database, names, row[start:end])
        for populator in related:
            populator.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return make
