"""The second factor: setting it up, being asked for it, and what to do when it is lost.

The pages are the sign-in library's views with templates and words of ours (decision 19).
"""

from allauth.account.stages import LoginStageController
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as base
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import views as passkeys
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import path, reverse_lazy

from betweenus.services import people, second_factor, service

# Open to somebody who must set one up first; everything else waits, but for public pages.
WHILE_DUE = {
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}
_WRONG = "incorrect_code"


class Adapter(DefaultMFAAdapter):
    """Secrets sealed as every confidence here, and the library's words in plain ones."""

    error_messages = DefaultMFAAdapter.error_messages | {
        _WRONG: "That code is not right. A code from an app works for half a minute and once: wait "
        "for the next one. A recovery code works once",
        "cannot_generate_recovery_codes": "Set up an app or a passkey first",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret with the service's own key."""
        return second_factor.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it."""
        return second_factor.opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What an app calls the entry."""
        return service.present().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who a browser says it has a passkey for."""
        return super().get_public_key_credential_rp_entity() | {"name": service.present().name}

    def generate_authenticator_name(self, user, type) -> str:  # noqa: A002 - the library's word
        """A name to begin with."""
        return "My passkey"


def _told(user, failed: ValidationError) -> ValidationError:
    """A wrong one leaves an event; a try that was not looked at leaves none."""
    if failed.code == _WRONG:
        second_factor.failed(by=people.identify(user))
    return failed


class CodeForm(AuthenticateForm):
    """The code of the moment, or one of the recovery codes."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], "Code", "From your app, or one of your recovery codes.")

    def clean_code(self) -> str:
        """The code, spaces left out."""
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        try:
            return super().clean_code()
        except ValidationError as failed:
            raise _told(self.user, failed) from None


class CodeAgainForm(CodeForm, ReauthenticateForm):
    """The same, of somebody who is signed in already."""


class PasskeyForm(AuthenticateWebAuthnForm):
    """What a browser answers for a passkey."""

    def clean_credential(self):
        """The passkey it is for."""
        try:
            return super().clean_credential()
        except ValidationError as failed:
            raise _told(self.user, failed) from None


class AppForm(ActivateTOTPForm):
    """The first code, which shows that the app has the secret."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], "Code", "The six digits the app shows now.")

    def clean_code(self) -> str:
        """The code, spaces left out."""
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        return super().clean_code()


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey, and what to call it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "What do you want to call it?"
        self.fields["name"].help_text = "So that you know it again, such as “work laptop”."
        self.fields["name"].max_length = 60


def _word(field, label: str, hint: str) -> None:
    field.label, field.help_text = label, hint
    field.error_messages["required"] = "Enter the code"
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"inputmode": "numeric", "width": 10}


def due(request: HttpRequest, view) -> bool:
    """Whether a second factor has to be set up before this view answers.

    What was found is kept in the session, so that pages ask the database nothing.
    """
    if request.session.get(second_factor.SHOWN) or not getattr(view, "login_required", True):
        return False
    found = request.resolver_match
    if found and found.url_name in WHILE_DUE:
        return False
    return is_due(request)


def is_due(request: HttpRequest) -> bool:
    """Whether whoever is signed in has to set one up."""
    if second_factor.due(by=request.actor):
        return True
    if second_factor.is_asked_of(by=request.actor):
        request.session[second_factor.SHOWN] = True
    return False


def waiting(request: HttpRequest):
    """The sign-in that waits for its second factor in this browser, or None."""
    return LoginStageController.enter(request, LoginStageKey.MFA_AUTHENTICATE.value)


def asked_of(user) -> dict[str, object]:
    """What the page that asks for the second factor shows: which kinds they have."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    has_passkey = second_factor.PASSKEY in kinds
    return {
        "form": CodeForm(user=user),
        "has_passkey": has_passkey,
        "has_app": second_factor.APP in kinds,
        "js_data": {"request_options": begin_authentication(user)} if has_passkey else None,
    }


class Index(base.IndexView):
    """How I sign in."""

    template_name = "account/second_factor.jinja"

    def get_context_data(self, **kwargs) -> dict:
        """With how many recovery codes are left."""
        found = super().get_context_data(**kwargs)
        theirs = found["authenticators"]
        left = theirs.get(second_factor.CODES)
        return found | {
            "app": theirs.get(second_factor.APP),
            "passkeys": theirs.get(second_factor.PASSKEY, []),
            "codes_left": len(left.get_unused_codes()) if left else None,
            "due": is_due(self.request),
            "has_password": self.request.user.has_usable_password(),
        }


class Ask(base.AuthenticateView):
    """The second factor of somebody whose password or link was right."""

    template_name = "account/second_factor_ask.jinja"

    def get_context_data(self, **kwargs) -> dict:
        """Which kinds they have."""
        theirs = asked_of(self.stage.login.user)
        return super().get_context_data(**kwargs) | {
            "has_passkey": theirs["has_passkey"],
            "has_app": theirs["has_app"],
            "failed_check": bool(self.form and self.form.errors),
        }


class RemoveApp(app.DeactivateTOTPView):
    """Ask once more, then remove the app."""

    template_name = "account/second_factor_remove.jinja"
    extra_context = {"what": "the app for codes"}


class RemovePasskey(passkeys.RemoveWebAuthnView):
    """Ask once more, then remove a passkey."""

    template_name = "account/second_factor_remove.jinja"
    success_url = reverse_lazy("mfa_index")
    extra_context = {"what": "this passkey"}


_AT = "account/second-factor/"
routes = [
    path(_AT, Index.as_view(), name="mfa_index"),
    path(f"{_AT}ask/", Ask.as_view(), name="mfa_authenticate"),
    path(
        f"{_AT}again/",
        base.ReauthenticateView.as_view(template_name="account/second_factor_again.jinja"),
        name="mfa_reauthenticate",
    ),
    path(
        f"{_AT}again/passkey/",
        passkeys.ReauthenticateWebAuthnView.as_view(template_name="account/passkey_again.jinja"),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        f"{_AT}app/",
        app.ActivateTOTPView.as_view(template_name="account/second_factor_app.jinja"),
        name="mfa_activate_totp",
    ),
    path(f"{_AT}app/remove/", RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path(
        f"{_AT}passkey/",
        passkeys.AddWebAuthnView.as_view(template_name="account/passkey_add.jinja"),
        name="mfa_add_webauthn",
    ),
    path(f"{_AT}passkey/<int:pk>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path(
        f"{_AT}codes/",
        codes.ViewRecoveryCodesView.as_view(template_name="account/recovery_codes.jinja"),
        name="mfa_view_recovery_codes",
    ),
    path(
        f"{_AT}codes/new/",
        codes.GenerateRecoveryCodesView.as_view(template_name="account/recovery_codes_new.jinja"),
        name="mfa_generate_recovery_codes",
    ),
]
