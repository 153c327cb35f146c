"""Figures that supervisors see, and who sees them."""

from django.db import migrations, models

NAMES = {
    "see_overview": "Can see the figures of the own teams",
    "see_overview_of_all": "Can see the figures of all teams",
}
GROUPS = {"Supervisors": ("see_overview", "see_overview_of_all")}


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="channels", model="deskfigures")
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for codename in codenames if group else ():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0004_groups"),
        ("channels", "0007_replies"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "counted day",
                "verbose_name_plural": "counted days",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AnswerFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("team", models.CharField(max_length=150)),
                ("kind", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=80)),
                ("locale", models.CharField(max_length=10)),
                ("channel", models.CharField(blank=True, max_length=30)),
                ("number", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "figures of an answer",
                "verbose_name_plural": "figures of answers",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "team", "day", "key", "locale", "channel"),
                        name="channels_one_answer_figures",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("hour", models.SmallIntegerField(default=-1)),
                ("team", models.CharField(max_length=150)),
                ("agents", models.PositiveIntegerField()),
                ("contacts", models.PositiveIntegerField()),
                ("ended", models.PositiveIntegerField()),
                ("solved", models.PositiveIntegerField()),
                ("handed_over", models.PositiveIntegerField()),
                ("named", models.PositiveIntegerField()),
                ("named_solved", models.PositiveIntegerField()),
                ("back", models.PositiveIntegerField()),
                ("times", models.JSONField(default=dict)),
                ("copied", models.JSONField(default=dict)),
                ("sent", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "figures of a team",
                "verbose_name_plural": "figures of teams",
                "permissions": [
                    ("see_overview", "Can see the figures of the own teams"),
                    ("see_overview_of_all", "Can see the figures of all teams"),
                ],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hour", "team", "day"), name="channels_one_desk_figures"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VerdictFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("key", models.CharField(max_length=80)),
                ("locale", models.CharField(max_length=10)),
                ("element", models.CharField(blank=True, max_length=36)),
                ("channel", models.CharField(max_length=30)),
                ("helpful", models.PositiveIntegerField()),
                ("unhelpful", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "verdicts of a day",
                "verbose_name_plural": "verdicts of days",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "key", "locale", "element", "channel"),
                        name="channels_one_verdict_figures",
                    )
                ],
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
