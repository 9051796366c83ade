"""A copy of everything on record about somebody, gathered from every table that leads to them.

Nothing is listed by hand but the chapter a table belongs to, so that no table can be forgotten: a
test fails for one that has neither a chapter nor a reason to be left out. What cannot be opened
is listed, and keeps nothing else back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import DateField, Field, ForeignKey, Model, Q, QuerySet

from betweenus.domain import measures
from betweenus.domain.course.attendance import Attendance, EndCode, Mode
from betweenus.domain.course.dates import LONDON
from betweenus.domain.disclosure import Chapter, Item, RecordCopy
from betweenus.records.events import Event
from betweenus.records.keeping import Kind
from betweenus.records.people import Account, Person
from betweenus.records.sealed import CannotUnseal
from betweenus.services import clock, record_labels, service

_TOLD = frozenset({Kind.IDENTITY, Kind.NARRATIVE, Kind.CLINICAL, Kind.WORKING})

CHAPTERS: Mapping[str, Mapping[str, str]] = {
    "Who you are, and how to reach you": {
        "Person": "Your details",
        "PossibleDuplicate": "Another entry that may be yours",
        "Invitation": "Invitation to your own pages",
        "ReminderWish": "Whether you want to be reminded",
        "Message": "Email we sent",
    },
    "How you came to us": {
        "Referral": "Referral",
        "Suitability": "Whether this therapy suits",
        "Responsibility": "Who was responsible for your care",
    },
    "Your course of therapy": {
        "Course": "The course",
        "Consent": "What you agreed to",
        "PhaseChoice": "A phase that was chosen",
        "Break": "A break",
        "MidReview": "Review half-way",
    },
    "Sessions and notes": {
        "Appointment": "Appointment",
        "SignedNote": "Note of a session",
        "Addendum": "Added to a note",
        "Countersignature": "Countersigned by the supervisor",
        "Transcript": "What was said, word for word",
    },
    "Map, focus and goals": {
        "MapVersion": "The map of people",
        "FocusVersion": "The focus",
        "FocusMove": "What became of the focus",
        "FocusAnswer": "What you wrote about the focus",
        "FocusRating": "How much the focus showed in a week",
        "Goal": "A goal",
        "GoalRating": "How near a goal felt",
    },
    "Moments you told": {
        "DiaryEntry": "Your diary",
        "Episode": "A moment written down",
        "EpisodeVersion": "How a moment was written down",
        "CodeDecision": "What a moment was called",
        "SpanDecision": "A passage that was looked at",
        "FocusEvidence": "A moment the focus rests on",
        "CandidateTaken": "A pattern that was taken up",
    },
    "Questionnaires": {
        "MeasureAnswers": "Your answers",
        "MeasureRequest": "A questionnaire that was asked",
        "MeasurePlan": "Which questionnaires are asked",
        "BegunAnswers": "Answers begun and not sent",
    },
    "Your safety": {
        "RiskTask": "A sign that you may not be safe",
        "RiskAttempt": "What was tried",
        "RiskEscalation": "Somebody else was told",
        "EmergencyAccess": "Your record was opened in an emergency",
    },
    "Letters": {
        "Letter": "A letter",
        "LetterVersion": "How a letter was written",
        "LetterMove": "What became of a letter",
        "LetterReply": "What you wrote back",
    },
    "Supervision": {
        "SupervisionQuestion": "A question for supervision",
        "SupervisionComment": "What was said in supervision",
        "SupervisionAction": "What was agreed in supervision",
    },
    "Texts on the way": {
        "Draft": "A text somebody is writing",
        "DraftBefore": "An earlier state of a text",
    },
    "What you asked about your record": {
        "AccessRequest": "A request for a copy",
        "CopyGiven": "A copy that was made",
        "Correction": "Something you said is wrong",
        "LegalHold": "Whether it must be kept beyond its time",
    },
}
LEFT_OUT: Mapping[str, str] = {
    "ImportedRow": "which line of a file a record came in by; what came in is in its chapter",
    "WithheldPart": "stands at each part as its reason; what was weighed could tell what it says",
    "MeasureLink": "the fingerprint of a private link; what was asked is in its chapter",
}
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")
_WHOLE = re.compile(r"\d+\.0")
_LETTERS = frozenset({"gp", "dit", "cbt", "ipt"})
SHORT = 30  # characters of a piece of a list that may stand beside the next on one line
_CODES: Mapping[str, type[Attendance | Mode | EndCode]] = {
    "attendance": Attendance,
    "mode": Mode,
    "end_code": EndCode,
}
TRAIL = "Who opened or changed your record"


def gather(person: Person) -> RecordCopy:
    """Everything on record about this person; to be called inside an act."""
    chapters = [
        Chapter(title, tuple(_in_order(item for name in names for item in _items(name, person))))
        for title, names in CHAPTERS.items()
    ]
    return RecordCopy(
        name=person.name,
        service=service.present().name,
        made_on=clock.today(),
        chapters=(*(one for one in chapters if one.items), Chapter(TRAIL, tuple(_trail(person)))),
    )


def holds(person: Person, key: str) -> bool:
    """Whether an item that may be kept back is on record about this person; inside an act."""
    name, _, row = key.partition(":")
    if not any(name in names for names in CHAPTERS.values()):
        return False
    rows = _of_person(name, person)
    try:
        return rows.filter(pk=row).exists()
    except (ValueError, ValidationError):
        return False


def _in_order(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.on or date.min)


@lru_cache(maxsize=1)
def leading_to_a_person() -> Mapping[str, str]:
    """Every table that says something about a person -> the way there, as a query takes it."""
    ways = {Person: "pk"}
    while found := {
        model: _joined(field.name, ways[field.related_model])
        for model in apps.get_app_config("records").get_models()
        if model not in ways
        for field in _ways_on(model)
        if field.related_model in ways
    }:
        ways |= found
    return {model.__name__: way for model, way in ways.items()}


def _ways_on(model: type[Model]) -> list[Field]:
    """Links to what is above; the last one found wins, so the most direct stands last."""
    links = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    ours = [field for field in links if field.related_model not in (Account, model)]
    return sorted(ours, key=lambda field: field.related_model is Person)


def _joined(name: str, way: str) -> str:
    return name if way == "pk" else f"{name}__{way}"


def _items(name: str, person: Person) -> Iterator[Item]:
    people = [field.name for field in _of_staff(apps.get_model("records", name))]
    rows = _of_person(name, person).select_related(*people)
    title = next(names[name] for names in CHAPTERS.values() if name in names)
    for key, row in _readable(rows):
        if isinstance(row, str):
            yield Item(f"{name}:{key}", title, None, (), unreadable=row)
        else:
            yield Item(f"{name}:{key}", _title(title, row), _day(row), tuple(_lines(row)))


def _of_person(name: str, person: Person) -> QuerySet:
    """The rows of a table about this person, or another entry found to be the same person."""
    way = leading_to_a_person()[name]
    same = {way if way == "pk" else f"{way}__pk": person.pk}
    joined = {"merged_into" if way == "pk" else f"{way}__merged_into": person.pk}
    rows = apps.get_model("records", name)._default_manager
    return rows.filter(Q(**same) | Q(**joined))


def _readable(rows: QuerySet) -> Iterator[tuple[object, Model | str]]:
    """The rows; one that does not open is its key and the reason, and stops no other."""
    try:
        yield from [(row.pk, row) for row in rows]
    except CannotUnseal:
        for key in rows.values_list("pk", flat=True):
            try:
                yield key, rows.get(pk=key)
            except CannotUnseal as problem:
                yield key, str(problem)


def _of_staff(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if field.related_model is Account]


def _title(title: str, row: Model) -> str:
    asked = getattr(row, "measure", "")
    known = {measure.id: measure.title for measure in measures.all_measures()} if asked else {}
    return f"{title}: {known.get(asked, asked)}" if asked else title


def _day(row: Model) -> date | None:
    """The first day the row names."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, DateField) and value and field.name not in ("born_on", "died_on"):
            return value.astimezone(LONDON).date() if isinstance(value, datetime) else value
    return None


def told(model: type[Model]) -> list[Field]:
    """The fields of a table that stand in the copy: who did it, and what it says."""
    return [
        field
        for field in model._meta.concrete_fields
        if (field.related_model is Account and model is not Person) or field.keeping.kind in _TOLD
    ]


def _lines(row: Model) -> Iterator[tuple[str, str]]:
    labels = record_labels.LABELS[type(row).__name__]
    for field in told(type(row)):
        parts = _parts_of(field)
        value = getattr(row, field.name if field.related_model is Account else field.attname)
        if parts and isinstance(value, dict):
            yield from _each_part(value, parts)
        elif text := _text(value, field, parts):
            yield labels[field.name], text


def _text(value: Any, field: Field, parts: Mapping[str, str]) -> str:
    if field.related_model is Account:
        return value.name if value else ""
    kind = _CODES.get(field.name) if value else None
    return _called(value, kind) if kind else _said(value, parts, field)


def _parts_of(field: Field) -> Mapping[str, str]:
    return record_labels.parts().get(f"{field.model.__name__}.{field.name}", {})


def _called(code: str, kind: type[Attendance | Mode | EndCode]) -> str:
    """What a code of the data set means; itself where nobody knows it."""
    try:
        return kind(code).words
    except ValueError:
        return code


def _said(value: Any, parts: Mapping[str, str], field: Field | None = None) -> str:
    """A value as somebody reads it; empty where there is nothing."""
    if field is not None and field.choices:
        value = dict(field.flatchoices).get(value, value)
    if isinstance(value, dict):
        return "\n".join(f"{name}: {one}" for name, one in _each_part(value, parts))
    if isinstance(value, list | tuple):
        said = [one for one in (_said(one, parts) for one in value) if one]
        return (", " if all(len(one) <= SHORT for one in said) else "\n").join(said)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return _said_day(value)
    return "" if value is None else _plain(str(value))


def _each_part(value: Mapping[str, Any], parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and text of each part, as they are asked for; what has no place there comes last."""
    places = {name: place for place, name in enumerate(parts)}
    for key in sorted(value, key=lambda name: places.get(name, len(places))):
        if text := _said(value[key], parts):
            yield _part(key, parts), text


def _part(name: str, parts: Mapping[str, str]) -> str:
    # A question keeps its mark and needs no colon, which stands behind every name.
    return parts.get(str(name), record_labels.called(str(name))).rstrip("?")


def _plain(value: str) -> str:
    """A code such as "low_mood", or a number such as "18.0", as somebody writes it."""
    if _CODE.fullmatch(value):
        return value.upper() if value in _LETTERS else value.replace("_", " ")
    return value.removesuffix(".0") if _WHOLE.fullmatch(value) else value


def _said_day(value: date) -> str:
    """A day, with the time of day where it has one."""
    if not isinstance(value, datetime):
        return f"{value.day} {value:%B %Y}"
    local = value.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _trail(person: Person) -> Iterator[Item]:
    """One item a day: at what time who did what."""
    joined = Person.objects.filter(merged_into=person).values_list("pk", flat=True)
    rows = Event.objects.filter(person_id__in=[person.pk, *joined]).order_by("id")
    events = rows.values_list("at", "account_name", "role", "act", "done")
    for day, some in groupby(events, key=lambda row: row[0].astimezone(LONDON).date()):
        lines = tuple(
            (
                f"{at.astimezone(LONDON):%H:%M}",
                f"{name} ({role}): {act}{'' if done else ', refused'}",
            )
            for at, name, role, act, done in some
        )
        yield Item(f"trail:{day.isoformat()}", f"{day.day} {day:%B %Y}", day, lines)
