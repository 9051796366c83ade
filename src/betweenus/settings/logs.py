"""How errors are written for the operator: where and of what kind, never what somebody typed."""

import json
import logging
import traceback
from datetime import UTC, datetime
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


def without_address(record: logging.LogRecord) -> bool:
    """Name a page by its route: addresses hold ids and, in links by e-mail, secrets."""
    request = getattr(record, "request", None)
    if record.name.startswith("django.") and hasattr(request, "resolver_match"):
        found = request.resolver_match
        record.route = str(found.url_name) if found else "(no page)"
        record.reference = getattr(request, "reference", "")
        record.msg = "%s at the page %s, reference %s"
        record.args = (getattr(record, "status_code", "failed"), record.route, record.reference)
    return True


# What a line may say besides its own words; anything else handed to a logger stays out.
_SAID = ("reference", "route", "method", "status", "ms")


class AsJson(WithoutWords):
    """One JSON object a line, for whoever gathers logs; of nobody, and without an address."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _SAID if hasattr(record, name)}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "without words": {
            "()": WithoutWords,
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": AsJson},
    },
    "filters": {
        "without address": {
            "()": "django.utils.log.CallbackFilter",
            "callback": without_address,
        },
    },
    "handlers": {
        "operator": {
            "class": "logging.StreamHandler",
            "formatter": "without words",
            "filters": ["without address"],
            "level": "ERROR",
        },
        "requests": {"class": "logging.StreamHandler", "formatter": "json", "level": "INFO"},
        "nobody": {"class": "logging.NullHandler"},
    },
    # Whoever asks for another host gets a 400. Machines that try every address do so all day.
    "loggers": {
        "django.security.DisallowedHost": {"handlers": ["nobody"], "propagate": False},
        # A line a request only where the settings of a service in use turn it on.
        "betweenus.requests": {"handlers": ["requests"], "level": "ERROR", "propagate": False},
    },
    "root": {"handlers": ["operator"]},
}
