"""The diary: moments listed, written, changed until they are read; what is typed is kept."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.formulation.episodes import moment_parts
from betweenus.domain.refusals import Conflict, Refusal
from betweenus.services import clock, diary
from betweenus.services.diary import Entry
from betweenus.web import autosave
from betweenus.web.fields import DateField

SHARED = (("yes", "Share it with my therapist"), ("no", "Keep it to myself for now"))


class MomentForm(forms.Form):
    """The questions of a moment, the day, and who may read it."""

    same_for_all = True

    def __init__(self, data=None, **kwargs) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        for part in moment_parts():
            widget = (
                forms.TextInput(attrs={"unmarked": True})
                if part.short
                else forms.Textarea(attrs={"rows": 2, "unmarked": True, "data-grows": "1"})
            )
            self.fields[part.id] = forms.CharField(
                label=part.asks, help_text=part.hint, required=False, widget=widget
            )
        self.fields["happened_on"] = DateField(
            label="When was it?",
            help_text="Leave it as it is for today.",
            required=False,
        )
        self.fields["happened_on"].widget.attrs["unmarked"] = True
        self.fields["shared"] = forms.ChoiceField(
            label="Who may read it?",
            choices=SHARED,
            initial="yes",
            widget=forms.RadioSelect(attrs={"hints": {"no": "You can still share it later."}}),
            error_messages={"required": "Choose whether to share it"},
        )

    @property
    def moment(self) -> dict[str, object]:
        """What the service is told."""
        data = self.cleaned_data
        return {
            "parts": {part.id: data[part.id] for part in moment_parts()},
            "happened_on": data["happened_on"],
            "shared": data["shared"] == "yes",
        }


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """Every entry, newest first."""
    page = diary.mine(by=request.actor)
    return render(request, "client/diary.jinja", {"page": page})


def new(request: HttpRequest) -> HttpResponse:
    """A new entry; what was typed before and not saved is there again."""
    page = diary.begin(by=request.actor)
    form = MomentForm(request.POST) if request.method == "POST" else _restored(page.draft.content)
    if form.is_bound and form.is_valid():
        try:
            diary.write(by=request.actor, course_id=page.course_id, **form.moment)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "It is saved.")
            return redirect("diary")
    context = {"form": form, "draft": page.draft, "saved": autosave.said(page.draft)}
    return _page(request, form, context)


def _restored(content: dict[str, str]) -> MomentForm:
    """The form as it was typed before, else with today in it."""
    today = clock.today()
    days = [content.get(f"happened_on_{place}", "") for place in range(3)]
    initial = {
        "happened_on": days if any(days) else today,
        "shared": "yes",
        **{key: value for key, value in content.items() if not key.startswith("happened_on")},
    }
    return MomentForm(initial=initial)


def _page(request: HttpRequest, form: MomentForm, context: dict, status: int = 0) -> HttpResponse:
    context |= {"moment_parts": moment_parts(), "failed_check": bool(form.errors)}
    return render(
        request,
        "client/diary_entry.jinja",
        context,
        status=status or (422 if form.errors else 200),
    )


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed."""
    names = [part.id for part in moment_parts()]
    names += ["happened_on_0", "happened_on_1", "happened_on_2", "shared"]
    return autosave.answer(
        request,
        lambda: diary.save_draft(
            by=request.actor,
            content={name: request.POST.get(name, "") for name in names},
            seen_version=autosave.seen_version(request),
        ),
        back=reverse("diary_new"),
        labels={part.id: part.asks for part in moment_parts()},
    )


def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry: as it was written, or to be changed while nobody has read it."""
    found = diary.read_mine(by=request.actor, entry_id=entry_id)
    if not found.can_change:
        return render(
            request, "client/diary_read.jinja", {"entry": found, "moment_parts": moment_parts()}
        )
    form = MomentForm(request.POST) if request.method == "POST" else _of(found)
    if not (form.is_bound and form.is_valid()):
        return _page(request, form, {"form": form, "entry": found})
    try:
        diary.change(
            by=request.actor,
            entry_id=entry_id,
            seen=request.POST.get("seen", ""),
            **form.moment,
        )
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return _page(request, form, {"form": form, "entry": found, "other": found}, status=409)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, form, {"form": form, "entry": found})
    messages.success(request, "It is saved.")
    return redirect("diary")


def _of(found: Entry) -> MomentForm:
    shared = "yes" if found.shared else "no"
    return MomentForm(initial={**found.parts, "happened_on": found.happened_on, "shared": shared})


routes = [
    path("me/diary/", list_page, name="diary"),
    path("me/diary/new/", new, name="diary_new"),
    path("me/diary/draft/", draft, name="diary_draft"),
    path("me/diary/<uuid:entry_id>/", entry, name="diary_entry"),
]
