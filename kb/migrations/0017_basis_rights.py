"""Who keeps the bases."""

from django.db import migrations

GROUPS = {
    "Editors": ("add", "change", "delete", "view"),
    "Approvers": ("view",),
    "Supervisors": ("view",),
}


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="basisrecord")
    for name, verbs in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for verb in verbs if group else ():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind,
                codename=f"{verb}_basisrecord",
                defaults={"name": f"Can {verb} basis"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("kb", "0016_bases")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
