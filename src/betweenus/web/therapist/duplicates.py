"""Possible duplicates: the list of open questions, and two entries side by side to decide about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.people import shown_nhs_number, shown_phone
from betweenus.domain.refusals import Refusal
from betweenus.services import duplicates, joining
from betweenus.web.words import day, plural


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Everybody about whom nobody has decided yet."""
    questions = duplicates.list_open(by=request.actor)
    return render(request, "therapist/duplicates.jinja", {"questions": questions})


def compare(request: HttpRequest, duplicate_id) -> HttpResponse:
    """Two entries side by side; a person decides."""
    if request.method == "POST":
        if request.POST.get("same") not in {"yes", "no"}:
            raise Refusal("Nothing was decided.", "Press one of the two buttons.")
        return _settled(request, duplicate_id, same=request.POST["same"] == "yes")
    found = duplicates.read(by=request.actor, duplicate_id=duplicate_id)
    context = {"found": found, "rows": _rows(found)}
    return render(request, "therapist/duplicate.jinja", context)


def _settled(request: HttpRequest, duplicate_id, *, same: bool) -> HttpResponse:
    row = joining.settle(by=request.actor, duplicate_id=duplicate_id, same=same)
    if same:
        messages.success(request, f"The referral has joined the record of {row.older.name}.")
    else:
        messages.success(
            request, f"{row.newer.name} and {row.older.name} stay two people. It is remembered."
        )
    return redirect("duplicates")


def _rows(found: duplicates.Comparison) -> list[tuple[str, str, str, bool]]:
    """One row per particular: its name, what the newer and the older say, whether they differ."""
    pairs = zip(_said(found.newer), _said(found.older), strict=True)
    return [
        (name, newer, older, _plain(newer) != _plain(older))
        for (name, newer), (_, older) in pairs
        if newer or older
    ]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _said(side: duplicates.Side) -> list[tuple[str, str]]:
    person = side.person
    referred = plural(side.referrals, "referral")
    if side.last_referred_on:
        referred += f", last {day(side.last_referred_on)}"
    return [
        ("Name", person.name),
        ("Called", person.known_as),
        ("Date of birth", day(person.born_on).partition(" ")[2]),
        ("NHS number", shown_nhs_number(person.nhs_number)),
        ("Email", person.email),
        ("Phone", shown_phone(person.phone)),
        ("Address", person.address),
        ("Postcode", person.postcode),
        ("GP practice", person.gp_practice),
        ("Referred", referred),
        ("Courses", plural(side.courses, "course") if side.courses else ""),
        ("With", side.responsible),
    ]


routes = [
    path("referrals/duplicates/", show, name="duplicates"),
    path("referrals/duplicates/<uuid:duplicate_id>/", compare, name="duplicate"),
]
