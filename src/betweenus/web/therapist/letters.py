"""The letters of a course, and the composer: sections, material to pick from, states."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.letters import LetterKind, LetterState, offered
from betweenus.domain.refusals import Conflict, NotFound, Refusal
from betweenus.services import letter_files, letters
from betweenus.services.drafts import DraftConflict
from betweenus.services.letter_files import LetterFile
from betweenus.services.letters import LetterPage
from betweenus.web import autosave

_LONG = {"what_shifted", "how_it_showed", "what_we_found", "outcome"}


class LetterForm(forms.Form):
    """A letter's sections."""

    def __init__(self, kind: LetterKind, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for section in kind.sections:
            self.fields[section.id] = forms.CharField(
                label=section.name,
                help_text=section.asks,
                required=False,
                widget=forms.Textarea(
                    attrs={
                        "rows": 7 if section.id in _LONG else 5,
                        "unmarked": section.required,
                        "label": "nhsuk-label--m",
                    }
                ),
            )


def typed(data: QueryDict) -> dict[str, str]:
    """The sections as they were posted."""
    return {key: data.get(key, "") for key in data if key not in ("csrfmiddlewaretoken", "pick")}


@require_GET
def letters_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The letters of a course."""
    page = letters.read(by=request.actor, course_id=course_id)
    context = {"case": page.case, "tab": "letters", "page": page}
    return render(request, "therapist/letters.jinja", context)


@require_POST
def start(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Begin a letter."""
    kind = request.POST.get("kind", "")
    row = letters.start(by=request.actor, course_id=course_id, kind=kind)
    return redirect("letter", letter_id=row.pk)


@require_GET
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter."""
    return _show(request, letters.read_letter(by=request.actor, letter_id=letter_id))


def _show(request, page: LetterPage, *, status: int = 200, **extra) -> HttpResponse:
    kind = page.letter.kind
    context = {
        "case": page.case,
        "tab": "letters",
        "page": page,
        "form": LetterForm(kind, initial=page.sections, auto_id="section-%s"),
        "material": {section.id: offered(section, page.material) for section in kind.sections},
        "saved": autosave.said(page.draft),
        "is_final": page.letter.state is LetterState.FINAL,
        "failed_check": status == 422,
    }
    return render(request, "therapist/letter.jinja", context | extra, status=status)


@require_POST
def draft(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Keep what is being typed."""
    return _answer(request, letter_id, typed(request.POST), reverse("letter", args=[letter_id]))


def _answer(request, letter_id: UUID, sections: dict[str, str], back: str) -> HttpResponse:
    return autosave.answer(
        request,
        lambda: letters.save_draft(
            by=request.actor,
            letter_id=letter_id,
            sections=sections,
            seen_version=autosave.seen_version(request),
        ),
        back=back,
        labels={},
    )


@require_POST
def pick(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Put a piece of material at the end of a section, with all that is typed kept."""
    section, _, number = request.POST.get("pick", "").partition(":")
    page = letters.read_letter(by=request.actor, letter_id=letter_id)
    known = {s.id: offered(s, page.material) for s in page.letter.kind.sections}
    if section not in known or not number.isdecimal() or int(number) >= len(known[section]):
        raise NotFound("That piece is no longer there.", "Open the letter again and choose.")
    sections = typed(request.POST)
    text = known[section][int(number)].text
    sections[section] = f"{sections.get(section, '').rstrip()}\n\n{text}".strip()
    back = f"{reverse('letter', args=[letter_id])}#section-{section}"
    return _answer(request, letter_id, sections, back)


@require_POST
def write(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Keep the wording as the next version, and share it or make it final where asked."""
    seen = request.POST.get("seen_number", "0")
    to = request.POST.get("to", "")
    try:
        letters.save_draft(
            by=request.actor,
            letter_id=letter_id,
            sections=typed(request.POST),
            seen_version=autosave.seen_version(request),
        )
        letters.write(
            by=request.actor,
            letter_id=letter_id,
            sections=typed(request.POST),
            seen_number=int(seen) if seen.isdecimal() else 0,
        )
        if to:
            letters.move(by=request.actor, letter_id=letter_id, to=to)
    except DraftConflict:
        return draft(request, letter_id)
    except (Conflict, Refusal) as refusal:
        page = letters.read_letter(by=request.actor, letter_id=letter_id)
        status = 409 if isinstance(refusal, Conflict) else 422
        return _show(request, page, status=status, refused=refusal)
    messages.success(request, _SAID.get(to, "The letter is kept as a draft only you can see."))
    return redirect("letter", letter_id=letter_id)


_SAID = {
    "shared": "The letter is shared as a draft. The client can read it and write back.",
    "final": "The letter is final.",
}


def _download(file: LetterFile, kind: str) -> HttpResponse:
    response = HttpResponse(file.content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@require_GET
def letter_pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as a PDF."""
    return _download(letter_files.pdf(by=request.actor, letter_id=letter_id), "application/pdf")


@require_GET
def letter_docx(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as a Word document."""
    return _download(
        letter_files.docx(by=request.actor, letter_id=letter_id),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )


routes = [
    path("courses/<uuid:course_id>/letters/", letters_page, name="letters"),
    path("courses/<uuid:course_id>/letters/start/", start, name="letter_start"),
    path("letters/<uuid:letter_id>/", letter, name="letter"),
    path("letters/<uuid:letter_id>/draft/", draft, name="letter_draft"),
    path("letters/<uuid:letter_id>/pick/", pick, name="letter_pick"),
    path("letters/<uuid:letter_id>/write/", write, name="letter_write"),
    path("letters/<uuid:letter_id>/letter.pdf", letter_pdf, name="letter_pdf"),
    path("letters/<uuid:letter_id>/letter.docx", letter_docx, name="letter_docx"),
]
