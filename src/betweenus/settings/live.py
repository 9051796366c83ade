"""A service in use: every secret from the environment, every cookie secure."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from betweenus.settings.base import *
from betweenus.settings.base import BETWEENUS_SECOND_FACTOR, LOGGING, env, key_ring


def _required(name: str, example: str, why: str) -> str:
    """The setting, or the line to type."""
    value: str = env(name, "")
    if not value:
        raise ImproperlyConfigured(f'{name} is not set. Type: export {name}="{example}"  # {why}')
    return value


def _safe(safe: bool, what: str, example: str) -> None:
    """Refuse a setting that would leave records open, with the line to type instead."""
    if not safe:
        raise ImproperlyConfigured(f"{what}. Type: export {example}")


_A_KEY = "$(head -c 32 /dev/urandom | base64)"
SECRET_KEY = _required("BETWEENUS_SECRET_KEY", _A_KEY, "keep it: a new one signs everybody out")
BETWEENUS_KEY_RING = key_ring(
    _required("BETWEENUS_KEYS", f"a:{_A_KEY}", "keep it: nobody can read the records without it")
)
BETWEENUS_SEALING_KEY = env("BETWEENUS_SEALING_KEY", list(BETWEENUS_KEY_RING)[-1])
BETWEENUS_DEMO = False
BETWEENUS_ADDRESS = _required(
    "BETWEENUS_ADDRESS", "https://therapy.example.org", "the address people type"
)

# None of these has a good reason in a service in use, so none can be had.
_HOST = urlsplit(BETWEENUS_ADDRESS).hostname
_safe(
    BETWEENUS_ADDRESS.startswith("https://") and bool(_HOST),
    f"BETWEENUS_ADDRESS is {BETWEENUS_ADDRESS}: without https anybody on the way reads the records",
    'BETWEENUS_ADDRESS="https://therapy.example.org"',
)
_safe(
    len(SECRET_KEY) >= 32,
    "BETWEENUS_SECRET_KEY is shorter than 32 characters: it could be guessed",
    f'BETWEENUS_SECRET_KEY="{_A_KEY}"',
)
ALLOWED_HOSTS = env.list("BETWEENUS_HOSTS", [_HOST, "127.0.0.1", "localhost"])
_safe(
    not [host for host in ALLOWED_HOSTS if host.startswith(("*", "."))] and _HOST in ALLOWED_HOSTS,
    f"BETWEENUS_HOSTS is {','.join(ALLOWED_HOSTS)}: it has to name {_HOST}, and no others by a "
    "pattern, or links in e-mails could be made to lead elsewhere",
    f'BETWEENUS_HOSTS="{_HOST}"',
)
_safe(
    env("BETWEENUS_SSL_REDIRECT", "") in ("", "1", "true", "True", "yes"),
    "BETWEENUS_SSL_REDIRECT is off: somebody who types http:// would send their password readable",
    "BETWEENUS_SSL_REDIRECT=true",
)
_safe(
    BETWEENUS_SECOND_FACTOR in ("staff", "nobody"),
    f"BETWEENUS_SECOND_FACTOR is {BETWEENUS_SECOND_FACTOR}: it has to be staff or nobody",
    "BETWEENUS_SECOND_FACTOR=staff",
)
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("BETWEENUS_PROXIES", 1)

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
# Whoever watches the machine asks it itself, past the proxy.
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^metrics/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_TRUSTED_ORIGINS = [BETWEENUS_ADDRESS]

# Lines that a machine reads, one a request unless BETWEENUS_REQUEST_LOG is off.
LOGGING["handlers"]["operator"]["formatter"] = "json"
if env.bool("BETWEENUS_REQUEST_LOG", True):
    LOGGING["loggers"]["betweenus.requests"]["level"] = "INFO"
