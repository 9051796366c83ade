"""Referring oneself: five short pages, a look at the answers, and what happens next.

Works without JavaScript. Both ways out of a page keep what was typed on it. Nothing here says
whether somebody is known to the service.
"""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from betweenus.services import referral
from betweenus.services.referral import NewPerson
from betweenus.web.limits import limited
from betweenus.web.public import refer_answers as answers
from betweenus.web.public.refer_forms import AboutYou, Needs, Page, ReachYou, Reasons, Wishes
from betweenus.web.public.refer_summary import summary

PERSON_FIELDS = (*AboutYou.base_fields, *ReachYou.base_fields, *Needs.base_fields)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form."""

    slug: str
    title: str
    form: type[Page]


STEPS = (
    Step("about-you", "About you", AboutYou),
    Step("reaching-you", "How we can reach you", ReachYou),
    Step("what-brings-you", "What brings you here", Reasons),
    Step("what-you-would-like", "What you would like", Wishes),
    Step("coming-here", "What would help you to come", Needs),
)


class Send(forms.Form):
    """Sending. The field is a trap: people do not see it, programs that fill in forms do."""

    website = forms.CharField(
        label="Website",
        required=False,
        max_length=0,
        error_messages={"max_length": "Leave the box “Website” empty, then send again"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "unmarked": True}),
    )


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """What will be asked, how long it takes, who reads it."""
    context = {"first": STEPS[0], "begun": bool(request.session.get(answers.KEY))}
    return render(request, "public/refer_start.jinja", context)


@login_not_required
@cache_control(private=True)
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of questions."""
    number = next((n for n, one in enumerate(STEPS) if one.slug == slug), None)
    if number is None:
        raise Http404
    if request.method == "POST":
        return _answered(request, number)
    form = STEPS[number].form(answers.kept(request))
    complain = "check" in request.GET
    return _page(request, number, form if complain else form.quietly())


def _answered(request: HttpRequest, number: int) -> HttpResponse:
    form_class = STEPS[number].form
    form = form_class(answers.keep(request, form_class.base_fields))
    if request.POST.get("go") == "back":
        return redirect(_before(number))
    if not form.is_valid():
        return _page(request, number, form)
    return redirect("refer_check" if request.POST.get("then") == "check" else _after(number))


def _before(number: int) -> str:
    return _address(STEPS[number - 1]) if number else reverse("refer")


def _after(number: int) -> str:
    return _address(STEPS[number + 1]) if number + 1 < len(STEPS) else reverse("refer_check")


def _address(one: Step) -> str:
    return reverse("refer_step", kwargs={"slug": one.slug})


def _page(request: HttpRequest, number: int, form: Page) -> HttpResponse:
    context = {
        "form": form,
        "step": STEPS[number],
        "number": number + 1,
        "steps": len(STEPS),
        "then": request.POST.get("then") or request.GET.get("then", ""),
        "failed_check": bool(form.errors),
    }
    return render(request, "public/refer_step.jinja", context, status=422 if form.errors else 200)


@limited("referral")
@login_not_required
@cache_control(private=True)
def check(request: HttpRequest) -> HttpResponse:
    """All answers once more, and sending them."""
    typed = answers.kept(request)
    wrong = next((one for one in STEPS if not one.form(typed).is_valid()), None)
    if request.method == "POST" and answers.were_sent(request):
        return redirect("refer_sent")  # pressed twice, or sent from another tab
    if wrong:
        return redirect(f"{_address(wrong)}?check=1" if typed else "refer")
    form = Send(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _send(request, typed)
        return redirect("refer_sent")
    context = {
        "parts": [(one, summary(one.form(typed))) for one in STEPS],
        "form": form,
        "failed_check": bool(form.errors),
    }
    return render(request, "public/refer_check.jinja", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, typed: QueryDict) -> None:
    values: dict[str, object] = {}
    for one in STEPS:
        form = one.form(typed)
        assert form.is_valid(), form.errors
        values |= form.cleaned_data
    person = NewPerson(**{name: values.pop(name) for name in PERSON_FIELDS})
    referral.refer(by=request.actor, person=person, source="self", **values)
    answers.note_sent(request)


@login_not_required
def forget(request: HttpRequest) -> HttpResponse:
    """Delete what was typed, for somebody whose phone others use."""
    if request.method == "POST":
        answers.forget(request)
        return redirect("front")
    return render(request, "public/refer_forget.jinja")


@require_safe
@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "public/refer_sent.jinja")


routes = [
    path("refer/", start, name="refer"),
    path("refer/check/", check, name="refer_check"),
    path("refer/sent/", sent, name="refer_sent"),
    path("refer/delete/", forget, name="refer_forget"),
    path("refer/<slug:slug>/", step, name="refer_step"),
]
