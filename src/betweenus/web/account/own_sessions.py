"""Where I am signed in, and ending that elsewhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from betweenus.services import own_sessions

# The first name found in what a browser says of itself; each also says the names of older ones.
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac", "a Mac"),
    ("Linux", "Linux"),
)


def browser_words(said: str) -> str:
    """A browser in words somebody knows it by, such as "Firefox on Windows"."""
    browser = next((words for sign, words in _BROWSERS if sign in said), "A browser")
    machine = next((words for sign, words in _MACHINES if sign in said), "")
    return f"{browser} on {machine}" if machine else browser


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Everywhere I am signed in now."""
    found = own_sessions.read(by=request.actor, here=request.session.session_key or "")
    lines = [(one, browser_words(one.browser)) for one in found]
    return render(request, "account/own_sessions.jinja", {"sessions": lines})


@require_POST
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one."""
    own_sessions.end(by=request.actor, session_id=session_id)
    messages.success(request, "That browser is signed out.")
    return redirect("own_sessions")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all but this one."""
    own_sessions.end_others(by=request.actor, here=request.session.session_key or "")
    messages.success(request, "You are signed in only here now.")
    return redirect("own_sessions")


routes = [
    path("account/sessions/", mine, name="own_sessions"),
    path("account/sessions/<int:session_id>/end/", end, name="own_session_end"),
    path("account/sessions/end-others/", end_others, name="own_sessions_end_others"),
]
