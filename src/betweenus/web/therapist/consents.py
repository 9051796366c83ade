"""Consent and contract of a course: what stands, what was answered, what taking back does."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.refusals import Refusal
from betweenus.services import consents, course
from betweenus.services.consents import PURPOSES, ConsentState

# What an answer does, said before it is given and after.
YES = {
    "treatment": "The course can go on as agreed.",
    "recording": "Sessions may be recorded, and transcripts attached.",
    "gp": "The discharge summary can be sent to the GP.",
}
NO = {
    "treatment": "The page of the course will warn until this is talked about. Nothing is stopped "
    "by the software.",
    "recording": "No more transcripts can be attached.",
    "gp": "No letter goes to the GP; the summary is for the client only.",
}


class ConsentForm(forms.Form):
    """One answer about one purpose."""

    given = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": "Choose yes or no"},
    )
    words = forms.CharField(
        label="In their words",
        help_text="What was said about it",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, state: ConsentState, *args, **kwargs) -> None:
        super().__init__(*args, auto_id=f"{state.purpose}_%s", **kwargs)
        withdraw = "Do they still agree?" if state.given else "Do they agree?"
        self.fields["given"].label = f"{state.words}: {withdraw[:1].lower()}{withdraw[1:]}"


class ContractForm(forms.Form):
    """What was agreed."""

    contract = forms.CharField(
        label="What you agreed on",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what you agreed on"},
    )


def read(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every consent and the contract; an answer to one of them is posted here."""
    page = consents.read(by=request.actor, course_id=course_id)
    posted = request.POST.get("purpose", "") if request.method == "POST" else ""
    forms_of = {
        state.purpose: ConsentForm(state, request.POST if posted == state.purpose else None)
        for state in page.states
    }
    contract = ContractForm(request.POST if posted == "contract" else None)
    if page.contract:
        contract.fields["contract"].label = "Add to what you agreed on"
    if posted == "contract" and contract.is_valid():
        course.write_contract(
            by=request.actor, course_id=course_id, words=contract.cleaned_data["contract"]
        )
        messages.success(request, "The contract is kept.")
        return redirect("consents", course_id=course_id)
    if posted in PURPOSES and forms_of[posted].is_valid():
        return _answer(request, course_id, posted, forms_of[posted])
    failed = [form for form in (*forms_of.values(), contract) if form.errors]
    context = {
        "page": page,
        "case": page.case,
        "tab": "overview",
        "forms": forms_of,
        "contract": contract,
        "failed": failed,
        "failed_check": bool(failed),
        "yes": YES,
        "no": NO,
    }
    return render(request, "therapist/consents.jinja", context, status=422 if failed else 200)


def _answer(request: HttpRequest, course_id: UUID, purpose: str, form: ConsentForm):
    given = form.cleaned_data["given"] == "yes"
    try:
        course.consent(
            by=request.actor,
            course_id=course_id,
            purpose=purpose,
            given=given,
            words=form.cleaned_data["words"],
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        answer = "yes" if given else "no"
        messages.success(
            request, f"{PURPOSES[purpose]}: {answer}. {(YES if given else NO)[purpose]}"
        )
    return redirect("consents", course_id=course_id)


routes = [path("courses/<uuid:course_id>/consents/", read, name="consents")]
