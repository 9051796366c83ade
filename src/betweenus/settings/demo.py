"""The demo on one's own machine: everything below HOME, secrets made at first use."""

from betweenus.settings.base import *
from betweenus.settings.base import HOME, secret_from

HOME.mkdir(parents=True, exist_ok=True)
ANCHORS = HOME / "anchors"  # its own, wherever those of a service in use are
SECRET_KEY = secret_from(HOME / "secret.key")
BETWEENUS_KEY_RING = {"demo": secret_from(HOME / "sealing.key")}
BETWEENUS_SEALING_KEY = "demo"
BETWEENUS_DEMO = True
# Everybody's password is printed on the screen: to demand a second factor would only keep people
# from looking. It can be set up and tried all the same.
BETWEENUS_SECOND_FACTOR = "nobody"

# Nothing leaves the machine: messages are files that can be read.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Sixteen accounts at the real cost would be a third of the time it takes to make the demo.
PASSWORD_HASHERS = ["betweenus.settings.hashing.QuickArgon2"]
