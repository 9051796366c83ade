"""The protocol of the service as text: saved only when it is valid, its faults said by line."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.course import Problem, ProtocolError, packaged_text
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.services import settings
from betweenus.services.settings import ProtocolPage
from betweenus.web.service.settings import seen

AROUND = 1  # lines shown before and after a faulty one


class ProtocolForm(forms.Form):
    """The protocol file, and why it is changed."""

    text = forms.CharField(
        label="Protocol",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 32, "class": "bu-code-input", "spellcheck": False}),
        error_messages={"required": "The protocol cannot be empty"},
    )
    why = forms.CharField(
        label="Why do you change this?",
        help_text="Kept with the change, for whoever comes after you.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why you change this"},
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem with the lines around it."""

    problem: Problem
    lines: tuple[tuple[int, str], ...]


def faults(text: str, problems: tuple[Problem, ...]) -> tuple[Fault, ...]:
    """Each problem with its line and its neighbours, numbered."""
    rows = text.replace("\r\n", "\n").split("\n")
    return tuple(
        Fault(
            problem,
            tuple(
                (number, rows[number - 1])
                for number in range(problem.line - AROUND, problem.line + AROUND + 1)
                if 1 <= number <= len(rows)
            ),
        )
        for problem in problems
    )


def show(request: HttpRequest) -> HttpResponse:
    """Look at the protocol, try a change, or save it."""
    page = settings.read_protocol(by=request.actor)
    if request.method == "GET":
        text = packaged_text() if "packaged" in request.GET else page.text
        return _page(request, page, ProtocolForm(initial={"text": text}, auto_id="protocol-%s"))
    text = request.POST.get("text", "")
    if "check" in request.POST:
        return _check(request, page, text)
    return _save(request, page, text)


def _check(request: HttpRequest, page: ProtocolPage, text: str) -> HttpResponse:
    """Say what is wrong, and keep nothing."""
    problems = settings.check_protocol(by=request.actor, text=text)
    initial = {"text": text, "why": request.POST.get("why", "")}
    form = ProtocolForm(initial=initial, auto_id="protocol-%s")
    status = 422 if problems else 200
    found = faults(text, problems)
    return _page(request, page, form, status=status, faults=found, valid=not problems)


def _save(request: HttpRequest, page: ProtocolPage, text: str) -> HttpResponse:
    form = ProtocolForm(request.POST, auto_id="protocol-%s")
    found: tuple[Fault, ...] = ()
    if not form.is_valid():
        found = faults(text, settings.check_protocol(by=request.actor, text=text))
    else:
        try:
            settings.change_protocol(
                by=request.actor, seen=seen(request), why=form.cleaned_data["why"], text=text
            )
        except ProtocolError as error:
            found = faults(text, error.problems)
        except Conflict as conflict:
            return _page(request, page, form, status=409, refused=conflict)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Courses opened from now on follow this protocol.")
            return redirect("protocol_settings")
    return _page(request, page, form, status=422, faults=found)


def _page(
    request: HttpRequest,
    page: ProtocolPage,
    form: ProtocolForm,
    *,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    context = {"page": page, "form": form, "failed_check": status != 200}
    return render(request, "service/protocol.jinja", context | extra, status=status)


routes = [path("service/protocol/", show, name="protocol_settings")]
