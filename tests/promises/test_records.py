"""Every field says what it holds and how long it is kept; what is only added cannot be changed."""

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState

from betweenus.records.appending import AppendOnlyQuerySet
from betweenus.records.keeping import Keeping, Kind
from betweenus.records.sealed import SealedJSON, SealedText

SEALED = (SealedText, SealedJSON)
# Tables that libraries bring, and what of a person they hold.
OF_LIBRARIES = {
    "contenttypes.ContentType": "names of tables",
    "auth.Permission": "not used: betweenus.domain.access decides",
    "auth.Group": "not used",
    "sessions.Session": "who is signed in; ends by itself",
    "account.EmailAddress": "the sign-in library's copy of an account's e-mail address",
    "account.EmailConfirmation": "a pending confirmation of an e-mail address",
    "mfa.Authenticator": "somebody's second factor; its secrets are sealed with our key ring",
    "usersessions.UserSession": "where somebody is signed in; goes with the session",
    "django_tasks_database.DBTaskResult": "e-mails waiting to be sent; they carry no clinical word",
}

OURS = [model for model in apps.get_models() if model._meta.app_label == "records"]
APPEND_ONLY = [
    model for model in OURS if isinstance(model._default_manager.all(), AppendOnlyQuerySet)
]


def test_every_table_is_ours_or_known():
    others = {model._meta.label for model in apps.get_models() if model not in OURS}
    assert others == set(OF_LIBRARIES)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_field_declares_its_keeping(model):
    silent = [
        field.name
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if not isinstance(getattr(field, "keeping", None), Keeping)
    ]
    assert not silent


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_is_told_in_confidence_is_sealed(model):
    narrative = {Kind.NARRATIVE, Kind.WORKING}
    wrong = [
        f"{field.name} is {field.keeping.kind} in a {type(field).__name__}"
        for field in model._meta.local_fields
        if field.keeping.kind in narrative and not isinstance(field, SEALED)
    ]
    assert not wrong


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_nothing_goes_because_something_else_goes(model):
    cascading = [
        field.name
        for field in model._meta.local_fields
        if field.remote_field and field.remote_field.on_delete is not models.PROTECT
    ]
    assert not cascading


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model.__name__)
def test_rows_that_are_only_added_refuse_change(model):
    row = model()
    row._state.adding = False
    a_field = model._meta.concrete_fields[-1].name
    refused = [
        row.save,
        row.delete,
        lambda: model.objects.all().update(**{a_field: None}),
        lambda: model.objects.all().delete(),
        lambda: model.objects.bulk_update([row], [a_field]),
        lambda: model.objects.update_or_create(defaults={}),
        lambda: model.objects.bulk_create([row], update_conflicts=True),
    ]
    for change in refused:
        with pytest.raises(TypeError, match="append-only"):
            change()


def test_much_is_only_added():
    names = {model.__name__ for model in APPEND_ONLY}
    assert {"Event", "SignedNote", "FocusVersion", "LetterVersion", "Consent"} <= names


def test_migrations_are_complete():
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(
        loader.project_state(),
        ProjectState.from_apps(apps),
        NonInteractiveMigrationQuestioner(specified_apps={"records"}, dry_run=True),
    )
    changes = detector.changes(graph=loader.graph)
    missing = [
        operation.describe()
        for migration in changes.get("records", [])
        for operation in migration.operations
    ]
    assert not missing, f"type: betweenus manage makemigrations; missing: {missing}"


def test_migrations_are_one_line():
    loader = MigrationLoader(None)
    assert not loader.detect_conflicts()
