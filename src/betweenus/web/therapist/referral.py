"""A referral as staff take it, read it and close it."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.access import Act
from betweenus.domain.course.attendance import EndCode
from betweenus.domain.people import shown_nhs_number, shown_phone
from betweenus.domain.referral import (
    CONTACT_BY,
    PREFERENCES,
    PRESENTING,
    PREVIOUS_THERAPIES,
    SOURCES,
    words_for,
)
from betweenus.domain.refusals import Refusal
from betweenus.domain.suitability import assessment
from betweenus.services import acting, clock, contact, referral
from betweenus.services.referral import NewPerson
from betweenus.web.refusals import no_page
from betweenus.web.therapist import suitability_words
from betweenus.web.therapist.arrival import ContactDetails, ReferAgain, ReferSomebody
from betweenus.web.words import day


def new(request: HttpRequest) -> HttpResponse:
    """Take a referral that came by letter or by phone; others have the public form."""
    if not acting.may(request.actor, Act.READ_WAITING_LIST):
        raise no_page()
    form = ReferSomebody(
        request.POST if request.method == "POST" else None,
        initial={"received_on": clock.today()},
    )
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        person = NewPerson(**{name: values.pop(name) for name in ContactDetails.base_fields})
        made = referral.refer(by=request.actor, person=person, **values)
        return _taken(request, made)
    return _form(request, form, "Take a referral")


def again(request: HttpRequest, person_id) -> HttpResponse:
    """Take a new referral of somebody who has been here before."""
    known = contact.read(by=request.actor, person_id=person_id).person
    form = ReferAgain(
        request.POST if request.method == "POST" else None,
        initial={"received_on": clock.today()},
    )
    if form.is_bound and form.is_valid():
        made = referral.refer(by=request.actor, person=known.pk, **form.cleaned_data)
        return _taken(request, made)
    return _form(request, form, f"Refer {known.name} again")


def _form(request: HttpRequest, form: forms.Form, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "failed_check": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "therapist/referral_new.jinja", context, status=status)


def _taken(request: HttpRequest, made) -> HttpResponse:
    messages.success(request, f"The referral of {made.person.name} is on the waiting list.")
    if acting.may(request.actor, Act.READ_REFERRAL, made.person_id):
        return redirect("referral", referral_id=made.pk)
    return redirect("waiting")


@require_GET
def show(request: HttpRequest, referral_id) -> HttpResponse:
    """Everything said of one referral, and what to do next."""
    page = referral.read(by=request.actor, referral_id=referral_id)
    return render(request, "therapist/referral.jinja", {"page": page, **_said(page)})


def _said(page: referral.ReferralPage) -> dict[str, object]:
    """The stored keys of a referral in the words people read."""
    row, person = page.referral, page.person
    return {
        "born": day(person.born_on).partition(" ")[2],
        "age": _age(person.born_on),
        "wait": page.wait,
        "source": SOURCES.get(row.source, row.source),
        "difficulties": words_for(row.difficulties, PRESENTING),
        "relationship_difficulties": words_for(
            row.relationship_difficulties, assessment().relationship_difficulties
        ),
        "previous_therapy": words_for(row.previous_therapy, PREVIOUS_THERAPIES),
        "preference": PREFERENCES.get(row.preference, row.preference),
        "contact_by": CONTACT_BY.get(person.contact_preference, person.contact_preference),
        "phone": shown_phone(person.phone),
        "nhs_number": shown_nhs_number(person.nhs_number),
        "end": EndCode(row.close_code).words if row.close_code else "",
        "assessments": [suitability_words.record(one) for one in page.suitabilities],
        "other_ends": {
            one.pk: EndCode(one.close_code).words for one in page.others if one.close_code
        },
    }


def _age(born: date | None) -> str:
    """How old somebody is today, in words."""
    if born is None:
        return ""
    today = clock.today()
    return f"{today.year - born.year - ((today.month, today.day) < (born.month, born.day))} years"


class Close(forms.Form):
    """Why a referral ends before treatment."""

    code = forms.ChoiceField(
        label="Why it ends",
        choices=[(code.value, code.words) for code in EndCode if not code.ends_treatment],
        error_messages={"required": "Choose why the referral ends"},
        widget=forms.RadioSelect(),
    )
    words = forms.CharField(
        label="What you agreed with them, and what happens now",
        help_text="Who told them, how, and where they can turn.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "label": "nhsuk-label--s"}),
    )


def close(request: HttpRequest, referral_id) -> HttpResponse:
    """Close a referral that does not lead to treatment."""
    row = referral.read_closing(by=request.actor, referral_id=referral_id)
    form = Close(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _closed(request, referral_id, form):
        messages.success(request, f"The referral of {row.person.name} is closed.")
        return redirect("waiting")
    context = {"form": form, "referral": row, "failed_check": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "therapist/referral_close.jinja", context, status=status)


def _closed(request: HttpRequest, referral_id, form: Close) -> bool:
    try:
        referral.close(
            by=request.actor,
            referral_id=referral_id,
            code=EndCode(form.cleaned_data["code"]),
            words=form.cleaned_data["words"],
        )
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
    return form.is_valid()


routes = [
    path("referrals/new/", new, name="staff_refer"),
    path("people/<uuid:person_id>/refer/", again, name="refer_again"),
    path("referrals/<uuid:referral_id>/", show, name="referral"),
    path("referrals/<uuid:referral_id>/close/", close, name="referral_close"),
]
