"""How to reach somebody, kept right; what a joined entry says stands beside it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.access import Act
from betweenus.services import acting, contact
from betweenus.web.therapist.arrival import KnownDetails
from betweenus.web.therapist.record_copy import RequestForm


def change(request: HttpRequest, person_id) -> HttpResponse:
    """Read and change somebody's details."""
    page = contact.read(by=request.actor, person_id=person_id)
    initial = {name: getattr(page.person, name) for name in KnownDetails.base_fields}
    form = KnownDetails(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        contact.change(by=request.actor, person_id=person_id, **form.cleaned_data)
        messages.success(request, f"The details of {form.cleaned_data['name']} are saved.")
        return _back(request, person_id)
    context = {
        "page": page,
        "form": form,
        "asking": RequestForm(auto_id="copy_%s"),
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "therapist/contact.jinja", context, status=status)


def _back(request: HttpRequest, person_id) -> HttpResponse:
    """Where they came from: the page the form names, if it is one of ours, else the list."""
    there = request.POST.get("next", "")
    if there.startswith("/") and not there.startswith(("//", "/\\")):
        return redirect(there)
    if acting.may(request.actor, Act.READ_WAITING_LIST):
        return redirect("waiting")
    return redirect("contact", person_id=person_id)


routes = [path("people/<uuid:person_id>/contact/", change, name="contact")]
