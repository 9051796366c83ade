"""An e-mail that cannot leave is told to whoever looks after the machine, without its address."""

import pytest

from betweenus.records.people import Message
from betweenus.services import messages

pytestmark = pytest.mark.django_db


def test_a_mail_server_that_does_not_answer_is_told_and_who_was_written_to_is_not(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    messages.send(kind="welcome", to="anna@example.org", subject="Your account", body="Dear Anna")
    assert "An e-mail (welcome) was not sent: ConnectionRefusedError" in caplog.text
    assert "anna" not in caplog.text.lower()
    assert Message.objects.get().failure.startswith("ConnectionRefusedError")
