"""A copy of a client's record: asked for, prepared, parts kept back with a reason, given."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.access import Act
from betweenus.domain.disclosure import Reason, Withholding
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.services import acting, corrections, disclosure
from betweenus.services.corrections import OUTCOMES
from betweenus.web.addresses import address
from betweenus.web.refusals import CLOSED
from betweenus.web.therapist.times import day_field

_WORDS = {"rows": 2, "unmarked": True}


class RequestForm(forms.Form):
    """Somebody asked, by word of mouth or in a letter."""

    received_on = day_field("When did they ask?", what="the day they asked")
    words = forms.CharField(
        label="What they asked for, in their words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WithholdForm(forms.Form):
    """A part is kept back, and why."""

    item = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why is this kept back?",
        choices=[(reason.value, reason.words) for reason in Reason],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason"},
    )
    words = forms.CharField(
        label="What was weighed",
        help_text="For the service; the client does not read it.",
        required=False,
        widget=forms.Textarea(attrs=_WORDS),
    )
    professional = forms.CharField(
        label="For serious harm: whose opinion?",
        help_text="The health professional responsible for the care, and what they are.",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"unmarked": True}),
    )
    opinion_on = day_field("When did they give it?", required=False)
    opinion_on.widget.attrs["unmarked"] = True


class MoveForm(forms.Form):
    """The request takes longer, or ends."""

    words = forms.CharField(
        label="Why, or what to add",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "unmarked": True}),
    )


class AnswerForm(forms.Form):
    """What became of something the client says is wrong."""

    outcome = forms.ChoiceField(
        label="What became of it?",
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Say what became of it"},
    )
    answer = forms.CharField(
        label="Your answer to the client",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "unmarked": True}),
    )


def record_copy(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The copy as it would be given; posting enters a request."""
    form = RequestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            disclosure.ask(by=request.actor, person_id=person_id, **form.cleaned_data)
        except Refusal as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, "The request is entered.")
            return redirect("record_copy", person_id=person_id)
    return _page(request, person_id, asking=form)


@require_POST
def ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Enter a request for somebody whose record one does not see."""
    # Asked first: a form that complains tells whoever may not that they might.
    if not (decision := acting.may(request.actor, Act.ENTER_COPY_REQUEST, person_id)):
        raise NotAllowed(decision.reason)
    form = RequestForm(request.POST)
    if not form.is_valid():
        raise Refusal("The day they asked was not understood.", "Press Back and enter it again.")
    disclosure.ask(by=request.actor, person_id=person_id, **form.cleaned_data)
    messages.success(request, "The request is entered. Their clinician prepares the copy.")
    return redirect("contact", person_id=person_id)


def _page(request: HttpRequest, person_id: UUID, **bound: forms.Form) -> HttpResponse:
    page = disclosure.prepare(by=request.actor, person_id=person_id)
    failed = any(form.errors for form in bound.values())
    context = {
        "page": page,
        "asking": bound.get("asking") or RequestForm(),
        "moving": bound.get("moving") or MoveForm(auto_id="move-%s"),
        "withholding": _withholding(request, bound),
        "part": request.POST.get("item") or request.GET.get("part", ""),
        "said": corrections.read(by=request.actor, person_id=person_id),
        "answering": bound.get("answering"),
        "answer_form": _answer_form,
        "failed_check": failed,
        "forms": [form for form in bound.values() if form.errors],
    }
    return render(request, "therapist/record_copy.jinja", context, status=422 if failed else 200)


def _withholding(request: HttpRequest, bound: Mapping[str, forms.Form]) -> forms.Form | None:
    """The form of the one part that is about to be kept back; a form for each would be heavy."""
    if "keep" not in request.GET:
        return bound.get("withholding")
    return WithholdForm(initial={"item": request.GET.get("part", "")}, auto_id="keep-%s")


def _answer_form(correction: UUID) -> AnswerForm:
    return AnswerForm(auto_id=f"{correction}-%s")


def _beside(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside its field; what no field can put right becomes a page."""
    if isinstance(refusal, CLOSED) or refusal.field not in form.fields:
        raise refusal
    form.add_error(refusal.field, str(refusal))


@require_POST
def withhold(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Keep a part back, or show it again."""
    standing = _standing(request, person_id)
    if shown := request.POST.get("show"):
        disclosure.show_again(by=request.actor, request_id=standing, item=shown)
        messages.success(request, "It is in the copy again.")
        return _back_to(person_id, shown)
    form = WithholdForm(request.POST, auto_id="keep-%s")
    if form.is_valid():
        given = form.cleaned_data
        part = Withholding(**given | {"reason": Reason(given["reason"])})
        try:
            disclosure.withhold(by=request.actor, request_id=standing, part=part)
        except Refusal as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, "It is kept back, with the reason on record.")
            return _back_to(person_id, part.item)
    return _page(request, person_id, withholding=form)


def _standing(request: HttpRequest, person_id: UUID) -> UUID:
    return disclosure.preparing(by=request.actor, person_id=person_id)


def _back_to(person_id: UUID, item: str) -> HttpResponse:
    where, part = address("record_copy", person_id=person_id), urlencode({"part": item})
    return redirect(f"{where}?{part}#{item.replace(':', '-')}")


@require_POST
def give(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The copy as a file; that it was made stays on record."""
    file = disclosure.give(by=request.actor, request_id=_standing(request, person_id))
    response = HttpResponse(file.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@require_POST
def move(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take more time, or close the request."""
    standing, form = _standing(request, person_id), MoveForm(request.POST, auto_id="move-%s")
    form.is_valid()
    words = form.cleaned_data["words"]
    try:
        if request.POST.get("to") == "extend":
            disclosure.extend(by=request.actor, request_id=standing, why=words)
            messages.success(request, "Two months more. Tell the client so, and why.")
        else:
            disclosure.close(by=request.actor, request_id=standing, words=words)
            messages.success(request, "The request is closed.")
    except Refusal as refusal:
        _beside(form, refusal)
        return _page(request, person_id, moving=form)
    return redirect("record_copy", person_id=person_id)


@require_POST
def correction(request: HttpRequest, person_id: UUID, correction_id: UUID) -> HttpResponse:
    """Answer what the client says is wrong."""
    form = AnswerForm(request.POST, auto_id=f"{correction_id}-%s")
    if form.is_valid():
        try:
            corrections.answer(
                by=request.actor,
                correction_id=correction_id,
                outcome=form.cleaned_data["outcome"],
                words=form.cleaned_data["answer"],
            )
        except Refusal as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, "The client can read your answer.")
            return redirect("record_copy", person_id=person_id)
    return _page(request, person_id, answering=form)


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer: copies asked for and corrections."""
    context = {"waits": disclosure.waiting(by=request.actor)}
    return render(request, "therapist/record_requests.jinja", context)


_PERSON = "people/<uuid:person_id>/copy"
routes = [
    path("requests/", requests, name="record_requests"),
    path(f"{_PERSON}/", record_copy, name="record_copy"),
    path(f"{_PERSON}/ask/", ask, name="record_ask"),
    path(f"{_PERSON}/keep-back/", withhold, name="record_withhold"),
    path(f"{_PERSON}/give/", give, name="record_give"),
    path(f"{_PERSON}/request/", move, name="record_request_move"),
    path(f"{_PERSON}/corrections/<uuid:correction_id>/", correction, name="record_correction"),
]
