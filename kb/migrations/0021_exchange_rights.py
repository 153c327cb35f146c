"""Who may take all knowledge out, and bring it in."""

from django.db import migrations

GROUPS = {"Supervisors": ("export",), "Editors": ("export", "import")}


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="job")
    for name, verbs in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for verb in verbs if group else ():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind,
                codename=f"{verb}_knowledge",
                defaults={"name": f"Can {verb} knowledge"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0020_templates"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="job",
            options={
                "permissions": [
                    ("export_knowledge", "Can export knowledge"),
                    ("import_knowledge", "Can import knowledge"),
                ],
                "verbose_name": "background work",
                "verbose_name_plural": "background work",
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
