"""The client's letters: read, kept, answered."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.refusals import Refusal
from betweenus.services import letter_files, my_letters
from betweenus.web.downloads import DOCX, PDF, download
from betweenus.web.refusals import CLOSED


class ReplyForm(forms.Form):
    """What the client writes back."""

    words = forms.CharField(
        label="Write back",
        help_text="What is right, what is not, what you would like to be different. "
        "Your therapist reads it before you next meet.",
        widget=forms.Textarea(attrs={"rows": 6, "label": "nhsuk-label--m", "data-grows": "1"}),
        error_messages={"required": "Write what you want to say"},
    )


@require_GET
def my_letters_page(request: HttpRequest) -> HttpResponse:
    """Every letter the client may see."""
    found = my_letters.read_all(by=request.actor)
    return render(request, "client/letters.jinja", {"letters": found})


def my_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter; posting writes back."""
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            my_letters.reply(
                by=request.actor, letter_id=letter_id, words=form.cleaned_data["words"]
            )
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error("words", str(refusal))
        else:
            messages.success(request, "Sent. Your therapist will read it.")
            return redirect("my_letter", letter_id=letter_id)
    letter = my_letters.read(by=request.actor, letter_id=letter_id)
    context = {"letter": letter, "form": form, "failed_check": bool(form.errors)}
    return render(request, "client/letter.jinja", context, status=422 if form.errors else 200)


@require_GET
def my_letter_pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as a PDF to keep."""
    return download(letter_files.pdf(by=request.actor, letter_id=letter_id), PDF)


@require_GET
def my_letter_docx(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as a Word file to keep."""
    return download(letter_files.docx(by=request.actor, letter_id=letter_id), DOCX)


routes = [
    path("me/letters/", my_letters_page, name="my_letters"),
    path("me/letters/<uuid:letter_id>/", my_letter, name="my_letter"),
    path("me/letters/<uuid:letter_id>/letter.pdf", my_letter_pdf, name="my_letter_pdf"),
    path("me/letters/<uuid:letter_id>/letter.docx", my_letter_docx, name="my_letter_docx"),
]
