"""Who may do what: the permission table, as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.access import TABLE, Act, Relation, Role
from betweenus.domain.access.identity import ROLE_WORDS

SHOWN = (Role.CLIENT, Role.THERAPIST, Role.SUPERVISOR, Role.LEAD, Role.ADMINISTRATOR)
WHOSE = {
    None: "yes",
    Relation.SELF: "own record",
    Relation.OWN: "own clients",
    Relation.SUPERVISEE: "supervisees’ clients",
    Relation.DEPUTY: "as deputy, clients of somebody on leave",
    Relation.DUTY: "on duty, clients with an escalated sign",
    Relation.EMERGENCY: "in an emergency, for a few hours",
    Relation.WAITING: "people given to nobody yet",
    Relation.SERVICE: "any client",
}


def grants() -> list[tuple[str, list[str]]]:
    """Each act with what every role may, in words; "" for not at all."""
    rows = []
    for act in Act:
        cells = [_cell(act, role) for role in SHOWN]
        if any(cells):
            rows.append((act[:1].upper() + act[1:], cells))
    return rows


def _cell(act: Act, role: Role) -> str:
    return ", ".join(WHOSE[relation] for granted, relation in TABLE[act] if granted is role)


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The table, for anybody signed in: what others may do with one's record is no secret."""
    context = {
        "roles": [ROLE_WORDS[role].partition(":")[0] for role in SHOWN],
        "sentences": [ROLE_WORDS[role] for role in SHOWN],
        "rows": grants(),
    }
    return render(request, "service/permissions.jinja", context)


routes = [path("service/who-may-do-what/", show, name="permissions")]
