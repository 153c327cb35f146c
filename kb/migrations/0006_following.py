"""Progress of what follows a change, and what is parked; who may have a parked answer tried."""

import django.db.models.deletion
from django.db import migrations, models

MAY_RETRY = ("Editors", "Approvers")


def let_them_retry(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="parked")
    retry, _ = Permission.objects.get_or_create(
        content_type=kind, codename="change_parked", defaults={"name": "Can change parked answer"}
    )
    for group in Group.objects.filter(name__in=MAY_RETRY):
        group.permissions.add(retry)


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0005_cursor_epoch"),
    ]

    operations = [
        migrations.CreateModel(
            name="FanOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField(unique=True)),
                ("ref", models.CharField(db_index=True, max_length=140)),
                ("at", models.DateTimeField()),
                ("total", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "update of answers",
                "verbose_name_plural": "updates of answers",
            },
        ),
        migrations.CreateModel(
            name="Parked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("projection", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("locale", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=80)),
                ("message", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField()),
                ("tries", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "parked answer",
                "verbose_name_plural": "parked answers",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("projection", "key", "locale"), name="kb_parked_once_a_projection"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FanOutWait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page_id", models.BigIntegerField(db_index=True)),
                (
                    "fan_out",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waits",
                        to="kb.fanout",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer waiting for an update",
                "verbose_name_plural": "answers waiting for an update",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fan_out", "page_id"), name="kb_fan_out_wait_once"
                    )
                ],
            },
        ),
        migrations.RunPython(let_them_retry, migrations.RunPython.noop),
    ]
