"""A service in use: every secret from the environment, every cookie secure."""

from django.core.exceptions import ImproperlyConfigured

from betweenus.settings.base import *
from betweenus.settings.base import env, key_ring


def _required(name: str, how: str) -> str:
    """The setting, or the line to type."""
    value: str = env(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {how}")
    return value


_MAKE_KEY = "python -c 'import os,base64; print(base64.b64encode(os.urandom(32)).decode())'"
SECRET_KEY = _required("BETWEENUS_SECRET_KEY", f"Make one: {_MAKE_KEY}")
BETWEENUS_KEY_RING = key_ring(
    _required("BETWEENUS_KEYS", f"Write it as ID:KEY, e.g. 2026a:$({_MAKE_KEY})")
)
BETWEENUS_SEALING_KEY = env("BETWEENUS_SEALING_KEY", list(BETWEENUS_KEY_RING)[-1])
BETWEENUS_DEMO = False
BETWEENUS_ADDRESS = _required("BETWEENUS_ADDRESS", "e.g. https://therapy.example.org")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("BETWEENUS_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_TRUSTED_ORIGINS = [BETWEENUS_ADDRESS]
