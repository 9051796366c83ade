"""The session page: what came before, the note while it is written, and after it is signed."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.course import Attendance
from betweenus.domain.formulation.episodes import moment_parts
from betweenus.domain.formulation.notes import note_parts, part_names
from betweenus.domain.refusals import Refusal
from betweenus.services import notes, transcripts
from betweenus.services.drafts import DraftConflict
from betweenus.web import autosave
from betweenus.web.charts import symptom_chart
from betweenus.web.therapist.note_form import NoteForm, typed


class AddForm(forms.Form):
    """Something added under a signed note."""

    text = forms.CharField(
        label="Add to this note",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you want to add"},
    )


class TranscriptForm(forms.Form):
    """A transcript file."""

    file = forms.FileField(
        label="Transcript of this session",
        help_text="WebVTT (.vtt), SRT (.srt) or plain text (.txt), up to 2 MB",
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,.txt,text/vtt,text/plain"}),
        error_messages={"required": "Choose a file"},
    )


class CountersignForm(forms.Form):
    """A supervisor's word under a trainee's note."""

    words = forms.CharField(
        label="A word to the therapist",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_GET
def session(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """One session."""
    return _show(request, notes.read_session(by=request.actor, appointment_id=appointment_id))


def _show(request, page: notes.SessionPage, *, status: int = 200, **extra) -> HttpResponse:
    note = NoteForm(page.phase.id, page.draft.content, auto_id="note-%s")
    context = {
        "page": page,
        "case": page.case,
        "tab": "sessions",
        "note": note,
        "note_parts": note_parts(),
        "saved": autosave.said(page.draft),
        "chart": symptom_chart(page.before.series, page.progress.protocol),
        "moment_parts": moment_parts(),
        "attendances": list(Attendance),
        "add_form": AddForm(),
        "countersign_form": CountersignForm(),
        "transcript_form": TranscriptForm(),
    }
    return render(request, "therapist/session.jinja", context | extra, status=status)


@require_POST
def draft(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Keep what is written so far."""
    return autosave.answer(
        request,
        lambda: notes.save_draft(
            by=request.actor,
            appointment_id=appointment_id,
            parts=typed(request.POST),
            seen_version=autosave.seen_version(request),
        ),
        back=reverse("session", args=[appointment_id]),
        labels=part_names(),
    )


@require_POST
def sign(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Sign the note, or say what it still needs; either way nothing typed is lost."""
    try:
        notes.sign(
            by=request.actor,
            appointment_id=appointment_id,
            parts=typed(request.POST),
            seen_version=autosave.seen_version(request),
        )
    except DraftConflict:
        return draft(request, appointment_id)
    except Refusal as refusal:
        page = notes.read_session(by=request.actor, appointment_id=appointment_id)
        return _show(request, page, status=422, refused=refusal, failed_check=True)
    messages.success(request, "The note is signed.")
    return redirect("session", appointment_id=appointment_id)


@require_POST
def add(request: HttpRequest, appointment_id: UUID, note_id: UUID) -> HttpResponse:
    """Add something under a signed note."""
    form = AddForm(request.POST)
    if not form.is_valid():
        page = notes.read_session(by=request.actor, appointment_id=appointment_id)
        return _show(request, page, status=422, add_form=form, failed_check=True)
    notes.add(by=request.actor, note_id=note_id, text=form.cleaned_data["text"])
    return redirect("session", appointment_id=appointment_id)


@require_POST
def countersign(request: HttpRequest, appointment_id: UUID, note_id: UUID) -> HttpResponse:
    """Sign under a trainee's note."""
    notes.countersign(by=request.actor, note_id=note_id, words=request.POST.get("words", ""))
    messages.success(request, "The note is countersigned.")
    return redirect("session", appointment_id=appointment_id)


@require_POST
def attach(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Attach a transcript."""
    form = TranscriptForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            transcripts.attach(
                by=request.actor,
                appointment_id=appointment_id,
                file_name=file.name,
                content=file.read(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "The transcript is attached.")
            return redirect("session", appointment_id=appointment_id)
    page = notes.read_session(by=request.actor, appointment_id=appointment_id)
    return _show(request, page, status=422, transcript_form=form, failed_check=True)


@require_GET
def transcript(request: HttpRequest, transcript_id: UUID) -> HttpResponse:
    """What was said, turn by turn."""
    page = transcripts.read(by=request.actor, transcript_id=transcript_id)
    return render(request, "therapist/transcript.jinja", {"page": page})


@require_POST
def remove_transcript(request: HttpRequest, transcript_id: UUID) -> HttpResponse:
    """Take a transcript away for good."""
    appointment_id = transcripts.remove(by=request.actor, transcript_id=transcript_id)
    messages.success(request, "The transcript is removed.")
    return redirect("session", appointment_id=appointment_id)


routes = [
    path("sessions/<uuid:appointment_id>/", session, name="session"),
    path("sessions/<uuid:appointment_id>/note/draft/", draft, name="note_draft"),
    path("sessions/<uuid:appointment_id>/note/sign/", sign, name="note_sign"),
    path("sessions/<uuid:appointment_id>/note/<uuid:note_id>/add/", add, name="note_addendum"),
    path(
        "sessions/<uuid:appointment_id>/note/<uuid:note_id>/countersign/",
        countersign,
        name="note_countersign",
    ),
    path("sessions/<uuid:appointment_id>/transcript/", attach, name="transcript_attach"),
    path("transcripts/<uuid:transcript_id>/", transcript, name="transcript"),
    path("transcripts/<uuid:transcript_id>/remove/", remove_transcript, name="transcript_remove"),
]
