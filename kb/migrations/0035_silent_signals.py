"""Searches that were repeated or abandoned; on SQLite the store's own file brings itself up."""

from django.db import migrations

from kb.feedback.misses.schema import SECOND, SECOND_TABLES, statements


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements(SECOND, vendor="postgresql"):
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE kb_miss_call DROP COLUMN answer")
        for table in SECOND_TABLES:
            schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("kb", "0034_replies")]
    operations = [migrations.RunPython(make, drop)]
