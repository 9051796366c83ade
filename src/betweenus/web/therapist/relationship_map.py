"""The map page: the picture, a row to type in for each person, and the sessions side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.formulation.people_map import (
    CLOSENESS,
    LONGEST_NAME,
    MOST_PEOPLE,
    WHEN,
    MapPerson,
)
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.services import relationship_map as maps
from betweenus.services.relationship_map import MapPage, Snapshot
from betweenus.services.seen_as import Counts, SeenAs
from betweenus.web.pictures.map_values import PeopleMap, Person, Standing
from betweenus.web.pictures.picture import Picture
from betweenus.web.pictures.relationship_map import draw_map
from betweenus.web.refusals import CLOSED
from betweenus.web.sent import number

_STANDING = {
    "present": Standing.PRESENT,
    "past": Standing.PAST,
    "therapist": Standing.THERAPIST,
}
_FIRST_ROWS = 4  # rows offered while nobody is on the map
_BLANK_ROWS = 1  # and below those who are
_MORE_ROWS = 3
NOBODY: Mapping[str, SeenAs] = MappingProxyType({})


class PersonForm(forms.Form):
    """Somebody on the map; a row without a name is left out."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Name",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off"}),
        error_messages={"max_length": f"A name may have {LONGEST_NAME} letters"},
    )
    relation = forms.CharField(
        label="Relation",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off"}),
        error_messages={"max_length": "The relation may have 40 letters"},
    )
    closeness = forms.TypedChoiceField(
        label="How close",
        choices=[(n, words.capitalize()) for n, words in CLOSENESS.items()],
        coerce=int,
        initial=3,
        widget=forms.Select(attrs={"unmarked": True}),
        error_messages={"invalid_choice": "Choose how close from the list"},
    )
    when = forms.ChoiceField(
        label="When",
        choices=list(WHEN.items()),
        widget=forms.Select(attrs={"unmarked": True}),
        error_messages={"invalid_choice": "Choose when from the list"},
    )
    between_us = forms.CharField(
        label="What happens between",
        required=False,
        max_length=120,
        widget=forms.Textarea(attrs={"unmarked": True, "rows": 1, "data-grows": "1"}),
        error_messages={"max_length": "What happens between may have 120 letters"},
    )

    def clean(self):
        """Somebody described without a name would silently be left out."""
        cleaned = super().clean()
        told = cleaned.get("relation") or cleaned.get("between_us")
        if told and not cleaned.get("name") and "name" not in self.errors and not self._was_there:
            self.add_error("name", "Give this person a name")
        return cleaned

    @property
    def _was_there(self) -> bool:
        """Whether the row is of somebody on the map, whose emptied name takes them off."""
        return bool(self.cleaned_data.get("key"))


class _People(BaseFormSet):
    """All rows of the map."""

    def typed(self) -> list[dict[str, object]]:
        """The rows that name somebody."""
        return [form.cleaned_data for form in self if form.cleaned_data.get("name", "").strip()]

    def problems(self) -> list[tuple[str, str]]:
        """Everything wrong in the rows, each with the id of its field."""
        found = [("people", text) for text in self.non_form_errors()]
        for row in self:
            for name, texts in row.errors.items():
                found += [(row[name].auto_id, f"{_who(row)}: {text}") for text in texts]
        return found


def _who(row: PersonForm) -> str:
    number = int(row.prefix.rpartition("-")[2]) + 1
    return str(row["name"].value() or f"Row {number}")[:LONGEST_NAME]


def _form_set(extra: int):
    return formset_factory(PersonForm, formset=_People, extra=extra, max_num=MOST_PEOPLE)


def relationship_map_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The map of a course; posting changes it."""
    if request.method == "POST":
        return _save(request, course_id)
    session = request.GET.get("session", "")
    asked = int(session) if session.isdecimal() and len(session) < 4 else None
    page = maps.read(by=request.actor, course_id=course_id, at_session=asked)
    people = page.now.people if page.now else ()
    rows = _form_set(_BLANK_ROWS if people else _FIRST_ROWS)(
        initial=[_row(person) for person in people], prefix="p"
    )
    newest = page.snapshots[-1].session if page.snapshots else None
    return _show(request, page, rows, earlier=asked is not None and asked != newest)


def _save(request: HttpRequest, course_id: UUID) -> HttpResponse:
    rows = _form_set(0)(request.POST, prefix="p")
    page = maps.read(by=request.actor, course_id=course_id)
    if not rows.is_valid():
        return _show(request, page, rows, status=422)
    if "more" in request.POST:
        more = _form_set(_MORE_ROWS)(initial=rows.typed(), prefix="p")
        return _show(request, page, more, unsaved=True)
    seen = request.POST.get("seen_number", "0")
    try:
        maps.save(
            by=request.actor,
            course_id=course_id,
            people=rows.typed(),
            seen_number=number(seen),
        )
    except Refusal as refusal:
        if isinstance(refusal, CLOSED):
            raise
        status = 409 if isinstance(refusal, Conflict) else 422
        return _show(request, page, rows, status=status, refused=refusal)
    messages.success(request, "The map is saved.")
    return redirect("map", course_id=course_id)


def _show(request, page: MapPage, rows: _People, *, status: int = 200, **extra) -> HttpResponse:
    context = {
        "case": page.case,
        "tab": "map",
        "page": page,
        "rows": rows,
        "problems": rows.problems() if rows.is_bound else (),
        "drawing": _draw(page),
        "compared": _compared(page),
        "seen": _seen_rows(page),
        "focus_known": any(one.shows is not None for one in page.seen.values()),
        "failed_check": status == 422,
        "most": MOST_PEOPLE,
    }
    return render(request, "therapist/map.jinja", context | extra, status=status)


def _row(person: MapPerson) -> dict[str, object]:
    return {name: getattr(person, name) for name in MapPerson.__slots__}


def after(session: int) -> str:
    """What a snapshot is called: by the last session held before it."""
    return f"session {session}" if session else "the beginning"


def _compared(page: MapPage) -> str:
    """What the marks in the picture say, in a sentence."""
    if not page.now or not page.before:
        return ""
    if page.now.people == page.before.people:
        return f"Nothing changed since {after(page.before.session)}."
    return f"What changed since {after(page.before.session)} is marked."


def _draw(page: MapPage) -> Picture:
    now, before = page.now, page.before
    return draw_map(
        PeopleMap(
            people=_people(now, page.seen) if now else (),
            before=_people(before) if before else None,
            since=after(before.session) if before else "",
            centre=page.case.called,
            empty=f"Nobody is on the map yet. Who matters in {page.case.called}’s life, "
            "for better or worse?",
        )
    )


def _people(snapshot: Snapshot, seen: Mapping[str, SeenAs] = NOBODY) -> tuple[Person, ...]:
    return tuple(_person(person, seen.get(person.key)) for person in snapshot.people)


def _person(person: MapPerson, seen: SeenAs | None) -> Person:
    return Person(
        key=person.key,
        name=person.name,
        relation=person.relation,
        closeness=person.closeness,
        standing=_STANDING[person.when],
        between=person.between_us,
        seen=said(seen.seen) if seen else "",
        focus=_focus(seen) if seen else None,
    )


def _focus(seen: SeenAs) -> tuple[int, int, int] | None:
    if seen.shows is None or seen.against is None:
        return None
    return seen.shows, seen.against, seen.episodes


def said(counts: Counts) -> str:
    """Codes with their counts in a line: "critical 3, caring 1"."""
    return ", ".join(f"{name.lower()} {count}" for name, count in counts)


@dataclass(frozen=True, slots=True)
class Row:
    """How one person is seen, as the page's table says it."""

    name: str
    seen: str
    did: str
    episodes: int
    focus: str


def _seen_rows(page: MapPage) -> tuple[Row, ...]:
    """Those on the map of whom something is coded, in the map's order."""
    people = page.now.people if page.now else ()
    return tuple(_seen_row(one, page.seen[one.key]) for one in people if one.key in page.seen)


def _seen_row(person: MapPerson, seen: SeenAs) -> Row:
    return Row(person.name, said(seen.seen), said(seen.did), seen.episodes, _shows(seen))


def _shows(seen: SeenAs) -> str:
    if seen.shows is None:
        return "too little coded"
    if not seen.shows:
        return f"does not show in {seen.against}"
    return f"shows in {seen.shows}" + (f", not in {seen.against}" if seen.against else "")


routes = [path("courses/<uuid:course_id>/map/", relationship_map_page, name="map")]
