"""Words planted in every narrative field a client must not read; each names the field it is in.

``SEEN`` is the whole list of what a client may read, each with the reason. Whatever field is not
there is planted, so a new one is hidden until somebody says here that it is not.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from betweenus.records.keeping import Kind
from betweenus.records.sealed import SealedJSON
from tests import worlds
from tests.attack.world import World

SEEN = {
    "MeasureAnswers.words": "what they wrote in a questionnaire themselves",
    "BegunAnswers.answers": "what they have answered so far",
    "DiaryEntry.parts": "their own diary",
    "Goal.words": "set together, in their words, and rated by them",
    "FocusAnswer.words": "their own answer to the focus",
    "LetterReply.words": "their own reply to a letter",
    "AccessRequest.words": "what they asked for",
    "Correction.words": "what they said is wrong",
    "Correction.answer": "the answer to that, which is to them",
    "AccessRequest.extended_why": "why their copy takes longer, which they must be told",
    "AccessRequest.closed_words": "why their request was closed, which they must be told",
}
# Parts of an agreed focus that stand on the client's own page (domain/formulation/focus.py).
_SHARED_OF_FOCUS = {"self", "other", "plain"}
Change = Callable[[Any, str, World], Any]


def fields() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every field that holds what was told in confidence, or text on its way to it."""
    for model in apps.get_models():
        if model._meta.app_label == "records":
            for field in model._meta.local_fields:
                if field.keeping.kind in (Kind.NARRATIVE, Kind.WORKING):
                    yield model, field


def name(model: type[models.Model], field: models.Field) -> str:
    """A field as it is named in SEEN."""
    return f"{model.__name__}.{field.name}"


def mark(of: str) -> str:
    """The word planted in a field: letters only, so that no page changes it."""
    return "zqx" + re.sub(r"[^a-z]", "", of.lower()) + "zqx"


def plant(world: World) -> set[str]:
    """Write each field's word into it, in every row where the client may not read it."""
    planted = set()
    for model, field in fields():
        of = name(model, field)
        if of in SEEN:
            continue
        for row in _rows(model, world):
            value = _PARTLY.get(of, _whole)(row, mark(of), world)
            if value is not None:
                _write(model, field, row.pk, value)
                planted.add(of)
    return planted


def _rows(model: type[models.Model], world: World) -> list[models.Model]:
    """The rows of a table; one that the world has none of is made, with Tom's wherever it can."""
    rows = list(model.objects.all())
    return rows or [_make(model, world)]


def _make(model: type[models.Model], world: World) -> models.Model:
    values = {}
    for field in model._meta.local_fields:
        if field.primary_key or field.has_default() or field.null or field.blank:
            continue
        values[field.attname] = _some(field, world)
    return model.objects.create(**values)


def _some(field: models.Field, world: World) -> Any:
    """Something a field takes."""
    if field.remote_field:
        rows = field.remote_field.model.objects.all()
        of_tom = [row for row in rows if world.tom.course.pk in (row.pk, _course(row))]
        return (of_tom or list(rows) or [_make(field.remote_field.model, world)])[0].pk
    for kind, value in (
        (models.DateTimeField, worlds.NOW),
        (models.DateField, worlds.TODAY),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.FloatField, 0.5),
        (models.JSONField, {}),
        (models.UUIDField, world.tom.course.pk),
    ):
        if isinstance(field, kind):
            return value
    return "x"


def _course(row: models.Model) -> Any:
    return getattr(row, "course_id", None)


def _write(model: type[models.Model], field: models.Field, pk: Any, value: Any) -> None:
    """Past the model: rows that are only added cannot be changed through it."""
    quote = connection.ops.quote_name
    sql = f"UPDATE {quote(model._meta.db_table)} SET {quote(field.column)} = %s WHERE id = %s"
    key = model._meta.pk.get_db_prep_value(pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(value, connection), key])


def _whole(row: models.Model, word: str, world: World) -> Any:
    """All of a text, or every text within a structure."""
    field = next(f for f in row._meta.local_fields if mark(name(type(row), f)) == word)
    if not isinstance(field, SealedJSON):
        return word
    return _texts(getattr(row, field.name), word) or [word]


def _texts(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return {key: _texts(one, word) for key, one in value.items()}
    if isinstance(value, list):
        return [_texts(one, word) for one in value]
    return word if isinstance(value, str) else value


def _focus(row: Any, word: str, world: World) -> Any:
    """Version 1 was agreed: its plain words and what shows are theirs. The next is a draft."""
    if row.number > 1:
        return _texts(row.parts, word) | {"defence": word}
    feelings = [
        one if one["shown"] else one | {"name": word} for one in row.parts.get("affects", ())
    ]
    hidden = {key: word for key in row.parts if key not in _SHARED_OF_FOCUS}
    return row.parts | hidden | {"defence": word, "affects": feelings}


def _letter(row: Any, word: str, world: World) -> Any:
    """Version 1 was shared; the next is the therapist's."""
    return _texts(row.sections, word) if row.number > 1 else None


def _draft(row: Any, word: str, world: World) -> Any:
    """What is being typed, unless it is the client's own diary."""
    if row.subject.startswith("diary:"):
        return None
    return _texts(row.content, word) or {"text": word}


def _draft_before(row: Any, word: str, world: World) -> Any:
    return _texts(row.content, word) or {"text": word}


def _rating(row: Any, word: str, world: World) -> Any:
    """A week as the therapist saw it."""
    return None if row.by_client else word


_PARTLY: dict[str, Change] = {
    "FocusVersion.parts": _focus,
    "LetterVersion.sections": _letter,
    "Draft.content": _draft,
    "DraftBefore.content": _draft_before,
    "FocusRating.tried": _rating,
}
