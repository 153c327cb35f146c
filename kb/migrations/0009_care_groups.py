"""Who sees the care of the knowledge."""

from django.db import migrations

NAMES = {
    "view_care": "Can view care",
    "oversee_care": "Can see the care of all that grants let read",
}
GROUPS = {
    "Editors": ("view_care",),
    "Approvers": ("view_care", "oversee_care"),
    "Supervisors": ("view_care", "oversee_care"),
}


def give(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label="kb", model="care")
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        for codename in codenames if group else ():
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("kb", "0008_care")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
