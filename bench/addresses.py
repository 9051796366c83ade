"""Every address of the program, and a page of any size that says nothing.

The constant page goes through the same server, the same middleware and the same signing in; what
another page takes longer is its own work.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from betweenus.web.urls import urlpatterns as of_the_program

_LETTERS = b"<p>nothing of importance</p>\n"


def constant(request: HttpRequest, size: int) -> HttpResponse:
    """So many bytes of HTML."""
    return HttpResponse((_LETTERS * (size // len(_LETTERS) + 1))[:size])


urlpatterns = [path("bench/<int:size>/", constant, name="constant"), *of_the_program]
