"""Questions of agents to their team leaders, and who may reply to them."""

import uuid

from django.db import migrations, models

NAMES = {"reply_leaderquestion": "Can reply to questions of agents of the same team"}
GROUPS = {"Supervisors": ("reply_leaderquestion",)}


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="channels", model="leaderquestion")
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for codename in codenames if group else ():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0004_contacts"),
        ("kb", "0004_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeaderQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("request", models.UUIDField()),
                ("asker_id", models.BigIntegerField()),
                ("asker_name", models.CharField(max_length=150)),
                ("teams", models.CharField(blank=True, max_length=200)),
                ("locale", models.CharField(max_length=10)),
                ("query", models.CharField(blank=True, max_length=200)),
                ("was_found", models.BooleanField(null=True)),
                ("key", models.CharField(blank=True, max_length=80)),
                ("key_locale", models.CharField(blank=True, max_length=10)),
                ("region", models.CharField(blank=True, max_length=80)),
                ("segment", models.CharField(blank=True, max_length=80)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("due_at", models.DateTimeField()),
                ("reply", models.CharField(blank=True, max_length=1000)),
                ("reply_key", models.CharField(blank=True, max_length=80)),
                ("reply_locale", models.CharField(blank=True, max_length=10)),
                ("replier_id", models.BigIntegerField(null=True)),
                ("replier_name", models.CharField(blank=True, max_length=150)),
                ("replied_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("gap_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "question to the team leader",
                "verbose_name_plural": "questions to the team leader",
                "permissions": [
                    ("reply_leaderquestion", "Can reply to questions of agents of the same team"),
                    ("oversee_leaderquestion", "Can reply to overdue questions of every team"),
                ],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["asker_id", "closed_at"], name="channels_question_mine"),
                    models.Index(fields=["replied_at", "closed_at"], name="channels_question_open"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("asker_id", "request"), name="channels_one_question"
                    )
                ],
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
