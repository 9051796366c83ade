"""The table of thresholds: every figure with its source and mark; a lead changes one at a time."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.outcomes.revising import Revision
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.services import clock, thresholds
from betweenus.services.thresholds import ThresholdsPage


class FigureForm(forms.Form):
    """One figure, where it comes from, and why it is changed."""

    which = forms.ChoiceField(label="Which figure?", error_messages={"required": "Choose a figure"})
    value = forms.FloatField(
        label="What is it now?",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
        error_messages={"required": "Enter a figure", "invalid": "Enter a number, such as 10"},
    )
    source = forms.CharField(
        label="Where does it come from?",
        help_text="Document, edition and page. It is shown beside the figure.",
        max_length=300,
        error_messages={"required": "Say where the figure comes from"},
    )
    why = forms.CharField(
        label="Why do you change it?",
        help_text="Kept with the change, for whoever comes after you.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why you change it"},
    )

    def __init__(self, page: ThresholdsPage, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = [("", "Choose"), *page.choices]

    @property
    def revision(self) -> Revision:
        """What was typed, as a change from today on."""
        measure, figure = self.cleaned_data["which"].split(":")
        typed = self.cleaned_data
        return Revision(clock.today(), measure, figure, typed["value"], typed["source"])


def show(request: HttpRequest) -> HttpResponse:
    """Look at the table, or change a figure of it."""
    page = thresholds.read(by=request.actor)
    if request.method == "GET":
        return _page(request, page, FigureForm(page))
    form = FigureForm(page, request.POST)
    if form.is_valid():
        try:
            table = thresholds.change(
                by=request.actor,
                seen=_seen(request),
                revision=form.revision,
                why=form.cleaned_data["why"],
            )
        except Conflict as conflict:
            return _page(request, page, form, status=409, refused=conflict)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"Version {table.version} of the table is in force.")
            return redirect("thresholds")
    return _page(request, page, form, status=422)


def _seen(request: HttpRequest) -> int:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 9 else -1


def _page(
    request: HttpRequest,
    page: ThresholdsPage,
    form: FigureForm,
    *,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    context = {"page": page, "form": form, "failed_check": status != 200}
    return render(request, "service/thresholds.jinja", context | extra, status=status)


routes = [path("service/thresholds/", show, name="thresholds")]
