"""Decisions about groups of misses; on PostgreSQL also the store of calls, which is a file of its
own on SQLite."""

import django.db.models.deletion
from django.db import migrations, models

from kb.feedback.misses.schema import FIRST, TABLES, statements


def make_store(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements(FIRST, vendor="postgresql"):
            schema_editor.execute(statement)


def drop_store(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0023_root_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="MissGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=16, unique=True)),
                ("locale", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_work", "In work"),
                            ("closed", "Answered"),
                            ("ignored", "Ignored"),
                        ],
                        db_index=True,
                        max_length=10,
                    ),
                ),
                ("wordings", models.JSONField(default=list)),
                ("page_id", models.BigIntegerField(null=True)),
                ("is_new", models.BooleanField(default=False)),
                ("calls", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField()),
            ],
            options={
                "verbose_name": "group of misses",
                "verbose_name_plural": "groups of misses",
                "permissions": [
                    ("decide_missgroup", "Can decide about misses"),
                    ("draft_missgroup", "Can make drafts of misses wherever grants let read"),
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="MissEvent",
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
                        choices=[
                            ("new", "New knowledge"),
                            ("wording", "Another wording of an answer"),
                            ("ignored", "Ignored"),
                            ("closed", "Answered: what was drafted is live"),
                            ("reopened", "Reopened"),
                            ("missed", "Reopened: asked again without an answer"),
                            ("grew", "Reopened: it has grown"),
                            ("draft_gone", "Reopened: the draft is gone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("page_id", models.BigIntegerField(null=True)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField()),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="kb.missgroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about misses",
                "verbose_name_plural": "decisions about misses",
                "ordering": ["-at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.RunPython(make_store, drop_store),
    ]
