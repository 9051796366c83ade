"""The database does not answer, or has no room: a page that says so and keeps what was typed.

It needs no database itself. Whether what was sent had been saved by then nobody can know, so it
says "may not".
"""

from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from betweenus.web import autosave, typed

# Of SQLite's reasons those that pass or that somebody mends on the machine: busy, locked, no
# memory, read only, a failing disk, a full one, a file that cannot be opened
# (https://www.sqlite.org/rescode.html). Any other is a mistake of ours.
_SQLITE = frozenset({5, 6, 7, 8, 10, 13, 14})
# Of PostgreSQL's classes of reasons the one OperationalError also stands for that is a mistake of
# ours: a query too complex (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_OURS = ("54",)
_SECONDS = 30  # after which a machine may ask again; own choice


def is_behind(error: BaseException | None) -> bool:
    """Whether this error comes of a database that is away, full or overcrowded."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    reason = error.__cause__
    sqlite = getattr(reason, "sqlite_errorcode", None)
    if sqlite is not None:
        return sqlite & 0xFF in _SQLITE
    return not str(getattr(reason, "sqlstate", None) or "").startswith(_OURS)


def page(request: HttpRequest) -> HttpResponse:
    """Say it; a form can be sent again as it was, a page's own script tries again by itself."""
    answer = _told(request)
    answer.headers["Retry-After"] = str(_SECONDS)
    add_never_cache_headers(answer)
    return answer


def _told(request: HttpRequest) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if autosave.by_script(request):
        return JsonResponse({"message": "Nothing can be saved just now."}, status=status)
    context = {
        "reference": getattr(request, "reference", ""),
        "address": request.get_full_path(),
        "fields": typed.fields(request),
        "written": typed.words(request),
        "files": bool(request.FILES),
        "sent": request.method == "POST",
    }
    return render(request, "components/unreachable.jinja", context, status=status)
