"""The map page: the picture, a row to type in for each person, and the sessions side by side."""

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
from betweenus.web.pictures.map_values import PeopleMap, Person, Standing
from betweenus.web.pictures.picture import Picture
from betweenus.web.pictures.relationship_map import draw_map

_STANDING = {
    "present": Standing.PRESENT,
    "past": Standing.PAST,
    "therapist": Standing.THERAPIST,
}
_BLANK_ROWS = 2


class PersonForm(forms.Form):
    """Somebody on the map; a row without a name is left out."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Name",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off"}),
    )
    relation = forms.CharField(
        label="Relation",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off"}),
    )
    closeness = forms.TypedChoiceField(
        label="How close",
        choices=[(n, words.capitalize()) for n, words in CLOSENESS.items()],
        coerce=int,
        initial=3,
        widget=forms.Select(attrs={"unmarked": True}),
    )
    when = forms.ChoiceField(
        label="When", choices=list(WHEN.items()), widget=forms.Select(attrs={"unmarked": True})
    )
    between_us = forms.CharField(
        label="What happens between",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off"}),
    )


class _People(BaseFormSet):
    """All rows of the map."""

    def typed(self) -> list[dict[str, object]]:
        """The rows that name somebody."""
        return [form.cleaned_data for form in self if form.cleaned_data.get("name", "").strip()]


def _form_set(extra: int):
    return formset_factory(PersonForm, formset=_People, extra=extra, max_num=MOST_PEOPLE)


def relationship_map_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The map of a course; posting changes it."""
    if request.method == "POST":
        return _save(request, course_id)
    session = request.GET.get("session", "")
    page = maps.read(
        by=request.actor,
        course_id=course_id,
        at_session=int(session) if session.isdecimal() else None,
    )
    rows = _form_set(_BLANK_ROWS if page.now else 4)(
        initial=[_row(person) for person in page.now.people] if page.now else None, prefix="p"
    )
    return _show(request, page, rows, shown_session=session)


def _save(request: HttpRequest, course_id: UUID) -> HttpResponse:
    rows = _form_set(0)(request.POST, prefix="p")
    page = maps.read(by=request.actor, course_id=course_id)
    if not rows.is_valid():
        return _show(request, page, rows, status=422)
    if "more" in request.POST:
        more = _form_set(_BLANK_ROWS + 1)(initial=rows.typed(), prefix="p")
        return _show(request, page, more, unsaved=True)
    seen = request.POST.get("seen_number", "0")
    try:
        maps.save(
            by=request.actor,
            course_id=course_id,
            people=rows.typed(),
            seen_number=int(seen) if seen.isdecimal() else 0,
        )
    except Conflict as conflict:
        return _show(request, page, rows, status=409, refused=conflict)
    except Refusal as refusal:
        return _show(request, page, rows, status=422, refused=refusal)
    messages.success(request, "The map is saved.")
    return redirect("map", course_id=course_id)


def _show(request, page: MapPage, rows, *, status: int = 200, **extra) -> HttpResponse:
    context = {
        "case": page.case,
        "tab": "map",
        "page": page,
        "rows": rows,
        "drawing": _draw(page),
        "failed_check": status == 422,
        "most": MOST_PEOPLE,
    }
    return render(request, "therapist/map.jinja", context | extra, status=status)


def _row(person: MapPerson) -> dict[str, object]:
    return {name: getattr(person, name) for name in MapPerson.__slots__}


def _draw(page: MapPage) -> Picture:
    now, before = page.now, page.before
    return draw_map(
        PeopleMap(
            people=_people(now) if now else (),
            before=_people(before) if before else None,
            since=f"session {before.session}" if before else "",
            centre=page.case.called,
            empty=f"Nobody is on the map yet. Who matters in {page.case.called}’s life, "
            "for better or worse?",
        )
    )


def _people(snapshot: Snapshot) -> tuple[Person, ...]:
    return tuple(
        Person(
            key=person.key,
            name=person.name,
            relation=person.relation,
            closeness=person.closeness,
            standing=_STANDING[person.when],
            between=person.between_us,
        )
        for person in snapshot.people
    )


routes = [path("courses/<uuid:course_id>/map/", relationship_map_page, name="map")]
