"""Passages that may tell an episode: each kept, corrected or dismissed by one key or one press."""

import re
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.formulation.people_map import LONGEST_NAME, MapPerson
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.services import suggesting
from betweenus.services.suggesting import Done, PassagesPage, Proposed
from betweenus.web.refusals import CLOSED

WHERE = {"now": "Now", "past": "In the past", "here": "Here, between us"}
TEXTS = {"transcript": "transcript", "note": "note", "diary": "diary entry"}
# So many are on the page at once; as each is decided the next comes up.
AT_ONCE = 12
_SPAN = re.compile(r"\d{1,6}-\d{1,6}")


class PassageForm(forms.Form):
    """What an episode made of a passage says; it starts as it was offered."""

    who = forms.ChoiceField(
        label="Who was it with?",
        required=False,
        widget=forms.Select(attrs={"unmarked": True}),
        error_messages={"invalid_choice": "Choose who it was with from the list"},
    )
    new_person = forms.CharField(
        label="Name of somebody not on the map",
        help_text="They are put on the map.",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off"}),
        error_messages={"max_length": f"A name may have {LONGEST_NAME} letters"},
    )
    where = forms.ChoiceField(
        label="When was it?",
        choices=list(WHERE.items()),
        error_messages={"invalid_choice": "Choose when it was from the list"},
    )
    happened = forms.CharField(
        label="When exactly",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "When it was may have 120 letters"},
    )
    story = forms.CharField(
        label="The story, in the client’s words",
        widget=forms.Textarea(attrs={"rows": 5, "data-grows": "1"}),
        error_messages={"required": "The story is empty. Write what happened"},
    )

    def __init__(self, people: tuple[MapPerson, ...], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = [(person.key, person.name) for person in people]
        # Choices of a field that is no model's: a blank one is a choice like any other.
        self.fields["who"].choices = [(None, "Somebody not on the map"), *known]

    def clean(self):
        """One person: of the list, or somebody new."""
        cleaned = super().clean()
        who, new = cleaned.get("who"), cleaned.get("new_person")
        if not who and not new and "new_person" not in self.errors:
            self.add_error("who", "Choose who it was with, or add a name")
        if who and new:
            self.add_error(
                "new_person", "Empty this, or choose “Somebody not on the map” above: not both"
            )
        return cleaned


@require_GET
def passages(request: HttpRequest, kind: str, source_id: UUID) -> HttpResponse:
    """The passages of a text that are left to decide, and those decided on."""
    return _show(request, _read(request, kind, source_id))


def _read(request: HttpRequest, kind: str, source_id: UUID) -> PassagesPage:
    return suggesting.passages(by=request.actor, source=(kind, source_id), client=_voice(request))


def _voice(request: HttpRequest) -> str:
    """The voice of a transcript that was said to be the client's."""
    return (request.POST if request.method == "POST" else request.GET).get("client", "")


def _all(request: HttpRequest) -> str:
    """Whether every passage is wanted on the page."""
    return (request.POST if request.method == "POST" else request.GET).get("all", "")


def _show(
    request: HttpRequest, page: PassagesPage, *, status: int = 200, typed: PassageForm | None = None
) -> HttpResponse:
    made = request.GET.get("made", "")
    shown = page.left if _all(request) or typed else page.left[:AT_ONCE]
    context = {
        "page": page,
        "case": page.case,
        "tab": "patterns",
        "text": TEXTS[page.source.kind],
        "where": WHERE,
        "shown": shown,
        "all": _all(request),
        "forms": {span_of(one): _form(page, one, typed) for one in shown} if page.own else {},
        "typed": typed,
        # Decided meanwhile in another window, so that its card is gone: the words must not be.
        "stray": typed and typed.auto_id not in {f"p-{span_of(one)}-%s" for one in shown},
        "made": next((one for one in page.done if span_of(one) == made), None),
        "next": request.GET.get("next", ""),
        "following": _following(page),
        "voice": _voice(request),
        "voices": {line.speaker: line.client for line in page.source.lines},
        "span_of": span_of,
        "failed_check": typed is not None,
    }
    return render(request, "therapist/passages.jinja", context, status=status)


def span_of(one: Proposed | Done) -> str:
    """How a passage is called in addresses and on its page."""
    return f"{one.first}-{one.last}"


def _form(page: PassagesPage, one: Proposed, typed: PassageForm | None) -> PassageForm:
    name = f"p-{span_of(one)}-%s"
    if typed is not None and typed.auto_id == name:
        return typed
    start = {field: getattr(one, field) for field in PassageForm.base_fields}
    form = PassageForm(page.people, initial=start, auto_id=name)
    if page.source.kind == "note":
        form.fields["story"].label = "The story, in the client’s words where you can"
    return form


def _following(page: PassagesPage) -> dict[str, str]:
    """The passage that is looked at after each: the next on the page, else the first."""
    spans = [span_of(one) for one in page.left]
    after = [*spans[1:], spans[0]] if len(spans) > 1 else [""]
    return dict(zip(spans, after, strict=False))


@require_POST
def keep(request: HttpRequest, kind: str, source_id: UUID, first: int, last: int) -> HttpResponse:
    """Make an episode of it; what is wrong is said in place, and nothing typed is lost."""
    page, status = _read(request, kind, source_id), 422
    form = PassageForm(page.people, request.POST, auto_id=f"p-{first}-{last}-%s")
    if form.is_valid():
        try:
            suggesting.keep(
                by=request.actor,
                source=(kind, source_id),
                first=first,
                last=last,
                client=_voice(request),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            page = _read(request, kind, source_id)
            status = 409 if isinstance(refusal, Conflict) else 422
        else:
            return _on(request, kind, source_id, f"{first}-{last}")
    return _show(request, page, status=status, typed=form)


@require_POST
def dismiss(
    request: HttpRequest, kind: str, source_id: UUID, first: int, last: int
) -> HttpResponse:
    """Say that it tells no episode."""
    suggesting.dismiss(
        by=request.actor, source=(kind, source_id), first=first, last=last, client=_voice(request)
    )
    return _on(request, kind, source_id, f"{first}-{last}")


@require_POST
def back(request: HttpRequest, kind: str, source_id: UUID, first: int, last: int) -> HttpResponse:
    """Take a dismissal back, and look at it again."""
    suggesting.take_back(by=request.actor, source=(kind, source_id), first=first, last=last)
    messages.success(request, "It is back among those to decide.")
    return _to(request, kind, source_id, {"next": f"{first}-{last}"}, f"p-{first}-{last}")


def _on(request: HttpRequest, kind: str, source_id: UUID, made: str) -> HttpResponse:
    """On to the next passage, saying there what was made of this one."""
    following = request.POST.get("next", "")
    following = following if _SPAN.fullmatch(following) else ""
    place = f"p-{following}" if following else "what-was-made"
    return _to(request, kind, source_id, {"made": made, "next": following}, place)


def _to(
    request: HttpRequest, kind: str, source_id: UUID, said: dict[str, str], place: str
) -> HttpResponse:
    wanted = said | {"client": _voice(request), "all": "1" if _all(request) else ""}
    asked = {key: value for key, value in wanted.items() if value}
    address = reverse("passages", args=[kind, source_id])
    return redirect(f"{address}?{urlencode(asked)}#{place}")


_PASSAGE = "passages/<str:kind>/<uuid:source_id>/<int:first>-<int:last>"
routes = [
    path("passages/<str:kind>/<uuid:source_id>/", passages, name="passages"),
    path(f"{_PASSAGE}/keep/", keep, name="passage_keep"),
    path(f"{_PASSAGE}/dismiss/", dismiss, name="passage_dismiss"),
    path(f"{_PASSAGE}/back/", back, name="passage_back"),
]
