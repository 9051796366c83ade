"""How a client is asked: the plan of questionnaires, private links, reminders, and paper."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.course.plan import Asking, read_sessions, say_sessions
from betweenus.domain.refusals import Conflict, NotAllowed, Refusal
from betweenus.services import battery_paper, measure_links, measure_plan, reminders
from betweenus.services.measure_plan import Choice, PlanPage
from betweenus.web.client.words import minutes
from betweenus.web.downloads import PDF, download
from betweenus.web.sent import number


class PlanForm(forms.Form):
    """Before which sessions each questionnaire is asked, and why that is changed."""

    def __init__(self, choices: Iterable[Choice], last: int, data=None) -> None:
        super().__init__(data)
        self.choices, self.last = tuple(choices), last
        for one in self.choices:
            self.fields[_field(one)] = forms.CharField(
                label=one.name,
                required=False,
                initial=say_sessions(one.sessions),
                widget=forms.TextInput(attrs={"width": "10", "unmarked": True}),
            )
        self.fields["why"] = forms.CharField(
            label="Why do you change it?",
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": "Say why you change the plan"},
        )

    def clean(self) -> dict[str, object]:
        """Each line read as sessions, what cannot be read named beside its line."""
        self.plan = []
        for one in self.choices:
            try:
                sessions = read_sessions(self.cleaned_data.get(_field(one), ""), self.last)
            except Refusal as refusal:
                self.add_error(_field(one), f"{one.name}: {refusal}")
            else:
                if sessions is not None:
                    self.plan.append(Asking(*one.key, sessions))
        return self.cleaned_data


def _field(one: Choice) -> str:
    return "-".join(part for part in ("ask", *one.key) if part)


def show(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The plan and what was sent; posting changes the plan, or returns it to the protocol."""
    page = measure_plan.read(by=request.actor, course_id=course_id)
    if request.method != "POST":
        return _page(request, page, PlanForm(page.choices, page.case.planned))
    form = PlanForm(page.choices, page.case.planned, request.POST)
    if form.is_valid():
        try:
            measure_plan.change(
                by=request.actor,
                course_id=course_id,
                seen=_seen(request),
                why=form.cleaned_data["why"],
                plan=None if "usual" in request.POST else form.plan,
            )
        except NotAllowed:
            raise
        except Conflict as conflict:
            return _page(request, page, form, status=409, refused=conflict)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "The plan is changed. What is asked now follows it.")
            return redirect("measure_plan", course_id=course_id)
    return _page(request, page, form, status=422)


def _seen(request: HttpRequest) -> int:
    return number(request.POST.get("seen"), -1)


def _page(
    request: HttpRequest, page: PlanPage, form: PlanForm, *, status: int = 200, **extra: object
) -> HttpResponse:
    lines = [(one, form[_field(one)]) for one in form.choices]
    context = {
        "case": page.case,
        "tab": "measures",
        "page": page,
        "form": form,
        "asked": [line for line in lines if line[0].sessions is not None],
        "more": [line for line in lines if line[0].sessions is None],
        "say_sessions": say_sessions,
        "minutes": minutes(page.questions),
        "failed_check": status != 200,
    }
    return render(request, "therapist/asking.jinja", context | extra, status=status)


@require_POST
def send_link(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """E-mail the client a private link."""
    page = measure_plan.read(by=request.actor, course_id=course_id)
    measure_links.send(by=request.actor, person_id=page.case.person_id)
    messages.success(request, f"A private link is on its way to {page.email}.")
    return redirect("measure_plan", course_id=course_id)


@require_POST
def stop_links(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Let no private link of this client work any more."""
    page = measure_plan.read(by=request.actor, course_id=course_id)
    measure_links.revoke(by=request.actor, person_id=page.case.person_id)
    messages.success(request, f"No private link of {page.case.called} works any more.")
    return redirect("measure_plan", course_id=course_id)


@require_POST
def wish(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Note whether the client wants to be reminded."""
    page = measure_plan.read(by=request.actor, course_id=course_id)
    wanted = request.POST.get("wanted") == "yes"
    reminders.say(by=request.actor, person_id=page.case.person_id, wanted=wanted)
    messages.success(
        request,
        f"{page.case.called} will {'be reminded' if wanted else 'not be reminded any more'}.",
    )
    return redirect("measure_plan", course_id=course_id)


@require_GET
def paper(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What is asked before the next session, to print."""
    return download(battery_paper.pdf(by=request.actor, course_id=course_id), PDF)


_HERE = "courses/<uuid:course_id>/measures/asking/"
routes = [
    path(_HERE, show, name="measure_plan"),
    path(f"{_HERE}link/", send_link, name="measure_link_send"),
    path(f"{_HERE}stop/", stop_links, name="measure_links_stop"),
    path(f"{_HERE}reminders/", wish, name="measure_reminders"),
    path(f"{_HERE}paper.pdf", paper, name="measure_paper"),
]
