"""Files handed to a browser to keep."""

from django.http import HttpResponse

from betweenus.services.letter_files import LetterFile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(file: LetterFile, kind: str) -> HttpResponse:
    """A letter as a file; nothing of it stays in a cache (web.middleware)."""
    response = HttpResponse(file.content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
