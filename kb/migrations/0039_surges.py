"""Surges; on PostgreSQL also the counts of half hours, which stand in a file of its own on SQLite."""

import django.db.models.deletion
from django.db import migrations, models

from kb.feedback.misses.schema import THIRD, THIRD_TABLES, statements

NAMES = {"view_surge": "Can view surge", "know_surge": "Can say that a surge is known"}
GROUPS = {
    "Editors": ("view_surge", "know_surge"),
    "Approvers": ("view_surge",),
    "Supervisors": ("view_surge", "know_surge"),
}


def make_store(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements(THIRD, vendor="postgresql"):
            schema_editor.execute(statement)


def drop_store(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in THIRD_TABLES:
            schema_editor.execute(f"DROP TABLE {table}")


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="surge")
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for codename in codenames if group else ():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("kb", "0038_reading")]

    operations = [
        migrations.RunPython(make_store, drop_store),
        migrations.CreateModel(
            name="Surge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("answer", "Answer"), ("miss", "Question without an answer")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("locale", models.CharField(max_length=10)),
                ("began_at", models.DateTimeField()),
                ("noticed_at", models.DateTimeField(db_index=True)),
                ("last_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("counts", models.JSONField(default=list)),
                ("at_least", models.PositiveIntegerField()),
                ("times", models.FloatField()),
                ("told_at", models.DateTimeField(null=True)),
                ("known_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "surge",
                "verbose_name_plural": "surges",
                "permissions": [("know_surge", "Can say that a surge is known")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="SurgeEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[("known", "Known"), ("notice", "Notice submitted")], max_length=10
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("until", models.DateTimeField(null=True)),
                ("notice_id", models.BigIntegerField(null=True)),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=150)),
                ("at", models.DateTimeField()),
                (
                    "surge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="kb.surge",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a surge",
                "verbose_name_plural": "events of surges",
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="surge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("kind", "name", "locale"),
                name="kb_one_surge_at_a_time",
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
