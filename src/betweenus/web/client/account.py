"""My account: how I sign in, and what I have agreed to, which I can take back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.refusals import NotFound
from betweenus.services import consents, portal, reminders
from betweenus.services.portal import MyConsent

# What the client may take back here; stopping treatment is a conversation, not a button.
WITHDRAWABLE = ("recording", "gp")


class WithdrawForm(forms.Form):
    """Taking an agreement back."""

    words = forms.CharField(
        label="Is there anything you want to say about it?",
        help_text="You do not have to give a reason.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "unmarked": True}),
    )


@require_GET
def my_account(request: HttpRequest) -> HttpResponse:
    """How I sign in and what I have agreed to."""
    page = portal.my_account(by=request.actor)
    context = {
        "page": page,
        "withdrawable": WITHDRAWABLE,
        "reminded": reminders.mine(by=request.actor),
    }
    return render(request, "client/account.jinja", context)


@require_POST
def my_reminders(request: HttpRequest) -> HttpResponse:
    """Say whether I want to be reminded of questionnaires."""
    wanted = request.POST.get("wanted") == "yes"
    reminders.choose(by=request.actor, wanted=wanted)
    said = "We will remind you again." if wanted else "We will not remind you any more."
    messages.success(request, said)
    return redirect("my_account")


def withdraw(request: HttpRequest, purpose: str) -> HttpResponse:
    """Ask once more, then take an agreement back."""
    page = portal.my_account(by=request.actor)
    found = _given(page.consents, purpose)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        consents.consent(
            by=request.actor,
            course_id=page.course_id,
            purpose=purpose,
            given=False,
            words=form.cleaned_data["words"],
        )
        messages.success(request, "You have taken it back. Your therapist can see that.")
        return redirect("my_account")
    return render(request, "client/withdraw.jinja", {"consent": found, "form": form})


def _given(all_of_them: tuple[MyConsent, ...], purpose: str) -> MyConsent:
    """An agreement that stands and can be taken back here; raises NotFound."""
    for one in all_of_them:
        if one.purpose == purpose and purpose in WITHDRAWABLE and one.given:
            return one
    raise NotFound("There is nothing to take back here.", "Open your account again.")


routes = [
    path("me/account/reminders/", my_reminders, name="my_reminders"),
    path("me/account/", my_account, name="my_account"),
    path("me/account/<slug:purpose>/take-back/", withdraw, name="my_consent"),
]
