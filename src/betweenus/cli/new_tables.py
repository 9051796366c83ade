"""Tables for a new demo, laid as the models have them, without the way that led there."""


def lay() -> None:
    """Make every table in an empty database, and note all migrations as done.

    One by one the migrations, the libraries' among them, take ten times as long; a test holds
    that both ways end at the same tables. Call ``migrate`` afterwards, as for any other database.
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    recorder = MigrationRecorder(connection)
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)
