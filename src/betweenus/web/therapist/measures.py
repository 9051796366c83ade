"""The measures of a course: curves, signals, every questionnaire; asked for, entered from paper."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain import measures as catalogue
from betweenus.domain.measures import Measure
from betweenus.domain.refusals import Refusal
from betweenus.services import clock, measures, results
from betweenus.services.results import MeasuresPage
from betweenus.web.charts import other_charts, symptom_chart
from betweenus.web.fields import DateField
from betweenus.web.questionnaire_form import CommentField, item_field

DECLINED_ON_PAPER = "Declined"
MOMENTS = (
    ("treatment", "For a session"),
    ("assessment", "At the assessment, before the first session"),
    ("follow-up", "At the review after the end"),
)


class PaperForm(forms.Form):
    """Answers from paper: any may be left blank, as they were on the form."""

    def __init__(self, measure: Measure, data=None) -> None:
        super().__init__(data, initial={"answered_on": clock.today(), "moment": "treatment"})
        self.measure = measure
        self.fields["answered_on"] = DateField(
            label="When was it filled in?", error_messages={"required": "Enter the date"}
        )
        self.fields["moment"] = forms.ChoiceField(
            label="What was it for?", choices=MOMENTS, widget=forms.RadioSelect
        )
        if measure.subjects:
            self.fields["subject"] = forms.ChoiceField(
                label="Whom is it about?",
                choices=[(about.id, about.words) for about in measure.subjects],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose whom it is about"},
            )
        for item in measure.questions():
            self.fields[item.id] = item_field(
                item, required=False, decline=DECLINED_ON_PAPER, inline=True
            )
        for comment in measure.comments:
            self.fields[comment.id] = CommentField(comment)

    @property
    def answers(self) -> dict[str, object]:
        """What was answered, by item id."""
        return {item.id: self.cleaned_data[item.id] for item in self.measure.items}

    @property
    def written(self) -> dict[str, str]:
        """What was written, by comment id."""
        return {one.id: self.cleaned_data[one.id] for one in self.measure.comments}


class ChooseForm(forms.Form):
    """One questionnaire of several, under a name of the page's own."""

    def __init__(self, name: str, label: str, found: Iterable[Measure], data=None) -> None:
        super().__init__(data)
        choices = [(one.id, f"{one.short_title}: {one.about}") for one in found]
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[("", "Choose one"), *choices],
            error_messages={
                "required": "Choose a questionnaire",
                "invalid_choice": "Choose one of the questionnaires",
            },
        )


@require_GET
def measures_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The curves and every questionnaire of a course; choosing one to enter leads to its form."""
    page = results.read(by=request.actor, course_id=course_id)
    chosen = _to_enter(request.GET if "enter" in request.GET else None)
    if chosen.is_valid():
        measure = chosen.cleaned_data["enter"]
        return redirect("measure_enter", course_id=course_id, measure=measure)
    return _page(request, page, _to_ask(page), chosen)


def _page(
    request: HttpRequest, page: MeasuresPage, to_ask: ChooseForm, to_enter: ChooseForm
) -> HttpResponse:
    failed = bool(to_ask.errors or to_enter.errors)
    context = {
        "case": page.case,
        "tab": "measures",
        "page": page,
        "chart": symptom_chart(page.series, page.protocol),
        "others": other_charts(page.series, page.protocol),
        "to_ask": to_ask,
        "to_enter": to_enter,
        "failed_check": failed,
    }
    return render(request, "therapist/measures.jinja", context, status=422 if failed else 200)


def _to_ask(page: MeasuresPage, data=None) -> ChooseForm:
    """What can be asked for and is not."""
    asked = {one.measure.id for one in page.asked}
    found = [one for one in _can_be_entered() if _may_be_asked(one) and one.id not in asked]
    return ChooseForm("measure", "Questionnaire to ask for", found, data)


def _to_enter(data=None) -> ChooseForm:
    return ChooseForm("enter", "Questionnaire to enter", _can_be_entered(), data)


def _can_be_entered() -> list[Measure]:
    return [one for one in catalogue.all_measures() if _may_be_entered(one)]


def _may_be_entered(measure: Measure) -> bool:
    return measure.audience == "clinical" and measure.can_be_shown


def _may_be_asked(measure: Measure) -> bool:
    """Here and now; whom a questionnaire is about is chosen in the plan."""
    return measure.completed_by == "client" and not measure.subjects


@require_POST
def ask(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Ask for a questionnaire now."""
    page = results.read(by=request.actor, course_id=course_id)
    measure = request.POST.get("measure", "")
    if not measure:
        return _page(request, page, _to_ask(page, request.POST), _to_enter())
    measures.ask(
        by=request.actor, person_id=page.case.person_id, course_id=course_id, measure=measure
    )
    messages.success(
        request,
        f"{page.case.called} is asked for {catalogue.get(measure).short_title} on their own pages.",
    )
    return redirect("measures", course_id=course_id)


@require_POST
def withdraw(request: HttpRequest, course_id: UUID, request_id: UUID) -> HttpResponse:
    """Ask for a questionnaire no longer."""
    measures.withdraw(by=request.actor, request_id=request_id)
    messages.success(request, "It is not asked for any more.")
    return redirect("measures", course_id=course_id)


def enter(request: HttpRequest, course_id: UUID, measure: str) -> HttpResponse:
    """Enter a questionnaire from paper."""
    page = results.entry(by=request.actor, course_id=course_id, measure=measure)
    form = PaperForm(page.measure, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row = measures.answer(
                by=request.actor,
                person_id=page.person_id,
                course_id=course_id,
                measure=measure,
                answers=form.answers,
                words=form.written,
                subject=form.cleaned_data.get("subject", ""),
                answered_on=form.cleaned_data["answered_on"],
                moment=form.cleaned_data["moment"],
                source="staff",
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"{page.measure.short_title} is saved.")
            return redirect("answers", answers_id=row.pk)
    context = {
        "case": page.case,
        "tab": "measures",
        "page": page,
        "form": form,
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "therapist/measure_enter.jinja", context, status=status)


@require_GET
def answers(request: HttpRequest, answers_id: UUID) -> HttpResponse:
    """One filled-in questionnaire, answer by answer."""
    page = results.answers(by=request.actor, answers_id=answers_id)
    context = {"case": page.case, "tab": "measures", "page": page}
    return render(request, "therapist/answers.jinja", context)


routes = [
    path("courses/<uuid:course_id>/measures/", measures_page, name="measures"),
    path("courses/<uuid:course_id>/measures/ask/", ask, name="measure_ask"),
    path(
        "courses/<uuid:course_id>/measures/asked/<uuid:request_id>/withdraw/",
        withdraw,
        name="measure_withdraw",
    ),
    path("courses/<uuid:course_id>/measures/<slug:measure>/new/", enter, name="measure_enter"),
    path("answers/<uuid:answers_id>/", answers, name="answers"),
]
