"""A service in use: every secret from the environment, every cookie secure."""

from django.core.exceptions import ImproperlyConfigured

from betweenus.settings.base import *
from betweenus.settings.base import env, key_ring


def _required(name: str, example: str, why: str) -> str:
    """The setting, or the line to type."""
    value: str = env(name, "")
    if not value:
        raise ImproperlyConfigured(f'{name} is not set. Type: export {name}="{example}"  # {why}')
    return value


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

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("BETWEENUS_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_TRUSTED_ORIGINS = [BETWEENUS_ADDRESS]
