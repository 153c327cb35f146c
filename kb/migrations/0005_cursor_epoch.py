from django.db import migrations, models


def name_the_history(apps, schema_editor):
    """The epoch is there before anybody asks, and cursors kept so far are of it."""
    epochs = apps.get_model("kb", "LogEpoch").objects
    current = epochs.order_by("-pk").first() or epochs.create()
    apps.get_model("kb", "Cursor").objects.update(epoch=str(current.epoch))


class Migration(migrations.Migration):
    dependencies = [("kb", "0004_groups")]
    operations = [
        migrations.AddField("cursor", "epoch", models.CharField(blank=True, max_length=36)),
        migrations.RunPython(name_the_history, migrations.RunPython.noop),
    ]
