"""People: accounts that sign in, and the persons whose care this is."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from betweenus.records import keeping as keep
from betweenus.records.appending import AppendOnly, Changing
from betweenus.records.sealed import SealedJSON, SealedText


class Accounts(BaseUserManager):
    """Makes accounts; services decide who may."""

    def create_user(self, email: str, password: str | None = None, **fields):
        """An account with a hashed password, or none that can be used when it is None."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, email: str):
        """E-mail addresses are compared without case."""
        return self.get(email=email.lower())


class Account(AbstractBaseUser, Changing):
    """Somebody who can sign in: staff, or a client with the portal."""

    email = keep.identity(models.EmailField(unique=True))
    password = keep.identity(models.CharField(max_length=128))
    last_login = keep.trail(models.DateTimeField(null=True, blank=True))
    name = keep.identity(models.CharField(max_length=120))
    roles = keep.service(models.JSONField(default=list))
    trainee = keep.service(models.BooleanField(default=False))
    is_active = keep.service(models.BooleanField(default=True))
    created_at = keep.trail(models.DateTimeField())

    objects = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="account_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class Person(Changing):
    """Somebody referred to the service, once, however often they come."""

    account = keep.link(
        models.OneToOneField(
            Account, null=True, blank=True, on_delete=models.PROTECT, related_name="person"
        )
    )
    name = keep.identity(models.CharField(max_length=120))
    known_as = keep.identity(models.CharField(max_length=60, blank=True))
    pronouns = keep.identity(models.CharField(max_length=40, blank=True))
    born_on = keep.identity(models.DateField(null=True, blank=True))
    died_on = keep.identity(models.DateField(null=True, blank=True))
    nhs_number = keep.identity(models.CharField(max_length=10, blank=True, db_index=True))
    local_reference = keep.identity(models.CharField(max_length=60, blank=True, db_index=True))
    email = keep.identity(models.EmailField(blank=True, db_index=True))
    phone = keep.identity(models.CharField(max_length=30, blank=True, db_index=True))
    address = keep.identity(models.CharField(max_length=300, blank=True))
    postcode = keep.identity(models.CharField(max_length=10, blank=True))
    contact_preference = keep.identity(models.CharField(max_length=20, blank=True))
    may_leave_message = keep.identity(models.BooleanField(default=False))
    # How to reach them safely: who must not hear of it, when not to ring.
    contact_notes = keep.narrative(SealedText(blank=True))
    access_needs = keep.narrative(SealedText(blank=True))
    language = keep.identity(models.CharField(max_length=60, blank=True))
    needs_interpreter = keep.identity(models.BooleanField(default=False))
    gp_practice = keep.identity(models.CharField(max_length=160, blank=True))
    emergency_contact = keep.narrative(SealedText(blank=True))
    merged_into = keep.link(
        models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    )
    created_at = keep.trail(models.DateTimeField())

    class Meta:
        indexes = (models.Index(fields=("born_on", "name")),)

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """What to call them: the name they chose, else their name."""
        return self.known_as or self.name


class PossibleDuplicate(Changing):
    """Two persons who may be one; a person decides, never the program."""

    newer = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="possible_duplicates")
    )
    older = keep.link(models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+"))
    reasons = keep.identity(SealedJSON(default=list))
    noticed_at = keep.trail(models.DateTimeField())
    same = keep.clinical(models.BooleanField(null=True, blank=True))
    settled_at = keep.trail(models.DateTimeField(null=True, blank=True))
    settled_by = keep.trail(
        models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT)
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("newer", "older"), name="one_question_per_pair"),
        )


class Invitation(Changing):
    """A client's invitation to their own pages."""

    person = keep.link(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    )
    email = keep.identity(models.EmailField())
    sent_at = keep.trail(models.DateTimeField())
    sent_by = keep.trail(models.ForeignKey(Account, null=True, on_delete=models.PROTECT))
    accepted_at = keep.trail(models.DateTimeField(null=True, blank=True))


class Message(AppendOnly):
    """An e-mail that left, or failed to: what kind and when, never its words."""

    person = keep.link(models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT))
    kind = keep.service(models.CharField(max_length=40))
    sent_at = keep.trail(models.DateTimeField())
    failure = keep.service(models.CharField(max_length=200, blank=True))
