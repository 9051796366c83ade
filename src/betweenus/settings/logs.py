"""How errors are written for the operator: where and of what kind, never what somebody typed."""

import logging
import traceback
from types import TracebackType

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """Leaves out an error's own message, which can quote a record or a form."""

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - the library's name
        """The way to the error and its kind, and the same of what it came of."""
        told = []
        error = ei[1]
        while error is not None:
            way = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"{way}{type(error).__module__}.{type(error).__qualname__}")
            unless = None if error.__suppress_context__ else error.__context__
            error = error.__cause__ or unless
        return "\nwhich came of:\n".join(told)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "without words": {
            "()": WithoutWords,
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {
        "operator": {
            "class": "logging.StreamHandler",
            "formatter": "without words",
            "level": "ERROR",
        },
        "nobody": {"class": "logging.NullHandler"},
    },
    # Whoever asks for another host gets a 400. Machines that try every address do so all day.
    "loggers": {"django.security.DisallowedHost": {"handlers": ["nobody"], "propagate": False}},
    "root": {"handlers": ["operator"]},
}
