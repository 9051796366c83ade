"""People who work here: who they are, what they may do, letting them in and out."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.domain.access import Role
from betweenus.domain.access.granting import STAFF_ROLES
from betweenus.domain.access.identity import ROLE_WORDS
from betweenus.domain.refusals import Refusal
from betweenus.services import accounts, clock, people, second_factor
from betweenus.services.accounts import AccountPage
from betweenus.web.fields import DateField
from betweenus.web.refusals import CLOSED


def role_choices() -> list[tuple[str, str]]:
    """Each role of somebody who works here, by its name."""
    return [(role.value, ROLE_WORDS[role].partition(":")[0]) for role in STAFF_ROLES]


def role_hints() -> dict[str, str]:
    """What each role may, in one plain sentence."""
    return {
        role.value: words[:1].upper() + words[1:]
        for role in STAFF_ROLES
        if (words := ROLE_WORDS[role].partition(": ")[2])
    }


class AccountForm(forms.Form):
    """Somebody's name and what they may do here."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter their name"},
    )
    roles = forms.MultipleChoiceField(
        label="What may they do?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )
    trainee = forms.BooleanField(
        label="In training",
        help_text="A supervisor countersigns their notes.",
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices()
        self.fields["roles"].widget.attrs["hints"] = role_hints()

    def values(self) -> dict[str, object]:
        """What was chosen, as the service takes it."""
        return self.cleaned_data | {"roles": [Role(role) for role in self.cleaned_data["roles"]]}


class NewAccountForm(AccountForm):
    """Somebody new: also where their link is sent."""

    email = forms.EmailField(
        label="Email address",
        help_text="They get a link to choose a password that only they know.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter their email address",
            "invalid": "Enter an email address like name@example.com",
        },
    )
    field_order = ("name", "email", "roles", "trainee")


class SupervisorForm(forms.Form):
    """Who supervises somebody, from which day."""

    supervisor = forms.ChoiceField(
        label="Who supervises them?", error_messages={"required": "Choose a supervisor"}
    )
    since = DateField(label="From", help_text="Today if you leave it empty.", required=False)

    def __init__(self, page: AccountPage, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(pk), name) for pk, name in page.supervisors]
        self.fields["supervisor"].choices = [("", "Choose"), *named]


class EndForm(forms.Form):
    """The last day of a supervision."""

    until = DateField(label="Last day", required=False)


@require_GET
def everybody(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and those who did."""
    page = accounts.list_accounts(by=request.actor)
    return render(request, "service/accounts.jinja", {"page": page, "role_names": _role_names()})


def _role_names() -> dict[Role, str]:
    return {role: ROLE_WORDS[role].partition(":")[0] for role in STAFF_ROLES}


def add(request: HttpRequest) -> HttpResponse:
    """Add somebody, who then gets their link."""
    posted = request.POST if request.method == "POST" else None
    form = NewAccountForm(posted, auto_id="new-%s")
    if request.method == "POST" and form.is_valid():
        try:
            made = accounts.add(by=request.actor, **form.values())
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{made.name} has been sent a link to choose a password.")
            return redirect("account", account_id=made.pk)
    elif request.method == "GET":
        accounts.list_accounts(by=request.actor)
    context = {"form": form, "failed_check": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "service/account_add.jinja", context, status=status)


@require_GET
def one(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account."""
    return _show(request, accounts.read(by=request.actor, account_id=account_id))


def _show(request: HttpRequest, page: AccountPage, **extra) -> HttpResponse:
    account = page.account
    initial = {
        "name": account.name,
        "roles": [role.value for role in account.roles],
        "trainee": account.trainee,
    }
    context = {
        "page": page,
        "account": account,
        "form": AccountForm(initial=initial, auto_id="account-%s"),
        "supervisor_form": SupervisorForm(page, auto_id="supervisor-%s"),
        "end_forms": {
            link.id: EndForm(initial={"until": clock.today()}, auto_id=f"end-{link.id}-%s")
            for link in account.supervised_by
        },
        "role_names": _role_names(),
        "failed_check": bool(extra),
    }
    status = 422 if extra else 200
    return render(request, "service/account.jinja", context | extra, status=status)


@require_POST
def change(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Change what somebody may do."""
    form = AccountForm(request.POST, auto_id="account-%s")
    if form.is_valid():
        try:
            accounts.change(by=request.actor, account_id=account_id, **form.values())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "What they may do is as you chose.")
            return redirect("account", account_id=account_id)
    page = accounts.read(by=request.actor, account_id=account_id)
    return _show(request, page, form=form, wrong=form)


@require_POST
def invite(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Send the link to choose a password once more."""
    account = accounts.invite(by=request.actor, account_id=account_id)
    messages.success(request, f"A new link is on its way to {account.email}.")
    return redirect("account", account_id=account_id)


@require_POST
def leave(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Let somebody out, or say what has to be done before."""
    try:
        account = accounts.deactivate(by=request.actor, account_id=account_id)
    except Refusal as refusal:
        if refusal.field is None:
            raise
        page = accounts.read(by=request.actor, account_id=account_id)
        return _show(request, page, refused=refusal)
    messages.success(request, f"{account.name} can no longer sign in.")
    return redirect("accounts")


@require_POST
def come_back(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Let somebody in again."""
    account = accounts.reactivate(by=request.actor, account_id=account_id)
    messages.success(request, f"{account.name} can sign in again.")
    return redirect("account", account_id=account_id)


@require_POST
def reset_second_factor(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take away the second factor somebody has lost."""
    reason = request.POST.get("reason", "")
    try:
        account = second_factor.reset(by=request.actor, account_id=account_id, reason=reason)
    except Refusal as refusal:
        if refusal.field is None:
            raise
        page = accounts.read(by=request.actor, account_id=account_id)
        return _show(request, page, lost_refused=refusal)
    messages.success(request, f"{account.name} sets up a new second factor when they next sign in.")
    return redirect("account", account_id=account_id)


@require_POST
def supervise(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Give somebody a supervisor."""
    page = accounts.read(by=request.actor, account_id=account_id)
    form = SupervisorForm(page, request.POST, auto_id="supervisor-%s")
    if form.is_valid():
        try:
            people.link_supervision(
                by=request.actor,
                supervisor=UUID(form.cleaned_data["supervisor"]),
                supervisee=account_id,
                since=form.cleaned_data["since"],
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The supervision is set up.")
            return redirect("account", account_id=account_id)
    return _show(request, page, supervisor_form=form, wrong=form)


@require_POST
def end_supervision(request: HttpRequest, account_id: UUID, link_id: UUID) -> HttpResponse:
    """Let a supervision end."""
    form = EndForm(request.POST, auto_id=f"end-{link_id}-%s")
    if form.is_valid():
        try:
            people.end_supervision(
                by=request.actor, link_id=link_id, until=form.cleaned_data["until"]
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The supervision ends on that day.")
            return redirect("account", account_id=account_id)
    page = accounts.read(by=request.actor, account_id=account_id)
    forms_now = {
        link.id: form
        if link.id == link_id
        else EndForm(initial={"until": clock.today()}, auto_id=f"end-{link.id}-%s")
        for link in page.account.supervised_by
    }
    return _show(request, page, end_forms=forms_now, wrong=form)


routes = [
    path("service/people/", everybody, name="accounts"),
    path("service/people/add/", add, name="account_add"),
    path("service/people/<uuid:account_id>/", one, name="account"),
    path("service/people/<uuid:account_id>/change/", change, name="account_change"),
    path("service/people/<uuid:account_id>/invite/", invite, name="account_invite"),
    path(
        "service/people/<uuid:account_id>/second-factor/",
        reset_second_factor,
        name="account_second_factor",
    ),
    path("service/people/<uuid:account_id>/leave/", leave, name="account_leave"),
    path("service/people/<uuid:account_id>/back/", come_back, name="account_back"),
    path("service/people/<uuid:account_id>/supervisor/", supervise, name="account_supervisor"),
    path(
        "service/people/<uuid:account_id>/supervisor/<uuid:link_id>/end/",
        end_supervision,
        name="account_supervisor_end",
    ),
]
