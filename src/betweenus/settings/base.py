"""Settings common to every occasion; what a service must choose comes from the environment."""

import base64
import os
from pathlib import Path

from environs import Env

from betweenus.settings.logs import LOGGING  # noqa: F401 - a setting

env = Env()

PACKAGE = Path(__file__).resolve().parent.parent
# Everything the program writes lies below one folder: database, keys, collected static files.
HOME = env.path("BETWEENUS_HOME", Path("var")).resolve()

# Words of questionnaires whose text may not be shipped: a file each, from their licence holders.
WORDINGS = env.path("BETWEENUS_WORDINGS", HOME / "wordings").resolve()

# Codes a service adds to those episodes are coded in: one file, like our own vocabulary.
CODES = env.path("BETWEENUS_CODES", HOME / "codes.toml").resolve()

# Where the chain of events stood, a line a day. Best on a disk that whoever can write to the
# database cannot write to.
ANCHORS = env.path("BETWEENUS_ANCHORS", HOME / "anchors").resolve()

DEBUG = False
ALLOWED_HOSTS = env.list("BETWEENUS_HOSTS", ["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("BETWEENUS_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "betweenus.records",
    "betweenus.web",
]

MIDDLEWARE = [
    "betweenus.web.watching.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "betweenus.web.middleware.OnlyWhatFormsSend",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "betweenus.web.middleware.WhoIsActing",
    "betweenus.web.middleware.SignInOrKeepWhatWasTyped",
    "betweenus.web.middleware.RecordPagesAreNotCached",
    "betweenus.web.refusals.RefusalsBecomePages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "betweenus.web.urls"
WSGI_APPLICATION = "betweenus.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [PACKAGE / "web"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "betweenus.web.jinja.environment"},
    },
    {
        # The sign-in library's own e-mails are Django templates; its pages are ours (web/account).
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "DIRS": [PACKAGE / "web" / "mail"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "betweenus.web.fields.Renderer"

# DATABASE_URL chooses PostgreSQL; without it an SQLite file below HOME is used.
_SQLITE = f"sqlite:///{HOME / 'betweenus.sqlite3'}"
DATABASES = {"default": env.dj_db_url("DATABASE_URL", _SQLITE)}


def sqlite_options() -> dict[str, object]:
    """WAL lets people read while somebody writes; IMMEDIATE waits its turn instead of failing."""
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # The ORM reads every kind of column itself; the library need not do it before.
        "detect_types": 0,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000;PRAGMA mmap_size=1073741824;"
        ),
    }


if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["ENGINE"] = "betweenus.records.sqlite"
    DATABASES["default"]["OPTIONS"] = sqlite_options()
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    # A database that is away is said to be after seconds, not when the network gives up. Own
    # choice; what stands in DATABASE_URL goes first.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 20_000,  # milliseconds
        "keepalives_idle": 30,
    } | DATABASES["default"].get("OPTIONS", {})

AUTH_USER_MODEL = "records.Account"
AUTHENTICATION_BACKENDS = [
    "betweenus.web.account.backend.Backend",
    "sesame.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "betweenus.web.account.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How often public forms may be sent, beside what the library limits itself (signing in, wrong
# passwords, new passwords). So low that guessing is hopeless, so high that a waiting room or an
# office behind one address is not shut out. Own choice.
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords: from one place; for one address from one place; for one address from
    # anywhere. The last is wide, so that keeping somebody out costs the attacker (decision 19).
    "login_failed": "30/10m/ip,5/5m/key",
    "login_failed_anywhere": "200/h/key",
    "referral": "20/h/ip",
    "sign_in_link": "20/10m/ip,5/15m/key",
    "open_link": "60/10m/ip",
}
# Tries are counted in one place for all processes and machines: a table of the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "betweenus_tries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# Proxies in front of the program, whose word on where a request comes from is taken.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("BETWEENUS_PROXIES", 0)

# Who must show a second factor beside their password: whoever works here ("staff"), or "nobody".
BETWEENUS_SECOND_FACTOR = env("BETWEENUS_SECOND_FACTOR", "staff")
MFA_ADAPTER = "betweenus.web.account.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "betweenus.web.account.second_factor.CodeForm",
    "authenticate_webauthn": "betweenus.web.account.second_factor.PasskeyForm",
    "reauthenticate": "betweenus.web.account.second_factor.CodeAgainForm",
    "activate_totp": "betweenus.web.account.second_factor.AppForm",
    "add_webauthn": "betweenus.web.account.second_factor.NewPasskeyForm",
}
# Whoever proved within this time who they are may change how they sign in.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60

# Links by e-mail: single-use (bound to the last sign-in), short-lived, never written to a log.
SESAME_TOKEN_NAME = "token"  # noqa: S105 - the name of a parameter
SESAME_MAX_AGE = 15 * 60
SESAME_ONE_TIME = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_ENGINE = "betweenus.web.account.sessions"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_BACKEND = env("BETWEENUS_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env("BETWEENUS_EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("BETWEENUS_EMAIL_PORT", 25)
EMAIL_HOST_USER = env("BETWEENUS_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env("BETWEENUS_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.bool("BETWEENUS_EMAIL_TLS", False)
DEFAULT_FROM_EMAIL = env("BETWEENUS_EMAIL_FROM", "no-reply@localhost")
# Links in e-mails need the address people type; requests do not always know it.
BETWEENUS_ADDRESS = env("BETWEENUS_ADDRESS", "http://127.0.0.1:8000")

# Whoever shows this token may read how the service does, in numbers; without one nobody may.
BETWEENUS_METRICS_TOKEN = env("BETWEENUS_METRICS_TOKEN", "")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []


def secret_from(file: Path) -> str:
    """A secret kept in a file only its owner can read; made at first use."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as made:
            made.write(base64.b64encode(os.urandom(32)).decode())
    return file.read_text().strip()


def key_ring(text: str) -> dict[str, str]:
    """``id:base64key`` pairs separated by commas, as BETWEENUS_KEYS holds them."""
    return dict(pair.strip().split(":", 1) for pair in text.split(",") if pair.strip())


CSRF_FAILURE_VIEW = "betweenus.web.refusals.forged"
