"""The trigger that refuses to change the log."""

from django.db import migrations


def protect(apps, schema_editor):
    from kb.publication.protection import protect

    protect(schema_editor.connection)


def unprotect(apps, schema_editor):
    from kb.publication.protection import unprotect

    unprotect(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("kb", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
