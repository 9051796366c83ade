"""My focus: the pattern in plain words and as a picture, and room to answer."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from betweenus.domain.refusals import Refusal
from betweenus.services import focus, portal
from betweenus.services.focus import FITS
from betweenus.web.client.pictures import my_focus_picture


class AnswerForm(forms.Form):
    """What the client says about the focus."""

    fits = forms.ChoiceField(
        label="Does it fit?",
        choices=list(FITS.items()),
        required=False,
        widget=forms.RadioSelect(attrs={"unmarked": True}),
    )
    words = forms.CharField(
        label="In my own words",
        help_text="What is right, what is not, what is missing. Your therapist reads it.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "unmarked": True}),
    )


def my_focus(request: HttpRequest) -> HttpResponse:
    """The focus once it was shared; posting answers it."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    page = portal.my_focus(by=request.actor)
    if request.method == "POST" and page.course_id and form.is_valid():
        try:
            focus.answer(by=request.actor, course_id=page.course_id, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Sent. Your therapist will read it.")
            return redirect("my_focus")
    context = {
        "page": page,
        "form": form,
        "fits": FITS,
        "drawn": my_focus_picture(page.focus) if page.focus else None,
        "failed_check": bool(form.errors),
    }
    return render(request, "client/focus.jinja", context, status=422 if form.errors else 200)


routes = [path("me/focus/", my_focus, name="my_focus")]
