"""The session page: what came before it, the note while it is written, and after it is signed."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.course import Attendance
from betweenus.domain.formulation.episodes import moment_parts
from betweenus.domain.formulation.notes import note_parts
from betweenus.domain.mentalising import markers
from betweenus.domain.refusals import Refusal
from betweenus.exchange.transcripts import LARGEST
from betweenus.services import notes, transcripts
from betweenus.services import session as sessions
from betweenus.services.drafts import DraftConflict
from betweenus.services.session import SessionPage
from betweenus.web import autosave
from betweenus.web.charts import symptom_chart
from betweenus.web.refusals import CLOSED
from betweenus.web.therapist import spoken
from betweenus.web.therapist.note_form import NoteForm, in_words, typed
from betweenus.web.therapist.times import MODES, how
from betweenus.web.therapist.waits import ROOMS

_KINDS = {"assessment": "Assessment", "follow-up": "Follow-up", "treatment": "Not counted"}
_HELD = (Attendance.ATTENDED, Attendance.LATE_SEEN)
_TAGS = {"done": "green", "late": "orange", "due": "blue", "coming": "grey", "left": "grey"}


class AddForm(forms.Form):
    """Something added under a signed note."""

    text = forms.CharField(
        label="Add to this note",
        help_text="It stands below the note with your name and the time.",
        widget=forms.Textarea(attrs={"rows": 3, "label": "nhsuk-label--s", "data-grows": "1"}),
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
    return _show(request, sessions.read(by=request.actor, appointment_id=appointment_id))


def _show(request, page: SessionPage, *, status: int = 200, **extra) -> HttpResponse:
    context = {
        "page": page,
        "case": page.case,
        "tab": "sessions",
        "heading": _heading(page),
        "how": how(page.appointment),
        "countdown": _countdown(page),
        "modes": _modes(page),
        "note": _note_form(page)(page.draft.content),
        "note_parts": note_parts(),
        "saved": autosave.said(page.draft),
        "chart": symptom_chart(page.before.series, page.progress.protocol),
        "signals": _signals(page),
        "moment_parts": moment_parts(),
        "attendance": _attendance(page),
        "held": _HELD,
        "rooms": ROOMS,
        "tags": _TAGS,
        "add_form": AddForm(),
        "countersign_form": CountersignForm(),
        "transcript_form": TranscriptForm(),
        "failed_check": status == 422,
    }
    return render(request, "therapist/session.jinja", context | extra, status=status)


def _heading(page: SessionPage) -> str:
    if page.number:
        return f"Session {page.number} of {page.case.planned}"
    return _KINDS[page.appointment.kind]


def _attendance(page: SessionPage) -> str:
    code = page.appointment.attendance
    return Attendance(code).words if code else ""


def _countdown(page: SessionPage) -> str:
    """How much is left, for the session that is next."""
    if page.case.ended or page.number != page.case.session:
        return ""
    if page.progress.remaining == 1:
        return "This is the last session."
    return f"{page.progress.remaining} sessions left, this one included."


def _signals(page: SessionPage) -> list[str]:
    """What deserves a look in the scores, the most serious of each measure."""
    first = {signal.measure: signal.reason for signal in reversed(page.before.signals)}
    return list(reversed(first.values()))


def _modes(page: SessionPage) -> list[tuple[str, str]]:
    """The ways to hold it, the one booked first: one press then records how it was, too."""
    booked = page.appointment.mode
    known = dict(MODES)
    words = known.pop(booked, how(page.appointment))
    return [(booked, words), *known.items()]


def _note_form(page: SessionPage) -> autosave.FormOf:
    return lambda content: NoteForm(page.phase.id, content, auto_id="note-%s")


def _page(request: HttpRequest, appointment_id: UUID) -> SessionPage:
    return sessions.read(by=request.actor, appointment_id=appointment_id)


@require_POST
def draft(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Keep what is written so far."""
    try:
        now = notes.save_draft(
            by=request.actor,
            appointment_id=appointment_id,
            parts=typed(request.POST),
            seen_version=autosave.seen_version(request),
        )
    except DraftConflict as conflict:
        return _conflict(request, appointment_id, conflict)
    except Refusal as refusal:
        if autosave.by_script(request) or isinstance(refusal, CLOSED):
            raise
        return _refused(request, appointment_id, refusal)
    return autosave.saved(request, now, back=reverse("session", args=[appointment_id]))


def _conflict(request: HttpRequest, appointment_id: UUID, conflict: DraftConflict) -> HttpResponse:
    """Both texts; the one chosen is kept as the draft, to be read once more before it is signed."""
    return autosave.show_both(
        request,
        conflict,
        back=reverse("session", args=[appointment_id]),
        form=_note_form(_page(request, appointment_id)),
        to=reverse("note_draft", args=[appointment_id]),
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
    except DraftConflict as conflict:
        return _conflict(request, appointment_id, conflict)
    except Refusal as refusal:
        if isinstance(refusal, CLOSED):
            raise
        return _refused(request, appointment_id, refusal)
    messages.success(request, "The note is signed.")
    return redirect("session", appointment_id=appointment_id)


def _refused(request: HttpRequest, appointment_id: UUID, refusal: Refusal) -> HttpResponse:
    """The page again with what was typed: in the note, or under one signed in the meantime."""
    page = _page(request, appointment_id)
    content = typed(request.POST)
    if page.signed:
        form = AddForm(initial={"text": in_words(content)})
        return _show(request, page, status=422, refused=refusal, add_form=form)
    return _show(request, page, status=422, refused=refusal, note=_note_form(page)(content))


@require_POST
def add(request: HttpRequest, appointment_id: UUID, note_id: UUID) -> HttpResponse:
    """Add something under a signed note."""
    form = AddForm(request.POST)
    if not form.is_valid():
        return _show(request, _page(request, appointment_id), status=422, add_form=form)
    notes.add(by=request.actor, note_id=note_id, text=form.cleaned_data["text"])
    messages.success(request, "It is added below the note.")
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
                content=file.read(LARGEST + 1),  # more is refused, and need not be held
            )
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "The transcript is attached.")
            return redirect("session", appointment_id=appointment_id)
    return _show(request, _page(request, appointment_id), status=422, transcript_form=form)


@require_GET
def transcript(request: HttpRequest, transcript_id: UUID) -> HttpResponse:
    """What was said, turn by turn."""
    page = transcripts.read(by=request.actor, transcript_id=transcript_id)
    context = {
        "page": page,
        "spoken": spoken.picture_of(page.spoken),
        "families": markers() if page.spoken else None,
        "too_few": spoken.too_few(),
    }
    return render(request, "therapist/transcript.jinja", context)


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
