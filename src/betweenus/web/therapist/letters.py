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
from betweenus.services.letters import LetterPage
from betweenus.web import autosave
from betweenus.web.downloads import DOCX, PDF, download
from betweenus.web.refusals import CLOSED
from betweenus.web.sent import number

_LONG = {"what_shifted", "how_it_showed", "what_we_found", "outcome"}
_FOR = {
    "goodbye": "For the client: a draft in session 13 or 14, the final one in the last session.",
    "short": "For the client, when a course ends before its last phase.",
    "discharge": "For the GP, with a copy for the client once it is final.",
    "keeping_well": "The client’s own plan: early signs, what helps, whom to turn to.",
}
_SAID = {
    "shared": "Shared as a draft: the client can read it on their own pages and write back.",
    "final": "The letter is final.",
}


class LetterForm(forms.Form):
    """A letter's sections."""

    def __init__(self, kind: LetterKind, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for section in kind.sections:
            self.fields[section.id] = forms.CharField(
                label=section.name,
                help_text=_asks(section),
                required=False,
                widget=forms.Textarea(
                    attrs={
                        "rows": 6 if section.id in _LONG else 4,
                        "unmarked": section.required,
                        "label": "nhsuk-label--m",
                        "data-grows": "1",
                    }
                ),
            )


def _asks(section) -> str:
    return f"{section.asks} One thing a line." if section.lines else section.asks


def typed(data: QueryDict) -> dict[str, str]:
    """The sections as they were posted."""
    beside = ("csrfmiddlewaretoken", "pick", "to", "seen_version", "seen_number")
    return {key: data.get(key, "") for key in data if key not in beside}


@require_GET
def letters_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The letters of a course."""
    page = letters.read(by=request.actor, course_id=course_id)
    context = {"case": page.case, "tab": "letters", "page": page, "meant_for": _FOR}
    return render(request, "therapist/letters.jinja", context)


@require_POST
def start(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Begin a letter, or go on with the one begun."""
    kind = request.POST.get("kind", "")
    row = letters.start(by=request.actor, course_id=course_id, kind=kind)
    return redirect("letter", letter_id=row.pk)


@require_GET
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter."""
    return _show(request, letters.read_letter(by=request.actor, letter_id=letter_id))


def _show(request, page: LetterPage, *, status: int = 200, sections=None, **extra) -> HttpResponse:
    kind = page.letter.kind
    context = {
        "case": page.case,
        "tab": "letters",
        "page": page,
        "form": _form(kind)(page.sections if sections is None else sections),
        "material": {section.id: offered(section, page.material) for section in kind.sections},
        "saved": autosave.said(page.draft),
        "is_final": page.letter.state is LetterState.FINAL,
        "failed_check": status == 422,
    }
    return render(request, "therapist/letter.jinja", context | extra, status=status)


def _form(kind: LetterKind) -> autosave.FormOf:
    return lambda content: LetterForm(kind, initial=content, auto_id="section-%s")


@require_POST
def draft(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Keep what is being typed."""
    return _keep(request, letter_id, typed(request.POST), reverse("letter", args=[letter_id]))


def _keep(
    request: HttpRequest, letter_id: UUID, sections: dict[str, str], back: str
) -> HttpResponse:
    try:
        now = letters.save_draft(
            by=request.actor,
            letter_id=letter_id,
            sections=sections,
            seen_version=autosave.seen_version(request),
        )
    except DraftConflict as conflict:
        return _show_both(request, letter_id, conflict)
    except Refusal as refusal:
        if autosave.by_script(request) or isinstance(refusal, CLOSED):
            raise
        return _refused(request, letter_id, refusal, sections)
    return autosave.saved(request, now, back=back)


def _show_both(request: HttpRequest, letter_id: UUID, conflict: DraftConflict) -> HttpResponse:
    """Both texts; the one chosen is kept as the draft and read once more before it goes."""
    page = letters.read_letter(by=request.actor, letter_id=letter_id)
    return autosave.show_both(
        request,
        conflict,
        back=reverse("letter", args=[letter_id]),
        form=_form(page.letter.kind),
        to=reverse("letter_draft", args=[letter_id]),
    )


def _refused(
    request: HttpRequest, letter_id: UUID, refusal: Refusal, sections: dict[str, str]
) -> HttpResponse:
    page = letters.read_letter(by=request.actor, letter_id=letter_id)
    status = 409 if isinstance(refusal, Conflict) else 422
    return _show(request, page, status=status, refused=refusal, sections=sections)


@require_POST
def pick(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Put a piece of material at the end of a section, with all that is typed kept."""
    section, _, place = request.POST.get("pick", "").partition(":")
    page = letters.read_letter(by=request.actor, letter_id=letter_id)
    known = {s.id: offered(s, page.material) for s in page.letter.kind.sections}
    pieces = known.get(section, ())
    if not 0 <= number(place, -1) < len(pieces):
        raise NotFound("That piece is no longer there.", "Open the letter again and choose.")
    sections = typed(request.POST)
    sections[section] = (
        f"{sections.get(section, '').rstrip()}\n\n{pieces[number(place)].text}".strip()
    )
    back = f"{reverse('letter', args=[letter_id])}#section-{section}"
    return _keep(request, letter_id, sections, back)


@require_POST
def write(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Keep the wording as the next version, and share it or make it final where asked."""
    sections, to = typed(request.POST), request.POST.get("to", "")
    try:
        _keep_version(request, letter_id, sections)
        if to:
            letters.move(by=request.actor, letter_id=letter_id, to=_state(to))
    except DraftConflict as conflict:
        return _show_both(request, letter_id, conflict)
    except Refusal as refusal:
        if isinstance(refusal, CLOSED):
            raise
        return _refused(request, letter_id, refusal, sections)
    messages.success(request, _SAID.get(to, "Kept as a draft, which the client cannot see."))
    return redirect("letter", letter_id=letter_id)


def _state(text: str) -> LetterState:
    if text not in list(LetterState):
        raise NotFound("There is no such state of a letter.", "Use the buttons under the letter.")
    return LetterState(text)


def _keep_version(request: HttpRequest, letter_id: UUID, sections: dict[str, str]) -> None:
    """The draft first, so that another tab's newer text is never lost; then the version."""
    seen = request.POST.get("seen_number", "0")
    letters.save_draft(
        by=request.actor,
        letter_id=letter_id,
        sections=sections,
        seen_version=autosave.seen_version(request),
    )
    letters.write(
        by=request.actor,
        letter_id=letter_id,
        sections=sections,
        seen_number=number(seen),
    )


@require_GET
def letter_pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as a PDF."""
    return download(letter_files.pdf(by=request.actor, letter_id=letter_id), PDF)


@require_GET
def letter_docx(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as a Word document."""
    return download(letter_files.docx(by=request.actor, letter_id=letter_id), DOCX)


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
