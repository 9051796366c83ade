"""Messages: e-mails that carry no clinical word, sent as tasks, their leaving recorded."""

import logging
from datetime import datetime
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from betweenus.records.people import Message
from betweenus.services import clock, service

log = logging.getLogger(__name__)


@task()
def deliver(kind: str, to: str, subject: str, body: str, person_id: str | None = None) -> None:
    """Send one e-mail and note that it left, or why it did not."""
    failure = ""
    signed = f"{body}\n\n{service.present().name}\n"
    try:
        EmailMessage(subject, signed, settings.DEFAULT_FROM_EMAIL, [to]).send()
    except (OSError, SMTPException) as error:
        failure = f"{type(error).__name__}: {error}"[:200]
        # Told to whoever looks after the machine; what the mail server said can hold an address.
        log.error("An e-mail (%s) was not sent: %s", kind, type(error).__name__)
    Message.objects.create(person_id=person_id, kind=kind, sent_at=clock.now(), failure=failure)


def send(*, kind: str, to: str, subject: str, body: str, person: UUID | None = None) -> None:
    """Hand an e-mail to the task queue; ``kind`` names it in the record, e.g. "invitation"."""
    deliver.enqueue(
        kind=kind, to=to, subject=subject, body=body, person_id=str(person) if person else None
    )


def forget_sent(now: datetime) -> int:
    """Clear the words of e-mails that were tried by now; that they were stays on record.

    The queue keeps what it has done. Some of these e-mails hold a secret that still opens
    something, such as a private link; it must not be readable here once it has left.
    """
    deleted, _ = DBTaskResult.objects.finished().filter(finished_at__lte=now).delete()
    return deleted
