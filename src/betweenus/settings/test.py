"""Tests: fixed keys, plain static files, quick hashing, messages in memory."""

from betweenus.settings.base import *
from betweenus.settings.base import DATABASES, HOME

SECRET_KEY = "only for tests, 0123456789 0123456789 0123456789"  # noqa: S105
BETWEENUS_KEY_RING = {
    "test-old": "b2xkIGtleSBvbmx5IGZvciB0ZXN0cyAwMTIzNDU2Nzg=",
    "test": "bmV3IGtleSBvbmx5IGZvciB0ZXN0cyAwMTIzNDU2Nzg=",
}
BETWEENUS_SEALING_KEY = "test"
BETWEENUS_DEMO = False
# Tests sign in by a cookie; those of the second factor ask for it.
BETWEENUS_SECOND_FACTOR = "nobody"

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
    HOME.mkdir(parents=True, exist_ok=True)
